"""Cached counts and dates of the articles of each outlet and each author."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, F, Max, Min, Q

from archive.models import Article, Byline
from archive.web.drawing.coverage import DateCoverage
from archive.web.kept import cached_by_generation

DateSpans = tuple[tuple[date | None, date | None, int], ...]


@dataclass(frozen=True, slots=True)
class HoldingsSummary:
    """Number of listed articles, with the first and last day known for certain."""

    count: int = 0
    first: date | None = None
    last: date | None = None


NO_HOLDINGS = HoldingsSummary()


@dataclass(frozen=True)
class Holdings:
    """Counts of listed articles by outlet key (None: unknown) and by span of days."""

    spans: Mapping[int | None, DateSpans]

    @cached_property
    def coverage(self) -> DateCoverage:
        """Date coverage of all listed articles."""
        return DateCoverage(tuple(span for spans in self.spans.values() for span in spans))

    def summarise_outlet(self, outlet: int | None) -> HoldingsSummary:
        """Return the summary of one outlet."""
        spans = self.spans.get(outlet, ())
        certain = [first for first, last, _ in spans if first and first == last]
        return HoldingsSummary(
            sum(count for _, _, count in spans),
            min(certain, default=None),
            max(certain, default=None),
        )

    def count_by_outlet(self, first: date, last: date) -> dict[int | None, int]:
        """Count the articles certainly of these days by outlet, leaving out empty ones."""
        counts = {
            outlet: DateCoverage(spans).restrict(first, last).total
            for outlet, spans in self.spans.items()
        }
        return {outlet: count for outlet, count in counts.items() if count}


def load_holdings() -> Holdings:
    """Return the holdings of the whole archive, cached."""
    return cached_by_generation("holdings", _read_holdings)


def load_author_summaries() -> Mapping[int, HoldingsSummary]:
    """Return the summary of every author who has a listed article, cached."""
    return cached_by_generation("authors", _read_author_summaries)


def count_without_author() -> int:
    """Count the listed articles without an author."""
    return cached_by_generation(
        "without author", lambda: Article.objects.listed().filter(bylines=None).count()
    )


def _read_holdings() -> Holdings:
    rows = Article.objects.listed().order_by().values_list("outlet", "earliest", "latest")
    spans: dict[int | None, list[tuple[date | None, date | None, int]]] = {}
    for outlet, first, last, count in rows.annotate(n=Count("pk")):
        spans.setdefault(outlet, []).append((first, last, count))
    return Holdings({outlet: tuple(outlet_spans) for outlet, outlet_spans in spans.items()})


def _read_author_summaries() -> dict[int, HoldingsSummary]:
    listed = Byline.objects.filter(article__withdrawn_at=None).order_by().values_list("author")
    certain = Q(article__earliest=F("article__latest"))
    counted = listed.annotate(
        n=Count("article", distinct=True),
        first=Min("article__earliest", filter=certain),
        last=Max("article__earliest", filter=certain),
    )
    return {author: HoldingsSummary(*values) for author, *values in counted}
