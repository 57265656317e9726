"""Outlets without an article in a story, and the articles they hold for its days.

Clustering compares words of one language and dates, so an article may exist without being found.
Held articles in other languages or without a certain date are therefore counted, and those in
another language that share names and numbers with the story are listed as possibly on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from archive.models import Article, Outlet
from archive.models.articles import ArticleQuerySet
from archive.stories.across_languages import PossibleArticle, find_possible_articles
from archive.text.languages import get_base_language

MAX_COMPARED: Final = 60
"""Maximum number of other-language articles compared with a story; the earliest first."""
_DAYS_BEFORE: Final = timedelta(days=2)
_DAYS_AFTER: Final = timedelta(days=7)
"""Days around those of a story within which an article in another language may report it."""
_LONGEST_SPAN: Final = timedelta(days=366)
"""Longest interval of a date, a year: dates starting earlier cannot reach the story."""


@dataclass(frozen=True, slots=True)
class AbsentOutlet:
    """An outlet without an article in a story.

    `held` of its articles are of the story’s days, `in_other_languages` of these in languages the
    story is not in; `uncertain` ones are undated or may be of these days.
    """

    outlet: Outlet
    held: int
    in_other_languages: int
    uncertain: int
    possible: tuple[PossibleArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class AbsentOutlets:
    """Absent outlets with articles of the days, and those without any."""

    held: tuple[AbsentOutlet, ...] = ()
    not_held: tuple[AbsentOutlet, ...] = ()


def find_absent_outlets(
    members: Sequence[Article], present: Set[int | None], first_day: date, last_day: date
) -> AbsentOutlets:
    """Return the outlets not in `present`, for a story of these certain days; two queries."""
    languages = {code for row in members if (code := get_base_language(row.language))}
    possible_by_outlet = _find_possible_articles(members, present, languages, first_day, last_day)
    absent_outlets = [
        AbsentOutlet(
            row,
            row.held_count,
            row.other_language_count,
            row.uncertain_count,
            tuple(possible_by_outlet[row.pk]),
        )
        for row in _annotate_counts(languages, first_day, last_day).order_by("name")
        if row.pk not in present
    ]
    return AbsentOutlets(
        tuple(absent_outlet for absent_outlet in absent_outlets if absent_outlet.held),
        tuple(absent_outlet for absent_outlet in absent_outlets if not absent_outlet.held),
    )


def _annotate_counts(languages: Iterable[str], first_day: date, last_day: date) -> QuerySet[Any]:
    """Annotate all outlets with the counts of their articles."""
    articles = Article.objects.listed().filter(outlet=OuterRef("pk"))
    held = articles.of_period(first_day, last_day)
    is_possible = Q(published="") | Q(
        earliest__gte=first_day - _LONGEST_SPAN, earliest__lte=last_day, latest__gte=first_day
    )
    uncertain = articles.filter(is_possible).exclude(earliest__gte=first_day, latest__lte=last_day)
    return Outlet.objects.annotate(
        held_count=_count_by_outlet(held),
        other_language_count=_count_by_outlet(held.exclude(_build_language_filter(languages))),
        uncertain_count=_count_by_outlet(uncertain),
    )


def _count_by_outlet(articles: ArticleQuerySet) -> Coalesce:
    counts = articles.order_by().values("outlet").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def _build_language_filter(languages: Iterable[str]) -> Q:
    """Build the filter for articles in one of these languages, or in an unknown one."""
    language_filter = Q(language="")
    for code in languages:
        language_filter |= Q(language__iexact=code) | Q(language__istartswith=f"{code}-")
    return language_filter


def _find_possible_articles(
    members: Sequence[Article],
    present: Set[int | None],
    languages: Set[str],
    first_day: date,
    last_day: date,
) -> dict[int | None, list[PossibleArticle]]:
    """Find other outlets' articles in other languages that may be on the story, by outlet."""
    by_outlet: dict[int | None, list[PossibleArticle]] = defaultdict(list)
    if not languages:
        return by_outlet
    days = Q(earliest__gte=first_day - _LONGEST_SPAN, earliest__lte=last_day + _DAYS_AFTER)
    rows = Article.objects.listed().filter(
        Q(published="") | (days & Q(latest__gte=first_day - _DAYS_BEFORE))
    )
    rows = (
        rows.exclude(_build_language_filter(languages))
        .exclude(outlet=None)
        .exclude(outlet__in=present - {None})
    )
    rows = rows.only("identifier", "slug", "title", "body", "language", "published", *_DATE_FIELDS)
    oldest_first = rows.order_by(F("earliest").asc(nulls_last=True), "pk")
    for match in find_possible_articles(members, oldest_first[:MAX_COMPARED]):
        by_outlet[match.article.outlet_id].append(match)
    return by_outlet


_DATE_FIELDS: Final = ("earliest", "latest", "outlet")
