"""Addresses of days, months, years and searches, with names of days and months."""

from datetime import date

from django.urls import register_converter
from django.urls.converters import StringConverter
from django.utils.dates import MONTHS, MONTHS_3

from archive.db.addresses import reverse_cached
from archive.text.normalize import IDENTIFIER
from archive.web.params import build_url


def build_day_url(day: date) -> str:
    """Return the URL of the page of a day."""
    return f"{reverse_cached('dates')}{day.isoformat().replace('-', '/')}/"


def build_month_url(month: date) -> str:
    """Return the URL of the page of a day's month."""
    return f"{reverse_cached('dates')}{month.year:04}/{month.month:02}/"


def build_year_url(year: date) -> str:
    """Return the URL of the page of a day's year."""
    return f"{reverse_cached('dates')}{year.year:04}/"


def build_search_url(query: str = "", **filters: str) -> str:
    """Return the URL of a search for `query`, filtered by one value of each facet named."""
    return build_url(
        reverse_cached("search"),
        {name: value for name, value in filters.items() if value} | ({"q": query} if query else {}),
    )


def format_month(month: int) -> str:
    """Return `March`."""
    return str(MONTHS[month])


def format_short_month(month: int) -> str:
    """Return `Mar`; the whole name in languages that do not abbreviate months."""
    return str(MONTHS_3[month]).capitalize()


def format_month_and_year(day: date) -> str:
    """Return `March 2024`."""
    return f"{MONTHS[day.month]} {day.year}"


def format_day(day: date) -> str:
    """Return `14 March 2024`."""
    return f"{day.day} {format_month_and_year(day)}"


class IdentifierConverter(StringConverter):
    """The permanent identifier of an article."""

    regex = IDENTIFIER.pattern


register_converter(IdentifierConverter, "identifier")
