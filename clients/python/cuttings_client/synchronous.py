"""The client for programs that wait: one request after another."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

import httpx

from cuttings_client import requests
from cuttings_client.requests import ApiRequest
from cuttings_client.values import JSON, Article, CitedSearch, Comparison, Correction, Hit, Record

Item = TypeVar("Item", bound=Mapping[str, Any])


class Listing(Generic[Item]):
    """A list of the archive, asked for page by page while it is gone through."""

    def __init__(self, archive: Cuttings, request: ApiRequest) -> None:
        self._archive, self._request = archive, request

    @cached_property
    def first_page(self) -> JSON:
        """The first page as it was sent."""
        return self._archive.send(self._request)

    @property
    def total(self) -> int | None:
        """Number of items; None where the archive does not count them."""
        return self.first_page.get("total")

    @property
    def generation(self) -> str:
        """State of the archive at the first page."""
        return str(self.first_page["generation"])

    def iter_pages(self) -> Iterator[JSON]:
        """Yield the pages; ArchiveChanged is warned of where the archive changed on the way."""
        page = self.first_page
        yield page
        while page["next"]:
            page = self._archive.send(ApiRequest(page["next"]))
            requests.warn_if_changed(page)
            yield page

    def __iter__(self) -> Iterator[Item]:
        for page in self.iter_pages():
            yield from page["items"]

    def to_pandas(self) -> Any:
        """Return all items as a data frame of pandas."""
        return requests.build_frame(self)


class Results(Listing[Hit]):
    """The results of a search."""

    @property
    def query(self) -> JSON:
        """The query as it was read: canonical text, parts, notes, repairs, added spellings."""
        return cast(JSON, self.first_page["query"])

    @property
    def facets(self) -> dict[str, dict[str, int]]:
        """Numbers of articles found by outlet, author, year and language."""
        return {
            row["name"]: {each["label"]: each["count"] for each in row["values"]} for row in self.first_page["facets"]
        }

    @property
    def histogram(self) -> dict[str, int]:
        """Numbers of articles found by month (its first day)."""
        return {row["month"]: row["count"] for row in self.first_page["histogram"]["months"]}

    @property
    def url(self) -> str:
        """Address of the same search for people."""
        return str(self.first_page["url"])


class Cuttings:
    """An archive at an address; with a token, also to write."""

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        timeout: float = 30,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(transport=transport, **requests.build_options(url, token, timeout))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, request: ApiRequest) -> JSON:
        """Send a request and return the answer; wait where the archive asks for it. ApiError for a problem."""
        tries = 0
        while True:
            tries += 1
            with ExitStack() as stack:
                response = self._http.request(**request.build_arguments(stack))
            wait = requests.find_wait(response, tries)
            if wait is None:
                return requests.read_response(response)
            time.sleep(wait)

    def archive(self) -> JSON:
        """Return the archive: its name, what it holds, its state."""
        return self.send(ApiRequest("archive"))

    def search(self, query: str = "", **params: Any) -> Results:
        """Search; filters are `outlet`, `author`, `year`, `language`, `collection`, `story`; `sort`, `match`."""
        return Results(self, ApiRequest("search", params={"q": query} | params))

    def article(self, identifier: str, **params: Any) -> Article:
        """Return an article in full."""
        return cast(Article, self.send(ApiRequest(requests.name_record("articles", identifier), params=params)))

    def articles(self, **params: Any) -> Listing[Article]:
        """List articles: of an `outlet`, `author`, `collection`, `story`, from `first` to `last`; `sort`."""
        return Listing(self, ApiRequest("articles", params=params))

    def quotations(self, identifier: str) -> list[JSON]:
        """Return who is quoted saying what in an article."""
        page = self.send(ApiRequest(f"{requests.name_record('articles', identifier)}/quotations"))
        return cast(list[JSON], page["items"])

    def outlet(self, slug: str) -> Record:
        """Return an outlet."""
        return cast(Record, self.send(ApiRequest(requests.name_record("outlets", slug))))

    def outlets(self, **params: Any) -> Listing[Record]:
        """List outlets: by `name`, `country`, `language`, `kind`; `sort`."""
        return Listing(self, ApiRequest("outlets", params=params))

    def author(self, slug: str) -> Record:
        """Return an author."""
        return cast(Record, self.send(ApiRequest(requests.name_record("authors", slug))))

    def authors(self, **params: Any) -> Listing[Record]:
        """List authors: by `name`; `sort`."""
        return Listing(self, ApiRequest("authors", params=params))

    def collections(self, **params: Any) -> Listing[Record]:
        """List collections."""
        return Listing(self, ApiRequest("collections", params=params))

    def statements(self, words: str = "", **params: Any) -> Listing[JSON]:
        """List statements that two outlets or more printed, by words; `sort`."""
        return Listing(self, ApiRequest("statements", params={"q": words} | params))

    def statement(self, identifier: str) -> JSON:
        """Return a statement with the wording of every article that prints it."""
        return self.send(ApiRequest(requests.name_record("statements", identifier)))

    def speakers(self, **params: Any) -> Listing[Record]:
        """List who is quoted by name."""
        return Listing(self, ApiRequest("speakers", params=params))

    def speaker_quotations(self, slug: str, **params: Any) -> Listing[JSON]:
        """List what somebody is quoted saying."""
        return Listing(self, ApiRequest(f"{requests.name_record('speakers', slug)}/quotations", params=params))

    def stories(self, query: str = "", **params: Any) -> Listing[JSON]:
        """List stories, those of articles that match a query."""
        return Listing(self, ApiRequest("stories", params={"q": query} | params))

    def story(self, identifier: str) -> JSON:
        """Return a story with its articles."""
        return self.send(ApiRequest(requests.name_record("stories", identifier)))

    def correct(self, article: Mapping[str, Any], *, reason: str = "", **values: Any) -> Correction:
        """Set metadata of an article as it was read, with its `version`; ChangedMeanwhile if it is another now."""
        return cast(Correction, self.send(requests.build_correction(article, reason, values)))

    def undo(self, change: int) -> JSON:
        """Undo a change; return the change that this is itself."""
        return self.send(ApiRequest(f"changes/{change}/undo", "POST"))

    def upload(self, paths: Iterable[str | Path], *, outlet: str = "", collection: str = "") -> JSON:
        """Upload files; the archive imports them in its own time, see `import_report`."""
        return self.send(requests.build_upload(paths, outlet, collection))

    def import_report(self, number: int) -> JSON:
        """Return what became of an upload."""
        return self.send(ApiRequest(f"imports/{number}"))

    def create_list(self, name: str) -> JSON:
        """Make a list of one's own."""
        return self.send(ApiRequest("lists", "POST", json={"name": name}))

    def add_to_list(self, number: int, identifiers: Iterable[str]) -> JSON:
        """Add articles to a list of one's own."""
        return self.send(ApiRequest(f"lists/{number}/entries", "POST", json={"identifiers": list(identifiers)}))

    def cite(self, query: str = "", **filters: Any) -> CitedSearch:
        """Keep a search with what it finds, at an address that stays."""
        return cast(CitedSearch, self.send(requests.build_citation(query, filters)))

    def compare_cited(self, identifier: str) -> Comparison:
        """Run a cited search again, and say what changed."""
        return cast(
            Comparison, self.send(ApiRequest(f"{requests.name_record('cited-searches', identifier)}/comparison"))
        )
