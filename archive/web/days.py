"""Days and months as a reader's language names them."""

from datetime import date

from django.utils.dates import MONTHS, MONTHS_3


def month_of_year(month: int) -> str:
    """`March`."""
    return str(MONTHS[month])


def short_month(month: int) -> str:
    """`Mar`; languages that do not shorten months give the whole name."""
    return str(MONTHS_3[month]).capitalize()


def month_name(day: date) -> str:
    """`March 2024`."""
    return f"{MONTHS[day.month]} {day.year}"


def day_name(day: date) -> str:
    """`14 March 2024`."""
    return f"{day.day} {month_name(day)}"
