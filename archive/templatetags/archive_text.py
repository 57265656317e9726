"""Numbers with their noun, names of languages, spans of time: as a reader would say them."""

import re
from datetime import date

from django import template

from archive.errors import DateSyntaxError
from archive.search.words import languages
from archive.text.edtf import MONTHS, in_words, parse_edtf

register = template.Library()
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@register.filter
def counted(number: int, noun: str) -> str:
    """`1 article`, `412 articles`; an irregular plural comes after a comma: `copy,copies`."""
    one, _, many = noun.partition(",")
    return f"{grouped(number)} {one if number == 1 else many or one + 's'}"


@register.filter
def grouped(number: int) -> str:
    """`21,578`; cheap, for lists of hundreds."""
    return f"{number:,}"


@register.filter
def language_name(code: str) -> str:
    """`French` for `fr`; words where the language is unknown."""
    return languages.language_name(code) if code else "language unknown"


@register.filter
def language_tag(code: str) -> str:
    """The code where it can stand in a `lang` attribute, else nothing."""
    return code if _LANGUAGE_TAG.fullmatch(code or "") else ""


@register.filter
def day_in_words(day: date | None) -> str:
    """`4 February 2016`; nothing for an open end."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


@register.filter
def until(first: date | None, last: date | None) -> str:
    """`3 February 2016 – 28 November 2017`, no part said twice."""
    if not first or not last or first == last:
        return day_in_words(first or last)
    start = day_in_words(first)
    if first.year == last.year:
        start = start.removesuffix(f" {first.year}")
        if first.month == last.month:
            start = str(first.day)
    return f"{start} – {day_in_words(last)}"


@register.filter
def years_until(first: date | None, last: date | None) -> str:
    """`2016–2017`, or one year."""
    days = [day for day in (first, last) if day]
    if not days:
        return ""
    start, end = days[0].year, days[-1].year
    return str(start) if start == end else f"{start}–{end}"


@register.filter
def date_in_words(edtf: str) -> str:
    """`about 2016` for `2016~`; a value that is no EDTF is shown as it is."""
    try:
        return in_words(parse_edtf(edtf).text)
    except DateSyntaxError:
        return edtf


@register.filter
def is_web_address(text: str) -> bool:
    """Whether a link may lead there: `http` and `https`, nothing that could act."""
    return text.lower().startswith(("http://", "https://"))


@register.filter
def of(values: dict, key: object) -> object:
    """The value kept under `key`, or nothing."""
    return values.get(key, "")
