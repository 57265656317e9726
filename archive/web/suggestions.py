"""Three things to try: questions made of the archive's own words, so that each finds something."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from archive.models import Article, Author, Outlet
from archive.text.edtf import MONTHS
from archive.web.address import address
from archive.web.coverage import Coverage

_TITLES_READ = 400
_WORD = re.compile(r"[^\W\d_]{5,}")
_DULL = frozenset(
    "about after again against before being could every first their there these those three"
    " under until where which while whose would".split()
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query to try, what it asks for in words, and its address."""

    query: str
    says: str

    @property
    def address(self) -> str:
        """The search that runs it."""
        return address(reverse("search"), {"q": self.query})


def suggestions(coverage: Coverage) -> list[Suggestion]:
    """At most three: a word of many titles, a writer, the busiest month."""
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
    return Suggestion(f"title:{word}", f"articles with “{word}” in their headline")


def _of_a_writer() -> Suggestion | None:
    listed = Count("bylines__article", filter=Q(bylines__article__withdrawn_at=None), distinct=True)
    author = Author.objects.annotate(n=listed).filter(n__gt=0).order_by("-n", "sort_name").first()
    if author:
        return Suggestion(f"author:{_quoted(author.name)}", f"everything by {author.name}")
    outlet = Outlet.objects.with_coverage().filter(article_count__gt=0).first()
    return (
        Suggestion(f"outlet:{_quoted(outlet.name)}", f"everything from {outlet}")
        if outlet
        else None
    )


def _of_a_month(months: dict[date, int]) -> Suggestion | None:
    if not months:
        return None
    busiest = min(months, key=lambda month: (-months[month], month))
    named = f"{MONTHS[busiest.month - 1]} {busiest.year}"
    return Suggestion(
        f"date:{busiest.isoformat()[:7]}", f"what was published in {named}, the busiest month"
    )


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', " "))
