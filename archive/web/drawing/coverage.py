"""Counts of articles by their earliest and latest possible day."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from archive.models.articles import ArticleQuerySet


@dataclass(frozen=True, slots=True)
class Coverage:
    """Article counts by `(earliest, latest)` day; both None means undated.

    Counts of a day, month or year are of the articles *certainly* of it.
    """

    spans: tuple[tuple[date | None, date | None, int], ...] = ()

    @classmethod
    def of(cls, articles: ArticleQuerySet) -> "Coverage":
        """Read the coverage of these articles; one query."""
        rows = articles.order_by().values_list("earliest", "latest").annotate(n=Count("pk"))
        return cls(tuple(rows))

    @property
    def total(self) -> int:
        """Number of all articles, including undated ones."""
        return sum(count for _, _, count in self.spans)

    @property
    def undated(self) -> int:
        """Number of articles without any date."""
        return sum(count for first, last, count in self.spans if not first and not last)

    @property
    def imprecise(self) -> int:
        """Number of dated articles that are not dated to the day."""
        return self.total - self.undated - sum(self.days().values())

    @property
    def first(self) -> date | None:
        """First day known for certain."""
        return next(iter(self.days()), None)

    @property
    def last(self) -> date | None:
        """Last day known for certain."""
        return next(reversed(self.days()), None)

    def days(self) -> dict[date, int]:
        """Count articles by day, in order."""
        return self._counted(lambda day: day)

    def months(self) -> dict[date, int]:
        """Count articles by month (its first day), in order."""
        return self._counted(lambda day: day.replace(day=1))

    def years(self) -> dict[date, int]:
        """Count articles by year (its first day), in order."""
        return self._counted(lambda day: day.replace(month=1, day=1))

    def within(self, first: date, last: date) -> "Coverage":
        """Return the coverage certainly within `first` to `last`, inclusive."""
        return Coverage(
            tuple(
                (earliest, latest, count)
                for earliest, latest, count in self.spans
                if earliest and latest and first <= earliest and latest <= last
            )
        )

    def possibly(self, first: date, last: date) -> int:
        """Count dated articles that overlap `first` to `last` without lying certainly in it."""
        touching = sum(
            count
            for earliest, latest, count in self.spans
            if (earliest or latest)
            and (earliest or date.min) <= last
            and (latest or date.max) >= first
        )
        return touching - self.within(first, last).total

    def _counted(self, unit: Callable[[date], date]) -> dict[date, int]:
        counts: dict[date, int] = {}
        for first, last, count in self.spans:
            if first and last and unit(first) == unit(last):
                counts[unit(first)] = counts.get(unit(first), 0) + count
        return dict(sorted(counts.items()))


def month_end(month: date) -> date:
    """Return the last day of a day's month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def neighbours(here: date, known: dict[date, int]) -> tuple[date | None, date | None]:
    """Return the nearest days in `counts` before and after `reference`."""
    before = max((day for day in known if day < here), default=None)
    after = min((day for day in known if day > here), default=None)
    return before, after
