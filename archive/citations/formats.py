"""Reference files: BibTeX, RIS, CSL-JSON and CSV of articles."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from bibtexparser import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from rispy import RisWriter

from archive.citations.record import CitationDate, CitationRecord, CitedPerson, add_uncertainty, describe_inexact_date
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
_MARKS = {(False, False): "", (True, False): "~", (False, True): "?", (True, True): "%"}  # approximate, uncertain


class _UnnumberedWriter(RisWriter):
    """RIS writer without entry numbers."""

    def set_header(self, count: int) -> str:  # noqa: ARG002 -- rispy's signature
        """Return an empty header."""
        return ""


def format_ris(record: CitationRecord) -> str:
    """Return one entry; an inexact date goes into a note."""
    point, years = record.published.point, record.published.years
    entry = {
        "type_of_reference": "NEWS",
        "id": record.identifier,
        "title": record.title,
        "authors": [person.inverted_name for person in record.authors],
        "secondary_authors": [person.inverted_name for person in record.editors],
        "subsidiary_authors": [person.inverted_name for person in record.translators],
        "secondary_title": record.outlet,
        "section": record.section,
        "year": years[0] if len(years) == 1 and years[0].isdigit() else "",
        "date": _format_date(*point.parts) if point and point.is_certain else "",
        "abstract": record.abstract,
        "language": record.language,
        "urls": [record.cited_url],
        "name_of_database": record.archive,
        "notes": _list_notes(record),
    }
    text: str = _UnnumberedWriter().formats([{name: value for name, value in entry.items() if value}])
    return text


def _format_date(year: int, month: int = 0, day: int = 0) -> str:
    """Return `2024/03/14/`, `2024/03//` or `2024///`."""
    return "/".join([f"{year:04}", *(f"{part:02}" if part else "" for part in (month, day)), ""])


def _list_notes(record: CitationRecord) -> list[str]:
    """Return what has no field of its own: an inexact date, and the original URL."""
    notes = []
    if date_text := describe_inexact_date(record.published):
        notes.append(f"Published {date_text}")
    if other_url := _describe_other_url(record):
        notes.append(other_url)
    return notes


def _describe_other_url(record: CitationRecord) -> str:
    """Return where else the article is: at its outlet, or in this archive where the outlet's URL is cited."""
    if record.cited_url != record.url:
        return f"Archived at {record.url}"
    return f"First published at {record.original_url}" if record.original_url else ""


def build_csl_item(record: CitationRecord) -> dict[str, object]:
    """Return an item of the type `article-newspaper`."""
    item: dict[str, object] = {
        "id": record.identifier,
        "type": "article-newspaper",
        "title": record.title,
        "author": [_format_name(person) for person in record.authors],
        "editor": [_format_name(person) for person in record.editors],
        "translator": [_format_name(person) for person in record.translators],
        "container-title": record.outlet,
        "section": record.section,
        "issued": _format_issued(record.published),
        "abstract": record.abstract,
        "language": record.language,
        "URL": record.cited_url,
        "archive": record.archive,
        "archive_location": record.identifier,
        "note": _describe_other_url(record),
    }
    return {name: value for name, value in item.items() if value}


def format_csl(record: CitationRecord) -> str:
    """Return the item as JSON on one line."""
    return json.dumps(build_csl_item(record), ensure_ascii=False)


def _format_name(person: CitedPerson) -> dict[str, str]:
    if not person.given:
        return {"literal": person.family}
    return {"family": person.family, "given": person.given}


def _format_issued(published: CitationDate) -> dict[str, object]:
    """Return date parts if possible; a literal for decades, choices and open intervals."""
    points = [point for point in (published.first, published.last) if point]
    parts = [list(point.parts) for point in points]
    is_complete = len(parts) == (2 if published.is_span else 1) and all(parts)
    if not is_complete or published.is_choice:
        date_text = describe_inexact_date(published)
        return {"literal": date_text} if date_text else {}
    issued: dict[str, object] = {"date-parts": parts}
    if any(not point.is_certain for point in points):
        issued["circa"] = True
    return issued


def format_bibtex(record: CitationRecord) -> str:
    """Return one entry; `date` is EDTF for biblatex, `year` and `month` are for BibTeX."""
    point = record.published.point
    year = point.year if point else "--".join(record.published.years)
    values = {
        "author": _format_names(record.authors),
        "editor": _format_names(record.editors),
        "translator": _format_names(record.translators),
        "title": "{" + _escape_latex(record.title) + "}",
        "journal": _escape_latex(record.outlet),
        "date": _format_biblatex_date(record.published),
        "year": add_uncertainty(point, year) if point and not point.month else year,
        "month": str(point.month or "") if point else "",
        "day": str(point.day or "") if point else "",
        "entrysubtype": "newspaper",
        "language": _escape_latex(record.language),
        "url": quote(record.cited_url, safe=_URL_SAFE),
        "note": _escape_latex(". ".join(_list_notes(record))),
    }
    fields = [Field(name, value) for name, value in values.items() if value]
    return str(write_string(Library([Entry("article", build_citation_key(record), fields)]))).strip() + "\n"


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
    points = (published.first, published.last)
    if published.is_choice or any(point and not point.parts for point in points):
        return ""
    ends = [point.iso + _MARKS[point.is_approximate, point.is_uncertain] if point else "" for point in points]
    return "/".join(end or ".." for end in ends) if published.is_span else ends[0]


@dataclass(frozen=True, slots=True)
class CitationFormat:
    """A file format: name suffix, media type, label, and how entries are written."""

    suffix: str
    media_type: str
    label: str
    format_entry: Callable[[CitationRecord], str]
    opening: str = ""
    separator: str = ""
    closing: str = ""

    def iter_chunks(self, records: Iterable[CitationRecord]) -> Iterator[str]:
        """Yield the file in chunks, one record in memory at a time."""
        yield self.opening
        for number, record in enumerate(records):
            yield (self.separator if number else "") + self.format_entry(record)
        yield self.closing


FORMATS: Final = (
    CitationFormat("bib", "application/x-bibtex", "BibTeX", format_bibtex, separator="\n"),
    CitationFormat("ris", "application/x-research-info-systems", "RIS", format_ris, separator="\n"),
    CitationFormat(
        "csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON", format_csl, "[\n", ",\n", "\n]\n"
    ),
)
