"""Localised names of days and months."""

from datetime import date

from django.utils.dates import MONTHS, MONTHS_3


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
