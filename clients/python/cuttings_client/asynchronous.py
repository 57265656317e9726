"""The client for asyncio: the same methods, to await."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

import httpx

from cuttings_client import requests
from cuttings_client.requests import ApiRequest
from cuttings_client.values import JSON, Article, CitedSearch, Comparison, Correction, Hit, Record

Item = TypeVar("Item", bound=Mapping[str, Any])


class AsyncListing(Generic[Item]):
    """A list of the archive, asked for page by page while it is gone through."""

    def __init__(self, archive: AsyncCuttings, request: ApiRequest) -> None:
        self._archive, self._request = archive, request

        self._first_page: JSON | None = None

    async def load_first_page(self) -> JSON:
        """Return the first page as it was sent: `total`, `generation`; of a search `query`, `facets`, `histogram`."""
        if self._first_page is None:
            self._first_page = await self._archive.send(self._request)
        return self._first_page

    async def iter_pages(self) -> AsyncIterator[JSON]:
        """Yield the pages; ArchiveChanged is warned of where the archive changed on the way."""
        page = await self.load_first_page()
        yield page
        while page["next"]:
            page = await self._archive.send(ApiRequest(page["next"]))
            requests.warn_if_changed(page)
            yield page

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.iter_pages():
            for item in page["items"]:
                yield item

    async def to_pandas(self) -> Any:
        """Return all items as a data frame of pandas."""
        return requests.build_frame([item async for item in self])


class AsyncResults(AsyncListing[Hit]):
    """The results of a search."""


class AsyncCuttings:
    """An archive at an address; with a token, also to write."""

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        timeout: float = 30,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(transport=transport, **requests.build_options(url, token, timeout))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, request: ApiRequest) -> JSON:
        """Send a request and return the answer; wait where the archive asks for it. ApiError for a problem."""
        tries = 0
        while True:
            tries += 1
            with ExitStack() as stack:
                response = await self._http.request(**request.build_arguments(stack))
            wait = requests.find_wait(response, tries)
            if wait is None:
                return requests.read_response(response)
            await asyncio.sleep(wait)

    async def archive(self) -> JSON:
        """Return the archive: its name, what it holds, its state."""
        return await self.send(ApiRequest("archive"))

    def search(self, query: str = "", **params: Any) -> AsyncResults:
        """Search; filters are `outlet`, `author`, `year`, `language`, `collection`, `story`; `sort`, `match`."""
        return AsyncResults(self, ApiRequest("search", params={"q": query} | params))

    async def article(self, identifier: str, **params: Any) -> Article:
        """Return an article in full."""
        return cast(Article, await self.send(ApiRequest(requests.name_record("articles", identifier), params=params)))

    def articles(self, **params: Any) -> AsyncListing[Article]:
        """List articles: of an `outlet`, `author`, `collection`, `story`, from `first` to `last`; `sort`."""
        return AsyncListing(self, ApiRequest("articles", params=params))

    async def quotations(self, identifier: str) -> list[JSON]:
        """Return who is quoted saying what in an article."""
        page = await self.send(ApiRequest(f"{requests.name_record('articles', identifier)}/quotations"))
        return cast(list[JSON], page["items"])

    async def outlet(self, slug: str) -> Record:
        """Return an outlet."""
        return cast(Record, await self.send(ApiRequest(requests.name_record("outlets", slug))))

    def outlets(self, **params: Any) -> AsyncListing[Record]:
        """List outlets: by `name`, `country`, `language`, `kind`; `sort`."""
        return AsyncListing(self, ApiRequest("outlets", params=params))

    async def author(self, slug: str) -> Record:
        """Return an author."""
        return cast(Record, await self.send(ApiRequest(requests.name_record("authors", slug))))

    def authors(self, **params: Any) -> AsyncListing[Record]:
        """List authors: by `name`; `sort`."""
        return AsyncListing(self, ApiRequest("authors", params=params))

    def collections(self, **params: Any) -> AsyncListing[Record]:
        """List collections."""
        return AsyncListing(self, ApiRequest("collections", params=params))

    def statements(self, words: str = "", **params: Any) -> AsyncListing[JSON]:
        """List statements that two outlets or more printed, by words; `sort`."""
        return AsyncListing(self, ApiRequest("statements", params={"q": words} | params))

    async def statement(self, identifier: str) -> JSON:
        """Return a statement with the wording of every article that prints it."""
        return await self.send(ApiRequest(requests.name_record("statements", identifier)))

    def speakers(self, **params: Any) -> AsyncListing[Record]:
        """List who is quoted by name."""
        return AsyncListing(self, ApiRequest("speakers", params=params))

    def speaker_quotations(self, slug: str, **params: Any) -> AsyncListing[JSON]:
        """List what somebody is quoted saying."""
        return AsyncListing(self, ApiRequest(f"{requests.name_record('speakers', slug)}/quotations", params=params))

    def stories(self, query: str = "", **params: Any) -> AsyncListing[JSON]:
        """List stories, those of articles that match a query."""
        return AsyncListing(self, ApiRequest("stories", params={"q": query} | params))

    async def story(self, identifier: str) -> JSON:
        """Return a story with its articles."""
        return await self.send(ApiRequest(requests.name_record("stories", identifier)))

    async def correct(self, article: Mapping[str, Any], *, reason: str = "", **values: Any) -> Correction:
        """Set metadata of an article as it was read, with its `version`; ChangedMeanwhile if it is another now."""
        return cast(Correction, await self.send(requests.build_correction(article, reason, values)))

    async def undo(self, change: int) -> JSON:
        """Undo a change; return the change that this is itself."""
        return await self.send(ApiRequest(f"changes/{change}/undo", "POST"))

    async def upload(self, paths: Iterable[str | Path], *, outlet: str = "", collection: str = "") -> JSON:
        """Upload files; the archive imports them in its own time, see `import_report`."""
        return await self.send(requests.build_upload(paths, outlet, collection))

    async def import_report(self, number: int) -> JSON:
        """Return what became of an upload."""
        return await self.send(ApiRequest(f"imports/{number}"))

    async def create_list(self, name: str) -> JSON:
        """Make a list of one's own."""
        return await self.send(ApiRequest("lists", "POST", json={"name": name}))

    async def add_to_list(self, number: int, identifiers: Iterable[str]) -> JSON:
        """Add articles to a list of one's own."""
        return await self.send(ApiRequest(f"lists/{number}/entries", "POST", json={"identifiers": list(identifiers)}))

    async def cite(self, query: str = "", **filters: Any) -> CitedSearch:
        """Keep a search with what it finds, at an address that stays."""
        return cast(CitedSearch, await self.send(requests.build_citation(query, filters)))

    async def compare_cited(self, identifier: str) -> Comparison:
        """Run a cited search again, and say what changed."""
        return cast(
            Comparison, await self.send(ApiRequest(f"{requests.name_record('cited-searches', identifier)}/comparison"))
        )
