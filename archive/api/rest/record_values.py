"""Outlets, authors, collections and stories as the API gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field

from archive.db.addresses import reverse_cached
from archive.models import Author, Collection, Outlet, OutletSuccession, Story
from archive.pages.browse.directory import HoldingsSummary
from archive.pages.browse.profiles import ProfileFacts
from archive.stories.services import StoryListItem
from archive.web.params import get_site_url

Url = Annotated[str, Field(description="Address of the page for people.")]
ApiUrl = Annotated[str, Field(description="Address in this API.")]
Slug = Annotated[str, Field(description="Name in addresses; it may change, and the former one redirects.")]
Identifier = Annotated[str, Field(description="Eight characters that never change.", pattern="^[0-9a-hjkmnp-tv-z]{8}$")]
Generation = Annotated[str, Field(description="State of the archive; empty while changes wait to be indexed.")]
Changed = Annotated[
    bool, Field(description="The archive changed since the first page: items may be missing or come twice.")
]
NextUrl = Annotated[str | None, Field(description="Address of the next page; null on the last one.")]


@dataclass(frozen=True, slots=True)
class ListState:
    """State of a page of a list, beside its items."""

    generation: Generation
    changed: Changed
    next: NextUrl


@dataclass(frozen=True, slots=True)
class RecordReference:
    """A record that another one names."""

    name: str
    slug: Slug
    url: Url
    api_url: ApiUrl


@dataclass(frozen=True, slots=True)
class Holding:
    """Number of listed articles, and the first and last day known for certain."""

    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletValue(RecordReference):
    """An outlet, with what the archive holds of it."""

    holdings: Holding
    country: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class SuccessionValue:
    """An outlet that came before or after another, and when."""

    outlet: RecordReference
    date: str


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value with its number of articles."""

    value: str
    label: str
    articles: int


@dataclass(frozen=True, slots=True)
class DataQuality:
    """Numbers of articles that lack a value, or have an inferred one."""

    undated: int
    imprecise: int
    without_author: int
    without_outlet: int
    inferred_dates: int
    inferred_authors: int
    inferred_outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletDetail(OutletValue):
    """An outlet in full: names, domains, sections, data quality."""

    description: str
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    predecessors: tuple[SuccessionValue, ...]
    successors: tuple[SuccessionValue, ...]
    sections: tuple[ValueCount, ...]
    names: Annotated[tuple[ValueCount, ...], Field(description="Frequent names in the latest articles.")]
    quality: DataQuality


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorValue(RecordReference):
    """An author, with what the archive holds by them."""

    sort_name: str
    holdings: Holding


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorDetail(AuthorValue):
    """An author in full: spellings, records elsewhere, outlets, data quality."""

    aliases: tuple[str, ...]
    same_as: tuple[str, ...]
    spellings: Annotated[tuple[ValueCount, ...], Field(description="Other forms of the name, as printed.")]
    outlets: tuple[ValueCount, ...]
    names: tuple[ValueCount, ...]
    quality: DataQuality


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionValue(RecordReference):
    """A collection, with the number of its listed articles."""

    description: str
    articles: int


@dataclass(frozen=True, slots=True)
class StoryValue:
    """A story: one event, as the articles of several outlets report it."""

    identifier: Identifier
    name: str
    url: Url
    api_url: ApiUrl
    articles: int
    outlets: Annotated[int, Field(description="Number of the known outlets.")]
    first: date | None
    last: date | None
    founded_at: datetime


@dataclass(frozen=True, slots=True)
class OutletPage(ListState):
    """A page of the outlets."""

    total: int
    items: tuple[OutletValue, ...]


@dataclass(frozen=True, slots=True)
class AuthorPage(ListState):
    """A page of the authors who have a listed article."""

    total: int
    items: tuple[AuthorValue, ...]


@dataclass(frozen=True, slots=True)
class CollectionPage(ListState):
    """A page of the collections."""

    total: int
    items: tuple[CollectionValue, ...]


@dataclass(frozen=True, slots=True)
class StoryPage(ListState):
    """A page of the stories, the newest first."""

    total: int
    items: tuple[StoryValue, ...]


def build_api_url(request: HttpRequest, path: str) -> str:
    """Return the address of something in this API."""
    root = getattr(request, "api_root", None)
    if root is None:
        root = f"{find_site(request)}{reverse_cached('api-1:api-root')}"
        request.api_root = root  # type: ignore[attr-defined]
    return f"{root}{path}"


def find_site(request: HttpRequest) -> str:
    """Return the origin of the request, checked once: an answer has hundreds of addresses."""
    site = getattr(request, "api_site", None)
    if site is None:
        site = request.api_site = get_site_url(request)  # type: ignore[attr-defined]
    return site


