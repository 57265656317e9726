"""Endpoints of outlets, authors and collections."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Path, Query, Router

from archive.api.rest import record_values as values
from archive.api.rest.cursors import cut_page, read_cursor
from archive.api.rest.parameters import CursorText, FieldNames, Limit
from archive.api.rest.responses import answers, render_value
from archive.curation.succession import find_successions
from archive.models import Author, Collection, Outlet
from archive.pages.browse import directory, profiles
from archive.text.normalize import strip_controls
from archive.web.params import QueryParams, get_row_or_404

router = Router(tags=["outlets, authors, collections"])
SlugPath = Annotated[str, Path(description="Name in addresses.", example="harbour-gazette")]
Order = Annotated[Literal["name", "articles", "newest", "oldest"], Query(description="Order of the list.")]
Name = Annotated[str, Query(description="Words of the name.", max_length=200)]
Filter = Annotated[str, Query(description="Only those with this value.", max_length=200)]


@router.get("/outlets", response=answers(values.OutletPage), summary="All outlets")
def list_outlets(
    request: HttpRequest,
    name: Name = "",
    country: Filter = "",
    language: Filter = "",
    kind: Filter = "",
    sort: Order = "name",
    limit: Limit = 100,
    cursor: CursorText = "",
    fields: FieldNames = "",
) -> HttpResponse:
    """List the outlets with what the archive holds of each."""
    place = read_cursor(request, cursor, int)
    holdings = directory.load_holdings()
    found = directory.find_outlets(QueryParams(request), holdings)
    keys, next_url = cut_page(request, place, found, limit)
    rows = Outlet.objects.in_bulk(keys)
    items = tuple(
        values.build_outlet(request, rows[key], holdings.summarise_outlet(key)) for key in keys if key in rows
    )
    page = values.OutletPage(place.generation, place.is_changed, next_url, len(found), items)
    return render_value(request, page, fields)


@router.get("/outlets/{str:slug}", response=answers(values.OutletDetail), summary="An outlet")
def get_outlet(request: HttpRequest, slug: SlugPath, fields: FieldNames = "") -> HttpResponse:
    """Return an outlet with its coverage, sections, names and data quality; a former name redirects."""
    if moved := find_moved(request, Outlet, slug):
        return moved
    outlet = get_row_or_404(Outlet.objects.prefetch_related("aliases", "domains"), slug=slug)
    facts = profiles.load_outlet_facts(outlet)
    return render_value(request, values.build_outlet_detail(request, outlet, facts, find_successions(outlet)), fields)


@router.get("/authors", response=answers(values.AuthorPage), summary="All authors")
def list_authors(
    request: HttpRequest,
    name: Name = "",
    sort: Order = "name",
    limit: Limit = 100,
    cursor: CursorText = "",
    fields: FieldNames = "",
) -> HttpResponse:
    """List the authors who have a listed article."""
    place = read_cursor(request, cursor, int)
    counts = directory.load_author_counts()
    found = directory.find_authors(QueryParams(request), counts)
    keys, next_url = cut_page(request, place, found, limit)
    rows = Author.objects.in_bulk(keys)
    items = tuple(
        values.build_author(request, rows[key], directory.summarise_record(counts, key)) for key in keys if key in rows
    )
    page = values.AuthorPage(place.generation, place.is_changed, next_url, len(found), items)
    return render_value(request, page, fields)


@router.get("/authors/{str:slug}", response=answers(values.AuthorDetail), summary="An author")
def get_author(request: HttpRequest, slug: SlugPath, fields: FieldNames = "") -> HttpResponse:
    """Return an author with spellings, outlets, names and data quality; a former name redirects."""
    if moved := find_moved(request, Author, slug):
        return moved
    author = get_row_or_404(Author.objects.prefetch_related("aliases", "same_as"), slug=slug)
    facts = profiles.load_author_facts(author)
    outlets: dict[Any, Outlet] = dict(Outlet.objects.in_bulk([key for key, _ in facts.part_counts]))
    spellings = profiles.count_spellings(author)
    return render_value(request, values.build_author_detail(request, author, facts, spellings, outlets), fields)


@router.get("/collections", response=answers(values.CollectionPage), summary="All collections")
def list_collections(
    request: HttpRequest, limit: Limit = 100, cursor: CursorText = "", fields: FieldNames = ""
) -> HttpResponse:
    """List the collections that editors made."""
    place = read_cursor(request, cursor, int)
    found = list(Collection.objects.order_by("name", "pk").values_list("pk", flat=True))
    keys, next_url = cut_page(request, place, found, limit)
    rows: dict[int, Any] = dict(_count_articles(Collection.objects.all()).in_bulk(keys))
    items = tuple(values.build_collection(request, rows[key], rows[key].article_count) for key in keys if key in rows)
    page = values.CollectionPage(place.generation, place.is_changed, next_url, len(found), items)
    return render_value(request, page, fields)


@router.get("/collections/{str:slug}", response=answers(values.CollectionValue), summary="A collection")
def get_collection(request: HttpRequest, slug: SlugPath, fields: FieldNames = "") -> HttpResponse:
    """Return a collection; its articles are those of /articles?collection=…"""
    row: Any = get_row_or_404(_count_articles(Collection.objects.all()), slug=slug)
    return render_value(request, values.build_collection(request, row, row.article_count), fields)


def _count_articles(collections: QuerySet[Collection]) -> QuerySet[Collection]:
    return collections.annotate(article_count=Count("articles", filter=Q(articles__withdrawn_at=None)))


def find_moved(request: HttpRequest, model: type[Any], slug: str) -> HttpResponse | None:
    """Return the redirect from the former name of a record; None where it has this name, or none has."""
    if strip_controls(slug) != slug:
        return None
    _, current = model.objects.find_by_slug([slug]).get(slug, (0, slug))
    if current == slug:
        return None
    query = request.META.get("QUERY_STRING", "")
    path = values.build_api_url(request, f"{model.LISTING}/{current}")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
