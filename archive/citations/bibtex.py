"""BibTeX entries for both BibTeX and biblatex."""

from __future__ import annotations

import re
from urllib.parse import quote

from bibtexparser import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from archive.citations.record import CitationRecord, CitedPerson
from archive.citations.when import CitationDate, add_uncertainty
from archive.citations.words import describe_inexact_date
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
_NON_KEY_CHARS = re.compile(r"[^a-z0-9]+")
_URL_SAFE = "/:?=&%#+,;@!$'()*~[]-._"


def format_bibtex(record: CitationRecord) -> str:
    """Return one entry; `date` is EDTF for biblatex, `year` and `month` are for BibTeX."""
    values = {
        "author": _format_names(record.authors),
        "editor": _format_names(record.editors),
        "translator": _format_names(record.translators),
        "title": "{" + _escape_latex(record.title) + "}",
        "journal": _escape_latex(record.outlet),
        "date": _format_biblatex_date(record.published),
        "year": _format_year(record.published),
        "month": str(record.published.point.month or "") if record.published.point else "",
        "day": str(record.published.point.day or "") if record.published.point else "",
        "entrysubtype": "newspaper",
        "language": _escape_latex(record.language),
        "url": quote(record.url, safe=_URL_SAFE),
        "note": _escape_latex(_build_note(record)),
    }
    fields = [Field(name, value) for name, value in values.items() if value]
    return (
        str(write_string(Library([Entry("article", build_citation_key(record), fields)]))).strip()
        + "\n"
    )


def build_citation_key(record: CitationRecord) -> str:
    """Return `ellery-2024-7k2m9qxa`: readable, and unique by the identifier."""
    name = record.authors[0].family if record.authors else record.outlet
    words = _NON_KEY_CHARS.sub("", fold(name).encode("ascii", "ignore").decode())[:30]
    years = record.published.years
    return "-".join(filter(None, [words, years[0] if years else "nd", record.identifier]))


def _format_names(people: tuple[CitedPerson, ...]) -> str:
    return " and ".join(
        f"{_escape_latex(person.family)}, {_escape_latex(person.given)}"
        if person.given
        else "{" + _escape_latex(person.family) + "}"
        for person in people
    )


def _escape_latex(text: str) -> str:
    return text.translate(_SPECIAL)


def _format_biblatex_date(published: CitationDate) -> str:
    """Return the date as biblatex accepts it; empty for choices, which it does not support."""
    ends = []
    points = (published.first, published.last)
    if published.is_choice or any(point and not point.parts for point in points):
        return ""
    for point in points:
        mark = "%" if point and point.is_approximate and point.is_uncertain else ""
        mark = mark or (
            "~" if point and point.is_approximate else "?" if point and point.is_uncertain else ""
        )
        ends.append(point.iso + mark if point else "")
    return "/".join(end or ".." for end in ends) if published.is_span else ends[0]


def _format_year(published: CitationDate) -> str:
    point = published.point
    if point:
        return add_uncertainty(point, point.year) if not point.month else point.year
    return "--".join(published.years)


def _build_note(record: CitationRecord) -> str:
    """Return what has no field of its own: an inexact date, and the original URL."""
    sentences = []
    if date_text := describe_inexact_date(record.published):
        sentences.append(f"Published {date_text}")
    if record.original_url:
        sentences.append(f"First published at {record.original_url}")
    return ". ".join(sentences)
