"""The article of a page, its captures, and related articles."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404

from archive.errors import SearchTimeout
from archive.models import Article, Capture, Collection
from archive.models.articles import ArticleQuerySet
from archive.models.cards import with_credits
from archive.models.prepared import Prepared
from archive.search.similar import similar_keys
from archive.web.kept import kept

_Neighbours = Callable[[Any, Any, Any], ArticleQuerySet]
"""From outlet, day and identifier to the neighbouring articles; or from placeholders."""
MOST_ELSEWHERE = 6
MOST_SIMILAR = 5
_WIDEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The neighbours in the same outlet, articles of the same days, and similar ones."""

    previous: Article | None
    next: Article | None
    elsewhere: list[Article]
    similar: list[Article]


@dataclass(frozen=True, slots=True)
class _Keys:
    """The primary keys of RelatedArticles, for the cache."""

    previous: int | None
    next: int | None
    elsewhere: tuple[int, ...]
    similar: tuple[int, ...]


_articles = Prepared(
    lambda identifier: Article.objects.select_related("outlet", "membership__story").filter(
        identifier=identifier
    )
)
captures = Prepared(lambda article: Capture.objects.filter(article=article))
"""Captures of the article with this key, the earliest first."""
collections = Prepared(lambda article: Collection.objects.filter(articles=article))
"""Collections that hold the article with this key."""
_around = Prepared(
    lambda keys: (
        Article.objects.listed()
        .select_related("outlet")
        .defer("body", "standfirst")
        .filter(pk__in=[keys])
    )
)


def article_at(identifier: str) -> Article:
    """Return the article with its outlet, story and credits, or raise Http404; two queries."""
    rows = _articles(identifier)
    if not rows:
        raise Http404
    with_credits(rows)
    return rows[0]


def surroundings(article: Article) -> Surroundings:
    """Return the related articles; their keys are cached by generation."""
    try:
        keys = kept(("around", article.pk), lambda: _keys_around(article, _similar(article)))
    except SearchTimeout:  # not cached, so that the next request tries again
        keys = _keys_around(article, ())
    ends = [key for key in (keys.previous, keys.next) if key is not None]
    rows = {row.pk: row for row in _around((*ends, *keys.elsewhere, *keys.similar))}
    return Surroundings(
        previous=rows.get(keys.previous or 0),
        next=rows.get(keys.next or 0),
        elsewhere=[rows[key] for key in keys.elsewhere if key in rows],
        similar=[rows[key] for key in keys.similar if key in rows],
    )


def _similar(article: Article) -> tuple[int, ...]:
    return () if article.withdrawn_at else similar_keys(article, MOST_SIMILAR)


def _keys_around(article: Article, similar: tuple[int, ...]) -> _Keys:
    return _Keys(
        previous=_beside(article, _before, _before_in),
        next=_beside(article, _after, _after_in),
        elsewhere=_elsewhere(article),
        similar=similar,
    )


def _beside(article: Article, rows: _Neighbours, rows_in: Prepared[Article]) -> int | None:
    """Return the key of the nearest article of the same outlet, or of those without an outlet."""
    if not article.earliest:
        return None
    place = (article.earliest, article.identifier)
    found = rows_in(article.outlet_id, *place) if article.outlet_id else rows(None, *place)
    return next((row.pk for row in found), None)


def _of_outlet(outlet: Any) -> ArticleQuerySet:
    return Article.objects.listed().only("pk").filter(outlet=outlet, earliest__isnull=False)


def _before(outlet: Any, day: Any, identifier: Any) -> ArticleQuerySet:
    same_day = Q(earliest=day, identifier__lt=identifier)
    earlier = _of_outlet(outlet).filter(earliest__lte=day)  # lets the database use an index
    earlier = earlier.filter(Q(earliest__lt=day) | same_day)
    return earlier.order_by("-earliest", "-identifier")[:1]


def _after(outlet: Any, day: Any, identifier: Any) -> ArticleQuerySet:
    same_day = Q(earliest=day, identifier__gt=identifier)
    later = _of_outlet(outlet).filter(earliest__gte=day)
    later = later.filter(Q(earliest__gt=day) | same_day)
    return later.order_by("earliest", "identifier")[:1]


_before_in = Prepared(_before)
_after_in = Prepared(_after)


def _elsewhere(article: Article) -> tuple[int, ...]:
    """Return the keys of other outlets' articles, from the day before to the day after."""
    first, last = article.earliest, article.latest
    if not first or not last or last - first > _WIDEST or not article.outlet_id:
        return ()
    near = _of_others(article.outlet_id, _shifted(first, -1), _shifted(last, 1))
    return tuple(row.pk for row in near)


_of_others = Prepared(
    lambda outlet, first, last: (
        Article.objects.listed()
        .only("pk")
        .exclude(outlet=outlet)
        .exclude(outlet=None)
        .of_period(first, last)
        .order_by("earliest", "outlet__name", "identifier")[:MOST_ELSEWHERE]
    )
)


def _shifted(day: date, by: int) -> date:
    """Return `day` moved by some days, clamped to the range of `date`."""
    return date.fromordinal(min(max(day.toordinal() + by, 1), date.max.toordinal()))
