"""Localised names of days and months."""

from datetime import date

from django.utils.dates import MONTHS, MONTHS_3


def month_of_year(month: int) -> str:
    """Return `March`."""
    return str(MONTHS[month])


def short_month(month: int) -> str:
    """Return `Mar`; the whole name in languages that do not abbreviate months."""
    return str(MONTHS_3[month]).capitalize()


def month_name(day: date) -> str:
    """Return `March 2024`."""
    return f"{MONTHS[day.month]} {day.year}"


def day_name(day: date) -> str:
    """Return `14 March 2024`."""
    return f"{day.day} {month_name(day)}"
