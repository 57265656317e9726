"""URLs of days, months, years and searches."""

from collections.abc import Callable
from datetime import date

from archive.models.addresses import address_of
from archive.web.address import address


def day_address(day: date) -> str:
    """Return the URL of the page of a day."""
    return f"{address_of('dates')}{day.isoformat().replace('-', '/')}/"


def month_address(month: date) -> str:
    """Return the URL of the page of a day's month."""
    return f"{address_of('dates')}{month.year:04}/{month.month:02}/"


def year_address(year: date) -> str:
    """Return the URL of the page of a day's year."""
    return f"{address_of('dates')}{year.year:04}/"


def search_address(query: str = "", **narrowed: str) -> str:
    """Return the URL of a search for `query`, filtered by one value of each facet named."""
    return address(
        address_of("search"),
        {name: value for name, value in narrowed.items() if value}
        | ({"q": query} if query else {}),
    )


def search_of_month(**narrowed: str) -> Callable[[date], str]:
    """Return a function from a month to the URL of a search for it."""
    return lambda month: search_address(f"date:{month.isoformat()[:7]}", **narrowed)


def search_of_year(**narrowed: str) -> Callable[[date], str]:
    """Return a function from a year to the URL of a search for it."""
    return lambda year: search_address(f"date:{year.isoformat()[:4]}", **narrowed)
