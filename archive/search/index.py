"""An article as the index sees it: the one place that says so.

Outlets and authors go in as primary keys, so that a new name needs no indexing. The title, the
standfirst and the body are one text of three parts; no phrase reaches from one to the next.

Rows are read as plain values, a part of them at a time, so that an archive of any size is read in
little memory and no row becomes a model instance.
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
    """The fields of an article in the index. `archive/search_indexes.py` shows it to Haystack."""

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
        """What is indexed."""
        return Article

    def index_queryset(self, using: str | None = None) -> ArticleQuerySet:  # noqa: ARG002 -- Haystack's signature
        """Articles a reader may see."""
        return Article.objects.listed()


def everything() -> Iterator[Entry]:
    """Every listed article by primary key: in parts, without a long transaction."""
    last = 0
    while part := _entries(Article.objects.listed().filter(pk__gt=last)):
        yield from part
        last = part[-1].pk


def entries(ids: Iterable[int]) -> Iterator[Entry]:
    """The listed ones of these articles as they stand now, by primary key."""
    wanted = sorted(set(ids))
    for part in in_parts(wanted, PART_OF_ROWS):
        yield from _entries(Article.objects.listed().filter(pk__in=part))


def _entries(articles: ArticleQuerySet) -> list[Entry]:
    """What an engine takes in of the first of these articles, in a fixed number of queries."""
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
    """The text has always three parts, so that its lead can be told from the rest."""
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
    """Everyone who is credited, in any role, by article."""
    found: dict[int, list[int]] = defaultdict(list)
    bylines = Byline.objects.filter(article_id__in=ids).order_by("position", "pk")
    for article, author in bylines.values_list("article_id", "author_id"):
        found[article].append(author)
    return found


def _credits(ids: list[int]) -> dict[int, list[str]]:
    """What credit lines say now, by article."""
    found: dict[int, list[str]] = defaultdict(list)
    said = Evidence.objects.current().filter(article_id__in=ids, field=Evidence.Field.CREDIT)
    for article, value in said.order_by("pk").values_list("article_id", "value"):
        if value and value not in found[article]:
            found[article].append(value)
    return found


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None
