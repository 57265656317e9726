"""Numbers with their noun, names of languages, spans of time, what was found: as readers see it."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from django import template
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.utils.dates import MONTHS
from django.utils.html import format_html, format_html_join
from django.utils.translation import (
    get_language,
    get_language_bidi,
    gettext,
    ngettext,
)

from archive.errors import DateSyntaxError
from archive.search.showing.fragments import Fragment
from archive.search.words import languages
from archive.text.edtf import in_words, parse_edtf
from archive.text.messages import Message, isolated

register = template.Library()
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

NOUNS: Final[Mapping[str, Callable[[int], str]]] = {
    "article": lambda number: ngettext("%(shown)s article", "%(shown)s articles", number),
    "author": lambda number: ngettext("%(shown)s author", "%(shown)s authors", number),
    "byte": lambda number: ngettext("%(shown)s byte", "%(shown)s bytes", number),
    "capture": lambda number: ngettext("%(shown)s capture", "%(shown)s captures", number),
    "edit": lambda number: ngettext("%(shown)s edit", "%(shown)s edits", number),
    "hit": lambda number: ngettext("%(shown)s hit", "%(shown)s hits", number),
    "indirect report": lambda number: ngettext(
        "%(shown)s indirect report", "%(shown)s indirect reports", number
    ),
    "known outlet": lambda number: ngettext(
        "%(shown)s known outlet", "%(shown)s known outlets", number
    ),
    "later printing": lambda number: ngettext(
        "%(shown)s later printing", "%(shown)s later printings", number
    ),
    "link": lambda number: ngettext("%(shown)s link", "%(shown)s links", number),
    "more": lambda number: ngettext("%(shown)s more", "%(shown)s more", number),
    "more printing": lambda number: ngettext(
        "%(shown)s more printing", "%(shown)s more printings", number
    ),
    "more quotation": lambda number: ngettext(
        "%(shown)s more quotation", "%(shown)s more quotations", number
    ),
    "other article": lambda number: ngettext(
        "%(shown)s other article", "%(shown)s other articles", number
    ),
    "outlet": lambda number: ngettext("%(shown)s outlet", "%(shown)s outlets", number),
    "passage": lambda number: ngettext("%(shown)s passage", "%(shown)s passages", number),
    "printing": lambda number: ngettext("%(shown)s printing", "%(shown)s printings", number),
    "quotation": lambda number: ngettext("%(shown)s quotation", "%(shown)s quotations", number),
    "speaker": lambda number: ngettext("%(shown)s speaker", "%(shown)s speakers", number),
    "statement": lambda number: ngettext("%(shown)s statement", "%(shown)s statements", number),
    "story": lambda number: ngettext("%(shown)s story", "%(shown)s stories", number),
    "time": lambda number: ngettext("%(shown)s time", "%(shown)s times", number),
    "undated": lambda number: ngettext("%(shown)s undated", "%(shown)s undated", number),
    "word": lambda number: ngettext("%(shown)s word", "%(shown)s words", number),
}
"""Everything pages count. Languages have up to six forms of each."""


@register.filter
def may_correct(user: AbstractUser | AnonymousUser, model: str) -> bool:
    """Whether a reader may change records of `model` (`article`) at the curators' desk."""
    return user.is_staff and user.has_perm(f"archive.change_{model}")


@register.filter
def counted(number: int, noun: str) -> str:
    """`1 article`, `412 articles`; the noun is one of NOUNS."""
    return NOUNS[noun](number) % {"shown": grouped(number)}


@register.filter
def grouped(number: int) -> str:
    """`21,578`; cheap, for lists of hundreds."""
    return f"{number:,}"


@register.filter
def marked(fragments: Iterable[Fragment]) -> str:
    """The fragments of a text in a row, those that were found marked. Cheap, for lists of hits."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", part.text) if part.matched else part.text,)
            for part in fragments
        ),
    )


@register.filter
def translated(words: object) -> str:
    """What a pure room says, or a word of a fixed list, in the language of the page."""
    if isinstance(words, Message):
        return words.told(gettext, ngettext, isolated if get_language_bidi() else str)
    return gettext(str(words)) if words else ""


@register.simple_tag
def interface_language() -> str:
    """For a `lang` attribute, where the interface stands amid an article of another language."""
    return (get_language() or "en").partition("-")[0]


@register.filter
def language_in_words(code: str) -> str:
    """`French` for `fr`; words where the language is unknown."""
    if not code:
        return gettext("language unknown")
    primary, _, rest = code.partition("-")
    name = gettext(languages.language_name(primary))
    return f"{name} ({rest})" if rest and primary.casefold() in languages.NAMES else name


@register.filter
def language_tag(code: str) -> str:
    """The code where it can stand in a `lang` attribute, else nothing."""
    return code if _LANGUAGE_TAG.fullmatch(code or "") else ""


@register.filter
def day_in_words(day: date | None) -> str:
    """`4 February 2016`; nothing for an open end."""
    return _day_in(get_language(), day) if day else ""


@lru_cache(maxsize=5_000)  # of one list many are alike
def _day_in(_: str | None, day: date) -> str:
    return f"{day.day} {MONTHS[day.month]} {day.year}"


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
    """`about 2016` for `2016~`, `undated`; a value that is no EDTF is shown as it is."""
    return _date_in(get_language(), edtf)


@lru_cache(maxsize=5_000)
def _date_in(_: str | None, edtf: str) -> str:
    try:
        return translated(in_words(parse_edtf(edtf).text if edtf else ""))
    except DateSyntaxError:
        return edtf


@register.filter
def first_words(text: str, number: int) -> str:
    """The beginning of a text; what follows is not looked at, however long it is."""
    words = text.split(None, number)
    return " ".join(words[:number]) + (" …" if len(words) > number else "")


@register.filter
def is_web_address(text: str) -> bool:
    """Whether a link may lead there: `http` and `https`, nothing that could act."""
    return text.lower().startswith(("http://", "https://"))


@register.filter
def of(values: dict, key: object) -> object:
    """The value kept under `key`, or nothing."""
    return values.get(key, "")
