"""The indexed document of an article.

Outlets and authors are indexed by primary key, so that a new name needs no indexing. The title, the
standfirst and the body are one text of three parts; no phrase reaches from one to the next.

Rows are read as plain values in batches, so that an archive of any size is read in little memory
and no row becomes a model instance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Final

from haystack import indexes

from archive.models import Article, Byline, Evidence
from archive.models.articles import ArticleQuerySet
from archive.models.parts import in_parts
from archive.search.analysis import PART
from archive.search.engines.contract import Entry

PART_OF_ROWS: Final = 500
"""Rows read at once."""

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


def everything() -> Iterator[Entry]:
    """Yield every listed article by primary key, in batches, without a long transaction."""
    last = 0
    while part := _entries(Article.objects.listed().filter(pk__gt=last)):
        yield from part
        last = part[-1].pk


def entries(ids: Iterable[int]) -> Iterator[Entry]:
    """Yield the listed ones of these articles in their current state, by primary key."""
    wanted = sorted(set(ids))
    for part in in_parts(wanted, PART_OF_ROWS):
        yield from _entries(Article.objects.listed().filter(pk__in=part))


def _entries(articles: ArticleQuerySet) -> list[Entry]:
    """Load the documents of the first of these articles, in a fixed number of queries."""
    rows = list(articles.order_by("pk").values_list(*_COLUMNS)[:PART_OF_ROWS])
    ids = [row[0] for row in rows]
    authors, credited = _authors(ids), _credits(ids)
    return [_entry(*row, authors=authors[row[0]], credited=credited[row[0]]) for row in rows]


def _entry(
    pk: int,
    title: str,
    standfirst: str,
    body: str,
    language: str,
    outlet: int | None,
    earliest: date | None,
    latest: date | None,
    dateline: str,
    added: datetime,
    status: str,
    *,
    authors: list[int],
    credited: list[str],
) -> Entry:
    """Build a document; the text always has three parts, so that its lead can be found."""
    return Entry(
        pk=pk,
        title=title,
        text=PART.join((title, standfirst, body)),
        language=language,
        outlet=outlet,
        authors=tuple(authors),
        earliest=_ordinal(earliest),
        latest=_ordinal(latest),
        credit=f" {PART} ".join(credited),
        place=dateline,
        added=added.astimezone(UTC).date().toordinal(),
        status=status,
    )


def _authors(ids: list[int]) -> dict[int, list[int]]:
    """Return the credited authors, in any role, by article."""
    found: dict[int, list[int]] = defaultdict(list)
    bylines = Byline.objects.filter(article_id__in=ids).order_by("position", "pk")
    for article, author in bylines.values_list("article_id", "author_id"):
        found[article].append(author)
    return found


def _credits(ids: list[int]) -> dict[int, list[str]]:
    """Return the current texts of credit lines, by article."""
    found: dict[int, list[str]] = defaultdict(list)
    said = Evidence.objects.current().filter(article_id__in=ids, field=Evidence.Field.CREDIT)
    for article, value in said.order_by("pk").values_list("article_id", "value"):
        if value and value not in found[article]:
            found[article].append(value)
    return found


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None
