"""Endpoints of articles, their captures and evidence."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Query, Router

from archive.api.rest import article_values as values
from archive.api.rest.article_listing import ArticleFilter, ArticleOrder, find_page, select_articles
from archive.api.rest.cursors import build_next_url, read_cursor
from archive.api.rest.parameters import CursorText, FieldNames, IdentifierPath, Limit
from archive.api.rest.problems import ProblemError
from archive.api.rest.responses import answers, render_value
from archive.citations.services import build_citation_record
from archive.citations.styles import format_citations
from archive.models import Article, Capture
from archive.models.articles import load_article_cards
from archive.pages.article import field_evidence, related
from archive.web.paging import annotate_inferred_dates
from archive.web.params import get_row_or_404

router = Router(tags=["articles"])
RecordName = Annotated[str, Query(description="Only articles of this one, by its name in addresses.", max_length=200)]
Day = Annotated[date | None, Query(description="Only articles certainly not outside of these days (inclusive).")]


@router.get("/articles", response=answers(values.ArticlePage), summary="All articles")
def list_articles(
    request: HttpRequest,
    outlet: RecordName = "",
    author: RecordName = "",
    collection: RecordName = "",
    story: RecordName = "",
    first: Day = None,
    last: Day = None,
    sort: Annotated[ArticleOrder, Query(description="By date, undated ones last; or the last added first.")] = "newest",
    limit: Limit = 100,
    cursor: CursorText = "",
    fields: FieldNames = "",
) -> HttpResponse:
    """List the articles of the archive, or those of an outlet, author, collection, story or period."""
    place = read_cursor(request, cursor, str, str)
    chosen = ArticleFilter(outlet=outlet, author=author, collection=collection, story=story, first=first, last=last)
    keys, last_place = find_page(select_articles(chosen), sort, place.place, limit)
    next_url = build_next_url(request, place, last_place) if last_place else None
    page = values.ArticlePage(place.generation, place.is_changed, next_url, load_articles(request, keys))
    return render_value(request, page, fields)


def load_articles(request: HttpRequest, keys: list[int]) -> tuple[values.ArticleValue, ...]:
    """Load articles for a list, in this order; three queries."""
    cards = load_article_cards(keys)
    rows = annotate_inferred_dates(cards[key] for key in keys if key in cards)
    return tuple(
        values.build_article(request, row, date_is_inferred=row.date_is_inferred)  # type: ignore[attr-defined]
        for row in rows
    )


@router.get("/articles/{str:identifier}", response=answers(values.ArticleDetail), summary="An article")
def get_article(request: HttpRequest, identifier: IdentifierPath, fields: FieldNames = "") -> HttpResponse:
    """Return an article with its text, evidence, captures, citations and similar articles."""
    article = get_visible_article(identifier)
    evidence = field_evidence.load_evidence(article.pk)
    citations = format_citations(build_citation_record(article, request))
    similar = related.find_related_articles(article)["similar"]
    detail = values.build_article_detail(
        request,
        article,
        evidence=evidence,
        captures=related.load_captures(article.pk),
        collections=related.load_collections(article.pk),
        citations={citation.style: citation.text for citation in citations},
        similar=similar,  # type: ignore[arg-type]
    )
    return render_value(request, detail, fields, version=detail.version, changed_at=article.changed_at)


@router.get(
    "/articles/{str:identifier}/evidence", response=answers(values.EvidenceList), summary="Evidence of an article"
)
def list_evidence(request: HttpRequest, identifier: IdentifierPath, fields: FieldNames = "") -> HttpResponse:
    """Return why each field of an article has its value."""
    article = get_visible_article(identifier)
    rows = values.EvidenceList(tuple(map(values.build_evidence, field_evidence.load_evidence(article.pk))))
    return render_value(request, rows, fields)


@router.get(
    "/articles/{str:identifier}/captures", response=answers(values.CaptureList), summary="Captures of an article"
)
def list_captures(request: HttpRequest, identifier: IdentifierPath, fields: FieldNames = "") -> HttpResponse:
    """Return the copies of the source of an article, the earliest first."""
    article = get_visible_article(identifier)
    rows = related.load_captures(article.pk)
    items = tuple(values.build_capture(request, row, article.identifier) for row in rows)
    return render_value(request, values.CaptureList(items), fields)


@router.get("/captures/{int:number}", response=answers(values.CaptureValue), summary="A capture")
def get_capture(request: HttpRequest, number: int, fields: FieldNames = "") -> HttpResponse:
    """Return one copy of the source of an article."""
    capture = get_row_or_404(Capture.objects.select_related("article"), pk=number)
    require_visible(capture.article)
    return render_value(request, values.build_capture(request, capture, capture.article.identifier), fields)


def get_visible_article(identifier: str) -> Article:
    """Return an article; ProblemError where it was withdrawn, Http404 without one."""
    article = related.get_article_or_404(identifier)
    require_visible(article)
    return article


def require_visible(article: Article) -> None:
    """Raise ProblemError with day and reason where an article was withdrawn."""
    if article.withdrawn_at is None:
        return
    reason = article.withdrawn_reason or gettext("No reason is recorded.")
    day = article.withdrawn_at.date().isoformat()
    detail = gettext("This article was withdrawn on %(day)s: %(reason)s") % {"day": day, "reason": reason}
    raise ProblemError(HTTPStatus.GONE, "withdrawn", detail)
