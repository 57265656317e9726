"""The article of a page, its captures, and related articles."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404

from archive.db.compiled_queries import CompiledQuery
from archive.duplicates.near_duplicates import find_same_texts
from archive.errors import SearchTimeout
from archive.models import Article, Capture, Collection, Picture
from archive.models.articles import ArticleQuerySet, prefetch_credits
from archive.search.similar import find_similar_keys
from archive.web.cache import cached_by_generation
from archive.web.coverage import shift_and_clamp_day

_NeighbourQuery = Callable[[Any, Any, Any], ArticleQuerySet]
"""From outlet, day and identifier to the neighbouring articles; or from placeholders."""
MAX_SAME_DAYS = 6
MAX_SIMILAR = 5
CANDIDATES = 3  # as many candidates as are shown, as some are the same text
_MAX_SPAN = timedelta(days=31)


_RelatedKeys = tuple[int | None, int | None, tuple[int, ...], tuple[int, ...]]
"""The primary keys of the previous and next article in the outlet, of articles of the same days, of similar ones."""
_find_by_identifier = CompiledQuery(
    lambda identifier: Article.objects.select_related("outlet", "membership__story").filter(identifier=identifier)
)
load_captures = CompiledQuery(lambda article: Capture.objects.filter(article=article))
"""Captures of the article with this key, the earliest first."""
load_collections = CompiledQuery(lambda article: Collection.objects.filter(articles=article))
"""Collections that hold the article with this key."""
_load_related = CompiledQuery(
    lambda keys: Article.objects.listed().select_related("outlet").defer("body", "standfirst").filter(pk__in=[keys])
)


def get_article_or_404(identifier: str) -> Article:
    """Return the article with its outlet, story and credits, or raise Http404; two queries."""
    rows = _find_by_identifier(identifier)
    if not rows:
        raise Http404
    prefetch_credits(rows)
    return rows[0]


def load_pictures(captures: Iterable[Capture]) -> list[Picture]:
    """Return the pictures that came with the latest capture that has any, where the archive shows them."""
    if not settings.SHOW_PICTURES or not (keys := [capture.pk for capture in captures]):
        return []
    pictures = defaultdict(list)
    for picture in Picture.objects.filter(capture__in=keys):
        pictures[picture.capture_id].append(picture)
    return next((pictures[key] for key in reversed(keys) if key in pictures), [])


def find_related_articles(article: Article) -> dict[str, object]:
    """Return the neighbours in the same outlet, articles of the same days, and similar ones, for a template.

    Their keys are cached by generation.
    """

    def find_keys() -> _RelatedKeys:
        similar = () if article.withdrawn_at else find_similar_keys(article, MAX_SIMILAR * CANDIDATES)
        return _find_related_keys(article, similar)

    try:
        keys = cached_by_generation(("related", article.pk), find_keys)
    except SearchTimeout:  # not cached, so that the next request tries again
        keys = _find_related_keys(article, ())
    previous, following, same_days, similar = keys
    rows = {row.pk: row for row in _load_related((*filter(None, (previous, following)), *same_days, *similar))}
    return {
        "previous": rows.get(previous or 0),
        "next": rows.get(following or 0),
        "same_days": [rows[key] for key in same_days if key in rows],
        "similar": [rows[key] for key in similar if key in rows],
    }


def _find_related_keys(article: Article, similar: tuple[int, ...]) -> _RelatedKeys:
    same_days = _find_same_days_keys(article)
    pairs = find_same_texts({article.pk, *similar, *same_days})
    similar = select_distinct(similar, pairs, [article.pk])[:MAX_SIMILAR]
    return (
        _find_neighbour_key(article, _find_previous, _find_previous_in_outlet),
        _find_neighbour_key(article, _find_next, _find_next_in_outlet),
        select_distinct(same_days, pairs, [article.pk, *similar])[:MAX_SAME_DAYS],
        similar,
    )


def select_distinct(
    keys: Iterable[int], pairs: Iterable[tuple[int, int]], shown: Iterable[int] = ()
) -> tuple[int, ...]:
    """Return the keys that are neither shown nor, by `pairs`, the same text as one shown or selected before."""
    same_as: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        same_as[one].add(other)
        same_as[other].add(one)
    seen = {key for each in shown for key in (each, *same_as[each])}
    selected = []
    for key in keys:
        if key not in seen:
            selected.append(key)
            seen |= {key, *same_as[key]}
    return tuple(selected)


def _find_neighbour_key(
    article: Article, find_neighbour: _NeighbourQuery, find_in_outlet: CompiledQuery[Article]
) -> int | None:
    """Return the key of the nearest article of the same outlet, or of those without an outlet."""
    if not article.earliest:
        return None
    position = (article.earliest, article.identifier)
    matches = find_in_outlet(article.outlet_id, *position) if article.outlet_id else find_neighbour(None, *position)
    return next((row.pk for row in matches), None)


def _filter_outlet_articles(outlet: Any) -> ArticleQuerySet:
    return Article.objects.listed().only("pk").filter(outlet=outlet, earliest__isnull=False)


def _find_previous(outlet: Any, day: Any, identifier: Any) -> ArticleQuerySet:
    earlier = Q(earliest__lt=day) | Q(earliest=day, identifier__lt=identifier)
    rows = _filter_outlet_articles(outlet).filter(earliest__lte=day)  # lets the database use an index
    return rows.filter(earlier).order_by("-earliest", "-identifier")[:1]


def _find_next(outlet: Any, day: Any, identifier: Any) -> ArticleQuerySet:
    later = Q(earliest__gt=day) | Q(earliest=day, identifier__gt=identifier)
    rows = _filter_outlet_articles(outlet).filter(earliest__gte=day)
    return rows.filter(later).order_by("earliest", "identifier")[:1]


_find_previous_in_outlet = CompiledQuery(_find_previous)
_find_next_in_outlet = CompiledQuery(_find_next)


def _find_same_days_keys(article: Article) -> tuple[int, ...]:
    """Return the keys of other outlets' articles, from the day before to the day after."""
    first, last = article.earliest, article.latest
    if not first or not last or last - first > _MAX_SPAN or not article.outlet_id:
        return ()
    nearby = _find_in_other_outlets(article.outlet_id, shift_and_clamp_day(first, -1), shift_and_clamp_day(last, 1))
    return tuple(row.pk for row in nearby)


_find_in_other_outlets = CompiledQuery(
    lambda outlet, first, last: (
        Article.objects.listed()
        .only("pk")
        .exclude(outlet=outlet)
        .exclude(outlet=None)
        .of_period(first, last)
        .order_by("earliest", "outlet__name", "identifier")[: MAX_SAME_DAYS * CANDIDATES]
    )
)
