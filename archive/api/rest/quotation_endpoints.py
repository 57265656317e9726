"""Endpoints of quotations, statements and speakers."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from archive.api.rest import quotation_values as values
from archive.api.rest.article_endpoints import get_visible_article
from archive.api.rest.cursors import build_next_url, cut_page, read_cursor
from archive.api.rest.parameters import CursorText, FieldNames, IdentifierPath, Limit
from archive.api.rest.record_endpoints import SlugPath, find_moved
from archive.api.rest.responses import answers, render_value
from archive.models import Quotation, Speaker
from archive.quotations import queries
from archive.web.params import QueryParams, get_row_or_404, resolve_outlet_slug

router = Router(tags=["quotations"])
Words = Annotated[str, Query(description="Words of the statement, or of the name of the speaker.", max_length=200)]
StatementOrder = Annotated[
    Literal["printings", "newest", "oldest"], Query(description="Most articles first, or by the earliest day.")
]
SpeakerOrder = Annotated[Literal["articles", "name"], Query(description="Most quoted first, or by name.")]


@router.get(
    "/articles/{str:identifier}/quotations",
    response=answers(values.QuotationList),
    summary="Quotations in an article",
)
def list_article_quotations(request: HttpRequest, identifier: IdentifierPath, fields: FieldNames = "") -> HttpResponse:
    """Return who is quoted saying what in an article, in the order of its text."""
    article = get_visible_article(identifier)
    passages = [row for rows, _ in queries.list_article_passages(article) for row in rows]
    items = tuple(values.build_quotation(request, article, row) for row in passages)
    return render_value(request, values.QuotationList(items), fields)


@router.get("/statements", response=answers(values.StatementPage), summary="Statements of several outlets")
def list_statements(
    request: HttpRequest,
    q: Words = "",
    sort: StatementOrder = "printings",
    limit: Limit = 100,
    cursor: CursorText = "",
    fields: FieldNames = "",
) -> HttpResponse:
    """List what somebody said once and two outlets or more printed."""
    place = read_cursor(request, cursor, int)
    ordered = queries.order_quotations(QueryParams(request).get_text("q"), sort)
    total, end = ordered.count(), place.offset + limit
    rows = ordered[place.offset : end]
    next_url = build_next_url(request, place, [end]) if end < total else None
    items = tuple(values.build_statement(request, row) for row in rows)
    return render_value(
        request, values.StatementPage(place.generation, place.is_changed, next_url, total, items), fields
    )


@router.get("/statements/{str:identifier}", response=answers(values.StatementDetail), summary="A statement")
def get_statement(request: HttpRequest, identifier: IdentifierPath, fields: FieldNames = "") -> HttpResponse:
    """Return a statement with the wording of every article that prints it."""
    row = get_row_or_404(Quotation.objects.select_related("speaker"), identifier=identifier)
    concordance = queries.build_concordance(row, QueryParams(request))
    return render_value(request, values.build_statement_detail(request, concordance), fields)


@router.get("/speakers", response=answers(values.SpeakerPage), summary="All speakers")
def list_speakers(
    request: HttpRequest,
    name: Annotated[str, Query(description="Words of the name.", max_length=200)] = "",
    sort: SpeakerOrder = "articles",
    limit: Limit = 100,
    cursor: CursorText = "",
    fields: FieldNames = "",
) -> HttpResponse:
    """List who is quoted by name."""
    place = read_cursor(request, cursor, int)
    counts = queries.count_quoting_articles(QueryParams(request).get_text("name"), sort)
    keys, next_url = cut_page(request, place, list(counts), limit)
    rows = Speaker.objects.in_bulk(keys)
    items = tuple(values.build_speaker(request, rows[key], counts[key]) for key in keys if key in rows)
    page = values.SpeakerPage(place.generation, place.is_changed, next_url, len(counts), items)
    return render_value(request, page, fields)


@router.get("/speakers/{str:slug}", response=answers(values.SpeakerDetail), summary="A speaker")
def get_speaker(request: HttpRequest, slug: SlugPath, fields: FieldNames = "") -> HttpResponse:
    """Return a speaker with spellings and the author record of the same person; a former name redirects."""
    if moved := find_moved(request, Speaker, slug):
        return moved
    speaker = get_row_or_404(Speaker.objects.select_related("author").prefetch_related("aliases"), slug=slug)
    spoken = queries.select_spoken_passages(speaker)
    articles = queries.select_quoting_articles(spoken).count()
    detail = values.build_speaker_detail(request, speaker, articles, queries.count_printed_names(spoken))
    return render_value(request, detail, fields)


@router.get(
    "/speakers/{str:slug}/quotations", response=answers(values.QuotationPage), summary="Quotations of a speaker"
)
def list_speaker_quotations(
    request: HttpRequest,
    slug: SlugPath,
    outlet: Annotated[str, Query(description="Only as printed by this outlet.", max_length=200)] = "",
    limit: Limit = 100,
    cursor: CursorText = "",
    fields: FieldNames = "",
) -> HttpResponse:
    """List what somebody is quoted saying, the newest first."""
    speaker = get_row_or_404(Speaker.objects.all(), slug=slug)
    place = read_cursor(request, cursor, int)
    passages = queries.order_spoken_passages(speaker, resolve_outlet_slug(QueryParams(request).get_text("outlet")))
    total, end = passages.count(), place.offset + limit
    next_url = build_next_url(request, place, [end]) if end < total else None
    rows = passages.select_related("article__outlet", "quotation", "speaker")[place.offset : end]
    items = tuple(values.build_quotation(request, row.article, row) for row in rows)
    return render_value(
        request, values.QuotationPage(place.generation, place.is_changed, next_url, total, items), fields
    )
