"""A year, a month or a day of the archive, with its articles and neighbours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from archive.models import Article, Outlet
from archive.models.addresses import address_of
from archive.models.articles import ArticleQuerySet
from archive.web.address import NotHere, Way
from archive.web.browsing.holdings import Holdings
from archive.web.days import day_name, month_name, month_of_year
from archive.web.drawing.coverage import Coverage, month_end, neighbours
from archive.web.links import day_address, month_address, search_address, year_address


@dataclass(frozen=True, slots=True)
class Period:
    """The days `first` to `last`, inclusive, within the holdings of the archive."""

    name: str
    edtf: str
    first: date
    last: date
    held: Holdings
    above: tuple[Way, ...]
    previous: Way | None
    next: Way | None

    @property
    def around(self) -> Coverage:
        """Date coverage of the whole archive."""
        return self.held.coverage

    @property
    def coverage(self) -> Coverage:
        """Coverage of the articles certainly of this period."""
        return self.around.within(self.first, self.last)

    @property
    def possibly(self) -> int:
        """Number of further articles that may be of this period."""
        return self.around.possibly(self.first, self.last)

    @property
    def feed(self) -> str:
        """URL of the feed of the articles certainly of this period."""
        return f"{address_of('dates')}{self.edtf.replace('-', '/')}.atom"

    @property
    def possible_address(self) -> str:
        """URL of a search for articles certainly or possibly of this period."""
        return search_address(f"date~:{self.edtf}")

    @property
    def articles(self) -> ArticleQuerySet:
        """Articles certainly of this period."""
        return Article.objects.listed().of_period(self.first, self.last)

    def outlets(self) -> list[Way]:
        """Return links to a search for each outlet in this period, largest count first."""
        counts = self.held.within(self.first, self.last)
        known = Outlet.objects.filter(pk__in=[pk for pk in counts if pk]).order_by("name")
        found = [(outlet.name, outlet.slug, counts[outlet.pk]) for outlet in known]
        if None in counts:
            found.append((gettext("Outlet unknown"), "unknown", counts[None]))
        query = f"date:{self.edtf}"
        return [
            Way(name, search_address(query, outlet=slug), count=count)
            for name, slug, count in sorted(found, key=lambda each: -each[2])
        ]


def year_period(year: str, held: Holdings) -> Period:
    """Return the year; NotFound where there is no such year."""
    first = _day(year, "1", "1")
    nearest = neighbours(first, held.coverage.years())
    return Period(
        name=str(first.year),
        edtf=first.isoformat()[:4],
        first=first,
        last=first.replace(month=12, day=31),
        held=held,
        above=(Way(gettext("Dates"), address_of("dates")),),
        previous=_way(nearest[0], lambda day: str(day.year), year_address),
        next=_way(nearest[1], lambda day: str(day.year), year_address),
    )


def month_period(year: str, month: str, held: Holdings) -> Period:
    """Return the month; NotFound where there is no such month."""
    first = _day(year, month, "1")
    nearest = neighbours(first, held.coverage.months())
    return Period(
        name=month_name(first),
        edtf=first.isoformat()[:7],
        first=first,
        last=month_end(first),
        held=held,
        above=(
            Way(gettext("Dates"), address_of("dates")),
            Way(str(first.year), year_address(first)),
        ),
        previous=_way(nearest[0], month_name, month_address),
        next=_way(nearest[1], month_name, month_address),
    )


def day_period(year: str, month: str, day: str, held: Holdings) -> Period:
    """Return the day; NotFound where there is no such day."""
    here = _day(year, month, day)
    nearest = neighbours(here, held.coverage.days())
    return Period(
        name=day_name(here),
        edtf=here.isoformat(),
        first=here,
        last=here,
        held=held,
        above=(
            Way(gettext("Dates"), address_of("dates")),
            Way(str(here.year), year_address(here)),
            Way(month_of_year(here.month), month_address(here)),
        ),
        previous=_way(nearest[0], day_name, day_address),
        next=_way(nearest[1], day_name, day_address),
    )


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        said = gettext("There is no %s in the calendar.") % f"{year}-{month:0>2}-{day:0>2}"
        raise NotHere(said, address_of("dates"), gettext("See all dates")) from None


def _way(day: date | None, name: Callable[[date], str], link: Callable[[date], str]) -> Way | None:
    return Way(name(day), link(day)) if day else None
