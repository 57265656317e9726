"""RIS entries of the type NEWS."""

from __future__ import annotations

from rispy import RisWriter

from archive.citations.record import CitationRecord
from archive.citations.words import describe_inexact_date


class _UnnumberedWriter(RisWriter):
    """RIS writer without entry numbers."""

    def set_header(self, count: int) -> str:  # noqa: ARG002 -- rispy's signature
        """Return an empty header."""
        return ""


def format_ris(record: CitationRecord) -> str:
    """Return one entry; an inexact date goes into a note."""
    point = record.published.point
    years = record.published.years
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
        "urls": [record.url],
        "name_of_database": record.archive,
        "notes": _build_notes(record),
    }
    text: str = _UnnumberedWriter().formats(
        [{name: value for name, value in entry.items() if value}]
    )
    return text


def _format_date(year: int, month: int = 0, day: int = 0) -> str:
    """Return `2024/03/14/`, `2024/03//` or `2024///`."""
    return "/".join([f"{year:04}", *(f"{part:02}" if part else "" for part in (month, day)), ""])


def _build_notes(record: CitationRecord) -> list[str]:
    notes = []
    if date_text := describe_inexact_date(record.published):
        notes.append(f"Published {date_text}")
    if record.original_url:
        notes.append(f"First published at {record.original_url}")
    return notes
