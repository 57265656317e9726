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
from archive.text.languages import base_language

MOST_COMPARED: Final = 60
"""Maximum number of other-language articles compared with a story; the earliest first."""
_BEFORE: Final = timedelta(days=2)
_AFTER: Final = timedelta(days=7)
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
    members: Sequence[Article], here: Set[int | None], first: date, last: date
) -> AbsentOutlets:
    """Return the outlets not in `present`, for a story of these certain days; two queries."""
    languages = {code for row in members if (code := base_language(row.language))}
    possible = _possible(members, here, languages, first, last)
    found = [
        AbsentOutlet(
            row,
            row.held_count,
            row.other_language_count,
            row.uncertain_count,
            tuple(possible[row.pk]),
        )
        for row in _counted(languages, first, last).order_by("name")
        if row.pk not in here
    ]
    return AbsentOutlets(
        tuple(one for one in found if one.held), tuple(one for one in found if not one.held)
    )


def _counted(languages: Iterable[str], first: date, last: date) -> QuerySet[Any]:
    """Annotate all outlets with the counts of their articles."""
    theirs = Article.objects.listed().filter(outlet=OuterRef("pk"))
    held = theirs.of_period(first, last)
    may_be = Q(published="") | Q(
        earliest__gte=first - _LONGEST_SPAN, earliest__lte=last, latest__gte=first
    )
    uncertain = theirs.filter(may_be).exclude(earliest__gte=first, latest__lte=last)
    return Outlet.objects.annotate(
        held_count=_count(held),
        other_language_count=_count(held.exclude(_is_in(languages))),
        uncertain_count=_count(uncertain),
    )


def _count(articles: ArticleQuerySet) -> Coalesce:
    counted = articles.order_by().values("outlet").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _is_in(languages: Iterable[str]) -> Q:
    """Build the filter for articles in one of these languages, or in an unknown one."""
    found = Q(language="")
    for code in languages:
        found |= Q(language__iexact=code) | Q(language__istartswith=f"{code}-")
    return found


def _possible(
    members: Sequence[Article],
    here: Set[int | None],
    languages: Set[str],
    first: date,
    last: date,
) -> dict[int | None, list[PossibleArticle]]:
    """Find other outlets' articles in other languages that may be on the story, by outlet."""
    found: dict[int | None, list[PossibleArticle]] = defaultdict(list)
    if not languages:
        return found
    days = Q(earliest__gte=first - _LONGEST_SPAN, earliest__lte=last + _AFTER)
    rows = Article.objects.listed().filter(
        Q(published="") | (days & Q(latest__gte=first - _BEFORE))
    )
    rows = rows.exclude(_is_in(languages)).exclude(outlet=None).exclude(outlet__in=here - {None})
    rows = rows.only("identifier", "slug", "title", "body", "language", "published", *_DAYS)
    ordered = rows.order_by(F("earliest").asc(nulls_last=True), "pk")
    for one in find_possible_articles(members, ordered[:MOST_COMPARED]):
        found[one.article.outlet_id].append(one)
    return found


_DAYS: Final = ("earliest", "latest", "outlet")
