"""BibTeX entries for both BibTeX and biblatex."""

from __future__ import annotations

import re
from urllib.parse import quote

from bibtexparser import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from archive.citations.record import Person, Record
from archive.citations.when import When, marked
from archive.citations.words import dated_in_words
from archive.text.normalize import fold

_SPECIAL = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_"}
    | {
        "{": r"\textbraceleft{}",  # BibTeX counts braces even after a backslash
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_NO_KEY = re.compile(r"[^a-z0-9]+")
_IN_URL = "/:?=&%#+,;@!$'()*~[]-._"


def bibtex(record: Record) -> str:
    """Return one entry; `date` is EDTF for biblatex, `year` and `month` are for BibTeX."""
    given = {
        "author": _names(record.authors),
        "editor": _names(record.editors),
        "translator": _names(record.translators),
        "title": "{" + _escaped(record.title) + "}",
        "journal": _escaped(record.outlet),
        "date": _biblatex_date(record.published),
        "year": _year(record.published),
        "month": str(record.published.point.month or "") if record.published.point else "",
        "day": str(record.published.point.day or "") if record.published.point else "",
        "entrysubtype": "newspaper",
        "language": _escaped(record.language),
        "url": quote(record.url, safe=_IN_URL),
        "note": _escaped(_note(record)),
    }
    fields = [Field(name, value) for name, value in given.items() if value]
    return str(write_string(Library([Entry("article", key_of(record), fields)]))).strip() + "\n"


def key_of(record: Record) -> str:
    """Return `ellery-2024-7k2m9qxa`: readable, and unique by the identifier."""
    who = record.authors[0].family if record.authors else record.outlet
    words = _NO_KEY.sub("", fold(who).encode("ascii", "ignore").decode())[:30]
    years = record.published.years
    return "-".join(filter(None, [words, years[0] if years else "nd", record.identifier]))


def _names(people: tuple[Person, ...]) -> str:
    return " and ".join(
        f"{_escaped(person.family)}, {_escaped(person.given)}"
        if person.given
        else "{" + _escaped(person.family) + "}"
        for person in people
    )


def _escaped(text: str) -> str:
    return text.translate(_SPECIAL)


def _biblatex_date(published: When) -> str:
    """Return the date as biblatex accepts it; empty for choices, which it does not support."""
    ends = []
    points = (published.first, published.last)
    if published.is_choice or any(point and not point.parts for point in points):
        return ""
    for point in points:
        mark = "%" if point and point.about and point.doubtful else ""
        mark = mark or ("~" if point and point.about else "?" if point and point.doubtful else "")
        ends.append(point.iso + mark if point else "")
    return "/".join(end or ".." for end in ends) if published.is_span else ends[0]


def _year(published: When) -> str:
    point = published.point
    if point:
        return marked(point, point.year) if not point.month else point.year
    return "--".join(published.years)


def _note(record: Record) -> str:
    """Return what has no field of its own: an inexact date, and the original URL."""
    told = []
    if said := dated_in_words(record.published):
        told.append(f"Published {said}")
    if record.original_url:
        told.append(f"First published at {record.original_url}")
    return ". ".join(told)