def build_reference(request: HttpRequest, record: Any) -> RecordReference:
    """Build the reference to an outlet, author, collection or speaker; to each once in an answer."""
    references: dict[tuple[str, str], RecordReference] = request.__dict__.setdefault("api_references", {})
    key = (record.LISTING, record.slug)
    if key not in references:
        references[key] = RecordReference(**_list_reference_fields(request, record))
    return references[key]


def _list_reference_fields(request: HttpRequest, record: Any) -> dict[str, str]:
    return {
        "name": record.name,
        "slug": record.slug,
        "url": find_site(request) + record.get_absolute_url(),
        "api_url": build_api_url(request, f"{record.LISTING}/{record.slug}"),
    }


def build_holding(summary: HoldingsSummary) -> Holding:
    """Build the holdings of an outlet or author."""
    return Holding(summary.count, summary.first, summary.last)


def build_outlet(request: HttpRequest, outlet: Outlet, summary: HoldingsSummary) -> OutletValue:
    """Build an outlet for a list."""
    return OutletValue(**_list_outlet_fields(request, outlet, summary))


def _list_outlet_fields(request: HttpRequest, outlet: Outlet, summary: HoldingsSummary) -> dict[str, Any]:
    columns = {name: getattr(outlet, name) for name in ("country", "language", "kind")}
    return _list_reference_fields(request, outlet) | columns | {"holdings": build_holding(summary)}


def build_outlet_detail(
    request: HttpRequest,
    outlet: Outlet,
    facts: ProfileFacts,
    successions: tuple[Iterable[OutletSuccession], Iterable[OutletSuccession]],
) -> OutletDetail:
    """Build an outlet (with aliases and domains) in full."""
    before, after = successions
    coverage = facts.coverage
    return OutletDetail(
        **_list_outlet_fields(request, outlet, HoldingsSummary(coverage.total, coverage.first, coverage.last)),
        description=outlet.description,
        aliases=tuple(alias.name for alias in outlet.aliases.all()),
        domains=tuple(row.domain for row in outlet.domains.all()),
        predecessors=tuple(SuccessionValue(build_reference(request, row.predecessor), row.date) for row in before),
        successors=tuple(SuccessionValue(build_reference(request, row.successor), row.date) for row in after),
        sections=tuple(ValueCount(str(name), str(name), count) for name, count in facts.part_counts),
        names=build_names(facts),
        quality=build_quality(facts),
    )


def build_author(request: HttpRequest, author: Author, summary: HoldingsSummary) -> AuthorValue:
    """Build an author for a list."""
    fields = _list_reference_fields(request, author)
    return AuthorValue(**fields, sort_name=author.sort_name, holdings=build_holding(summary))


def build_author_detail(
    request: HttpRequest,
    author: Author,
    facts: ProfileFacts,
    spellings: Iterable[tuple[str, int]],
    outlets: dict[Any, Outlet],
) -> AuthorDetail:
    """Build an author (with aliases and same-as links) in full."""
    coverage = facts.coverage
    return AuthorDetail(
        **_list_reference_fields(request, author),
        sort_name=author.sort_name,
        holdings=Holding(coverage.total, coverage.first, coverage.last),
        aliases=tuple(alias.name for alias in author.aliases.all()),
        same_as=tuple(link.url for link in author.same_as.all()),
        spellings=tuple(ValueCount(name, name, count) for name, count in spellings),
        outlets=tuple(
            ValueCount(outlets[key].slug, outlets[key].name, count)
            for key, count in facts.part_counts
            if key in outlets
        ),
        names=build_names(facts),
        quality=build_quality(facts),
    )


def build_names(facts: ProfileFacts) -> tuple[ValueCount, ...]:
    """Build the frequent names of a profile."""
    return tuple(ValueCount(str(name), str(name), count) for name, count in facts.name_counts)


def build_quality(facts: ProfileFacts) -> DataQuality:
    """Build the counts of what is not known."""
    return DataQuality(**{name: facts.quality[name] for name in DataQuality.__slots__})


def build_collection(request: HttpRequest, collection: Collection, articles: int) -> CollectionValue:
    """Build a collection."""
    fields = _list_reference_fields(request, collection)
    return CollectionValue(**fields, description=collection.description, articles=articles)


def build_story(request: HttpRequest, item: StoryListItem) -> StoryValue:
    """Build a story with listed articles for a list."""
    story: Story = item.story
    return StoryValue(
        identifier=story.identifier,
        name=story.name or item.first.title,
        url=find_site(request) + story.get_absolute_url(),
        api_url=build_api_url(request, f"stories/{story.identifier}"),
        articles=len(item.articles),
        outlets=item.outlet_count,
        first=item.first_day,
        last=item.last_day,
        founded_at=story.founded_at,
    )
