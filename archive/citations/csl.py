"""CSL-JSON items, for citation processors."""

from __future__ import annotations

import json

from archive.citations.record import CitationRecord, CitedPerson
from archive.citations.when import CitationDate
from archive.citations.words import describe_inexact_date


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
        "URL": record.url,
        "archive": record.archive,
        "archive_location": record.identifier,
        "note": f"First published at {record.original_url}" if record.original_url else "",
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
