"""Counts of articles by their earliest and latest possible day."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from archive.models.articles import ArticleQuerySet


@dataclass(frozen=True, slots=True)
class DateCoverage:
    """Article counts by `(earliest, latest)` day; both None means undated.

    Counts of a day, month or year are of the articles *certainly* of it.
    """

    spans: tuple[tuple[date | None, date | None, int], ...] = ()

    @classmethod
    def from_articles(cls, articles: ArticleQuerySet) -> "DateCoverage":
        """Read the coverage of these articles; one query."""
        rows = articles.order_by().values_list("earliest", "latest").annotate(n=Count("pk"))
        return cls(tuple(rows))

    @property
    def total(self) -> int:
        """Number of all articles, including undated ones."""
        return sum(count for _, _, count in self.spans)

    @property
    def undated_count(self) -> int:
        """Number of articles without any date."""
        return sum(count for first, last, count in self.spans if not first and not last)

    @property
    def imprecise_count(self) -> int:
        """Number of dated articles that are not dated to the day."""
        return self.total - self.undated_count - sum(self.count_by_day().values())

    @property
    def first(self) -> date | None:
        """First day known for certain."""
        return next(iter(self.count_by_day()), None)

    @property
    def last(self) -> date | None:
        """Last day known for certain."""
        return next(reversed(self.count_by_day()), None)

    def count_by_day(self) -> dict[date, int]:
        """Count articles by day, in order."""
        return self._count_by(lambda day: day)

    def count_by_month(self) -> dict[date, int]:
        """Count articles by month (its first day), in order."""
        return self._count_by(lambda day: day.replace(day=1))

    def count_by_year(self) -> dict[date, int]:
        """Count articles by year (its first day), in order."""
        return self._count_by(lambda day: day.replace(month=1, day=1))

    def restrict(self, first: date, last: date) -> "DateCoverage":
        """Return the coverage certainly within `first` to `last`, inclusive."""
        return DateCoverage(
            tuple(
                (earliest, latest, count)
                for earliest, latest, count in self.spans
                if earliest and latest and first <= earliest and latest <= last
            )
        )

    def count_possible(self, first: date, last: date) -> int:
        """Count dated articles that overlap `first` to `last` without lying certainly in it."""
        overlapping = sum(
            count
            for earliest, latest, count in self.spans
            if (earliest or latest)
            and (earliest or date.min) <= last
            and (latest or date.max) >= first
        )
        return overlapping - self.restrict(first, last).total

    def _count_by(self, unit: Callable[[date], date]) -> dict[date, int]:
        counts: dict[date, int] = {}
        for first, last, count in self.spans:
            if first and last and unit(first) == unit(last):
                counts[unit(first)] = counts.get(unit(first), 0) + count
        return dict(sorted(counts.items()))


def get_month_end(month: date) -> date:
    """Return the last day of a day's month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def find_nearest_days(reference: date, counts: dict[date, int]) -> tuple[date | None, date | None]:
    """Return the nearest days in `counts` before and after `reference`."""
    before = max((day for day in counts if day < reference), default=None)
    after = min((day for day in counts if day > reference), default=None)
    return before, after
