"""The addresses of days, months, years and searches."""

from collections.abc import Callable
from datetime import date

from archive.models.addresses import address_of
from archive.web.address import address


def day_address(day: date) -> str:
    """The page of this day."""
    return f"{address_of('dates')}{day.isoformat().replace('-', '/')}/"


def month_address(month: date) -> str:
    """The page of the month this day lies in."""
    return f"{address_of('dates')}{month.year:04}/{month.month:02}/"


def year_address(year: date) -> str:
    """The page of the year this day lies in."""
    return f"{address_of('dates')}{year.year:04}/"


def search_address(query: str = "", **narrowed: str) -> str:
    """A search for `query` within one value of each facet named."""
    return address(
        address_of("search"),
        {name: value for name, value in narrowed.items() if value}
        | ({"q": query} if query else {}),
    )


def search_of_month(**narrowed: str) -> Callable[[date], str]:
    """From a month to the search of what was published in it."""
    return lambda month: search_address(f"date:{month.isoformat()[:7]}", **narrowed)


def search_of_year(**narrowed: str) -> Callable[[date], str]:
    """From a year to the search of what was published in it."""
    return lambda year: search_address(f"date:{year.isoformat()[:4]}", **narrowed)
