"""Example queries for the front page, made from the archive's content."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext

from archive.models import Article, Author, Outlet
from archive.models.addresses import address_of
from archive.web.address import address
from archive.web.days import month_name
from archive.web.drawing.coverage import Coverage

_TITLES_READ = 400
_WORD = re.compile(r"[^\W\d_]{5,}")
_DULL = frozenset(
    "about after again against before being could every first their there these those three"
    " under until where which while whose would".split()
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An example query with a description."""

    query: str
    says: str

    @property
    def address(self) -> str:
        """URL of the search."""
        return address(address_of("search"), {"q": self.query})


def suggestions(coverage: Coverage) -> list[Suggestion]:
    """Return at most three: a frequent title word, an author or outlet, the busiest month."""
    tried = (_of_a_word(), _of_a_writer(), _of_a_month(coverage.months()))
    return [suggestion for suggestion in tried if suggestion]


def _of_a_word() -> Suggestion | None:
    titles = Article.objects.listed().order_by("-added_at", "identifier")
    counts: Counter[str] = Counter()
    for title in titles.values_list("title", flat=True)[:_TITLES_READ]:
        counts.update({word.casefold() for word in _WORD.findall(title)} - _DULL)
    if not counts:
        return None
    word = min(counts, key=lambda word: (-counts[word], word))
    return Suggestion(f"title:{word}", gettext("articles with “%s” in their headline") % word)


def _of_a_writer() -> Suggestion | None:
    listed = Count("bylines__article", filter=Q(bylines__article__withdrawn_at=None), distinct=True)
    author = Author.objects.annotate(n=listed).filter(n__gt=0).order_by("-n", "sort_name").first()
    if author:
        says = gettext("everything by %s") % author.name
        return Suggestion(f"author:{_quoted(author.name)}", says)
    outlet = Outlet.objects.with_coverage().filter(article_count__gt=0).first()
    if outlet:
        says = gettext("everything from %s") % outlet.name
        return Suggestion(f"outlet:{_quoted(outlet.name)}", says)
    return None


def _of_a_month(months: dict[date, int]) -> Suggestion | None:
    if not months:
        return None
    busiest = min(months, key=lambda month: (-months[month], month))
    says = gettext("what was published in %s, the busiest month") % month_name(busiest)
    return Suggestion(f"date:{busiest.isoformat()[:7]}", says)


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', " "))
