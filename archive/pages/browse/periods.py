"""A year, a month or a day of the archive, with its articles and neighbours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext

from archive.db.addresses import reverse_cached
from archive.models import Article, Outlet
from archive.models.articles import ArticleQuerySet
from archive.pages.browse.directory import Holdings
from archive.web import links
from archive.web.coverage import DateCoverage, find_nearest_days, get_month_end
from archive.web.page_errors import NotFound
from archive.web.params import Link


@dataclass(frozen=True)
class CalendarPeriod:
    """The days `first` to `last`, inclusive, within the holdings of the archive."""

    name: str
    edtf: str
    first: date
    last: date
    holdings: Holdings
    breadcrumbs: tuple[Link, ...]
    previous: Link | None
    next: Link | None

    @cached_property
    def coverage(self) -> DateCoverage:
        """Coverage of the articles certainly of this period."""
        return self.holdings.coverage.restrict(self.first, self.last)

    @cached_property
    def possible_count(self) -> int:
        """Number of further articles that may be of this period."""
        return self.holdings.coverage.count_possible(self.first, self.last)

    @property
    def feed_url(self) -> str:
        """URL of the feed of the articles certainly of this period."""
        return f"{reverse_cached('dates')}{self.edtf.replace('-', '/')}.atom"

    @property
    def possible_search_url(self) -> str:
        """URL of a search for articles certainly or possibly of this period."""
        return links.build_search_url(f"date~:{self.edtf}")

    @property
    def articles(self) -> ArticleQuerySet:
        """Articles certainly of this period."""
        return Article.objects.listed().of_period(self.first, self.last)

    def build_outlet_links(self) -> list[Link]:
        """Return links to a search for each outlet in this period, largest count first."""
        counts = self.holdings.count_by_outlet(self.first, self.last)
        outlets = Outlet.objects.filter(pk__in=[pk for pk in counts if pk]).order_by("name")
        rows = [(outlet.name, outlet.slug, counts[outlet.pk].articles) for outlet in outlets]
        if None in counts:
            rows.append((gettext("Outlet unknown"), "unknown", counts[None].articles))
        return [
            Link(name, links.build_search_url(f"date:{self.edtf}", outlet=slug), count=count)
            for name, slug, count in sorted(rows, key=lambda each: -each[2])
        ]


def get_year_period(year: str, holdings: Holdings) -> CalendarPeriod:
    """Return the year; NotFound where there is no such year."""
    first = _parse_day(year, "1", "1")
    days, last = holdings.coverage.count_by_year(), first.replace(month=12, day=31)
    return _build_period(
        first, last, first.isoformat()[:4], holdings, days, lambda day: str(day.year), links.build_year_url
    )


def get_month_period(year: str, month: str, holdings: Holdings) -> CalendarPeriod:
    """Return the month; NotFound where there is no such month."""
    first = _parse_day(year, month, "1")
    days, edtf = holdings.coverage.count_by_month(), first.isoformat()[:7]
    above = (Link(str(first.year), links.build_year_url(first)),)
    return _build_period(
        first, get_month_end(first), edtf, holdings, days, links.format_month_and_year, links.build_month_url, above
    )


def get_day_period(year: str, month: str, day: str, holdings: Holdings) -> CalendarPeriod:
    """Return the day; NotFound where there is no such day."""
    first = _parse_day(year, month, day)
    month_link = Link(links.format_month(first.month), links.build_month_url(first))
    above = (Link(str(first.year), links.build_year_url(first)), month_link)
    days = holdings.coverage.count_by_day()
    return _build_period(first, first, first.isoformat(), holdings, days, links.format_day, links.build_day_url, above)


def _build_period(
    first: date,
    last: date,
    edtf: str,
    holdings: Holdings,
    days: Mapping[date, int],
    format_name: Callable[[date], str],
    build_period_url: Callable[[date], str],
    above: tuple[Link, ...] = (),
) -> CalendarPeriod:
    """Build a period; `days` are the first days of the periods of this length that have articles."""
    before, after = (
        Link(format_name(day), build_period_url(day)) if day else None for day in find_nearest_days(first, days)
    )
    dates_link = Link(gettext("Dates"), reverse_cached("dates"))
    return CalendarPeriod(format_name(first), edtf, first, last, holdings, (dates_link, *above), before, after)


def _parse_day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        message = gettext("%s is not a date in the calendar.") % f"{year}-{month:0>2}-{day:0>2}"
        raise NotFound(message, reverse_cached("dates"), gettext("See all dates")) from None
