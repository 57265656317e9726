"""How articles lie in time: counts by the days they can be of, from one query."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from archive.models.articles import ArticleQuerySet


@dataclass(frozen=True, slots=True)
class Coverage:
    """Articles counted by `(earliest, latest)` day; both None means undated.

    A day, month or year counts the articles that are *certainly* of it.
    """

    spans: tuple[tuple[date | None, date | None, int], ...] = ()

    @classmethod
    def of(cls, articles: ArticleQuerySet) -> "Coverage":
        """The coverage of these articles."""
        rows = articles.order_by().values_list("earliest", "latest").annotate(n=Count("pk"))
        return cls(tuple(rows))

    @property
    def total(self) -> int:
        """All articles, undated ones too."""
        return sum(count for _, _, count in self.spans)

    @property
    def undated(self) -> int:
        """Articles of which nothing is known about the day."""
        return sum(count for first, last, count in self.spans if not first and not last)

    @property
    def imprecise(self) -> int:
        """Articles with a date that may be of more than one day."""
        return self.total - self.undated - sum(self.days().values())

    @property
    def first(self) -> date | None:
        """The first day that is known for certain."""
        return next(iter(self.days()), None)

    @property
    def last(self) -> date | None:
        """The last day that is known for certain."""
        return next(reversed(self.days()), None)

    def days(self) -> dict[date, int]:
        """Articles by day, in order of time."""
        return self._counted(lambda day: day)

    def months(self) -> dict[date, int]:
        """Articles by month (its first day), in order of time."""
        return self._counted(lambda day: day.replace(day=1))

    def years(self) -> dict[date, int]:
        """Articles by year (its first day), in order of time."""
        return self._counted(lambda day: day.replace(month=1, day=1))

    def within(self, first: date, last: date) -> "Coverage":
        """What is certainly of `first` to `last`, both inclusive."""
        return Coverage(
            tuple(
                (earliest, latest, count)
                for earliest, latest, count in self.spans
                if earliest and latest and first <= earliest and latest <= last
            )
        )

    def possibly(self, first: date, last: date) -> int:
        """How many may be of `first` to `last` without being so for certain; undated ones not."""
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
    """The last day of the month that `month` lies in."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def neighbours(here: date, known: dict[date, int]) -> tuple[date | None, date | None]:
    """The nearest of `known` before and after `here`."""
    before = max((day for day in known if day < here), default=None)
    after = min((day for day in known if day > here), default=None)
    return before, after
