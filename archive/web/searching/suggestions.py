"""Example queries for the front page, made from the archive's content."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext

from archive.models import Article, Author, Outlet
from archive.models.addresses import reverse_cached
from archive.web.address import build_url
from archive.web.days import format_month_and_year
from archive.web.drawing.coverage import DateCoverage

_MAX_TITLES = 400
_WORD = re.compile(r"[^\W\d_]{5,}")
_STOP_WORDS = frozenset(
    "about after again against before being could every first their there these those three"
    " under until where which while whose would".split()
)


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """An example query with a description."""

    query: str
    description: str

    @property
    def url(self) -> str:
        """URL of the search."""
        return build_url(reverse_cached("search"), {"q": self.query})


def suggest_queries(coverage: DateCoverage) -> list[ExampleQuery]:
    """Return at most three: a frequent title word, an author or outlet, the busiest month."""
    candidates = (
        _suggest_title_word(),
        _suggest_author(),
        _suggest_month(coverage.count_by_month()),
    )
    return [suggestion for suggestion in candidates if suggestion]


def _suggest_title_word() -> ExampleQuery | None:
    titles = Article.objects.listed().order_by("-added_at", "identifier")
    counts: Counter[str] = Counter()
    for title in titles.values_list("title", flat=True)[:_MAX_TITLES]:
        counts.update({word.casefold() for word in _WORD.findall(title)} - _STOP_WORDS)
    if not counts:
        return None
    word = min(counts, key=lambda word: (-counts[word], word))
    return ExampleQuery(f"title:{word}", gettext("articles with “%s” in their headline") % word)


def _suggest_author() -> ExampleQuery | None:
    listed = Count("bylines__article", filter=Q(bylines__article__withdrawn_at=None), distinct=True)
    author = Author.objects.annotate(n=listed).filter(n__gt=0).order_by("-n", "sort_name").first()
    if author:
        description = gettext("everything by %s") % author.name
        return ExampleQuery(f"author:{_quote_name(author.name)}", description)
    outlet = Outlet.objects.with_coverage().filter(article_count__gt=0).first()
    if outlet:
        description = gettext("everything from %s") % outlet.name
        return ExampleQuery(f"outlet:{_quote_name(outlet.name)}", description)
    return None


def _suggest_month(months: dict[date, int]) -> ExampleQuery | None:
    if not months:
        return None
    busiest = min(months, key=lambda month: (-months[month], month))
    description = gettext("what was published in %s, the busiest month") % format_month_and_year(
        busiest
    )
    return ExampleQuery(f"date:{busiest.isoformat()[:7]}", description)


def _quote_name(name: str) -> str:
    return '"{}"'.format(name.replace('"', " "))
