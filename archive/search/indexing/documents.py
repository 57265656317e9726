"""The indexed document of an article.

Outlets and authors are indexed by primary key, so that a new name needs no indexing. The title, the standfirst and the
body are one text of three parts; no phrase reaches from one to the next. Rows are read as plain values in batches, so
that an archive of any size is read in little memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date
from typing import Final

from haystack import indexes

from archive.db.bulk import iter_batches
from archive.models import Article, Byline, Evidence
from archive.models.articles import ArticleQuerySet
from archive.search.analysis.analyzer import PART_SEPARATOR
from archive.search.engines.base import IndexDocument

BATCH_SIZE: Final = 500  # rows read at once

_COLUMNS = (
    "pk", "title", "standfirst", "body", "language", "outlet_id", "earliest", "latest",
    "dateline", "added_at", "review_status",
)  # fmt: skip


class ArticleIndex(indexes.SearchIndex):
    """Haystack index of articles. `archive/search_indexes.py` registers it."""

    text = indexes.CharField(document=True)
    title = indexes.CharField()
    language = indexes.CharField()
    outlet = indexes.IntegerField(null=True)
    authors = indexes.MultiValueField()
    earliest = indexes.DateField(null=True)
    latest = indexes.DateField(null=True)
    credit = indexes.CharField()
    place = indexes.CharField()
    added = indexes.DateField(null=True)
    status = indexes.CharField()

    def get_model(self) -> type[Article]:
        """Return the indexed model."""
        return Article

    def index_queryset(self, using: str | None = None) -> ArticleQuerySet:  # noqa: ARG002 -- Haystack's signature
        """Return the articles a reader may see."""
        return Article.objects.listed()

    def iter_documents(self, ids: Iterable[int]) -> Iterator[IndexDocument]:
        """Yield the documents of these articles that the engine indexes."""
        return iter_documents(ids)


def iter_all_documents() -> Iterator[IndexDocument]:
    """Yield every listed article by primary key, in batches, without a long transaction."""
    last = 0
    while batch := _load_documents(Article.objects.listed().filter(pk__gt=last)):
        yield from batch
        last = batch[-1].pk


def iter_documents(ids: Iterable[int]) -> Iterator[IndexDocument]:
    """Yield the listed ones of these articles in their current state, by primary key."""
    for batch in iter_batches(sorted(set(ids)), BATCH_SIZE):
        yield from _load_documents(Article.objects.listed().filter(pk__in=batch))


def _load_documents(articles: ArticleQuerySet) -> list[IndexDocument]:
    """Load the documents of the first of these articles, in a fixed number of queries.

    The text always has three parts, so that its lead can be found.
    """
    rows = list(articles.order_by("pk").values_list(*_COLUMNS)[:BATCH_SIZE])
    ids = [row[0] for row in rows]
    authors, credited = _load_authors(ids), _load_credits(ids)
    return [
        IndexDocument(
            pk=pk,
            title=title,
            text=PART_SEPARATOR.join((title, standfirst, body)),
            language=language,
            outlet=outlet,
            authors=tuple(authors[pk]),
            earliest=_to_ordinal(earliest),
            latest=_to_ordinal(latest),
            credit=f" {PART_SEPARATOR} ".join(credited[pk]),
            place=dateline,
            added=added.astimezone(UTC).date().toordinal(),
            status=status,
        )
        for pk, title, standfirst, body, language, outlet, earliest, latest, dateline, added, status in rows
    ]


def _load_authors(ids: list[int]) -> dict[int, list[int]]:
    """Return the credited authors, in any role, by article."""
    authors_by_article: dict[int, list[int]] = defaultdict(list)
    bylines = Byline.objects.filter(article_id__in=ids).order_by("position", "pk")
    for article, author in bylines.values_list("article_id", "author_id"):
        authors_by_article[article].append(author)
    return authors_by_article


def _load_credits(ids: list[int]) -> dict[int, list[str]]:
    """Return the current texts of credit lines, by article."""
    credits_by_article: dict[int, list[str]] = defaultdict(list)
    evidence = Evidence.objects.current().filter(article_id__in=ids, field=Evidence.Field.CREDIT)
    for article, value in evidence.order_by("pk").values_list("article_id", "value"):
        if value and value not in credits_by_article[article]:
            credits_by_article[article].append(value)
    return credits_by_article


def _to_ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None
