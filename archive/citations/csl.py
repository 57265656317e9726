"""CSL-JSON items, for citation processors."""

from __future__ import annotations

import json

from archive.citations.record import Person, Record
from archive.citations.when import When
from archive.citations.words import dated_in_words


def csl_item(record: Record) -> dict[str, object]:
    """Return an item of the type `article-newspaper`."""
    item: dict[str, object] = {
        "id": record.identifier,
        "type": "article-newspaper",
        "title": record.title,
        "author": [_name(person) for person in record.authors],
        "editor": [_name(person) for person in record.editors],
        "translator": [_name(person) for person in record.translators],
        "container-title": record.outlet,
        "section": record.section,
        "issued": _issued(record.published),
        "abstract": record.abstract,
        "language": record.language,
        "URL": record.url,
        "archive": record.archive,
        "archive_location": record.identifier,
        "note": f"First published at {record.original_url}" if record.original_url else "",
    }
    return {name: value for name, value in item.items() if value}


def csl(record: Record) -> str:
    """Return the item as JSON on one line."""
    return json.dumps(csl_item(record), ensure_ascii=False)


def _name(person: Person) -> dict[str, str]:
    if not person.given:
        return {"literal": person.family}
    return {"family": person.family, "given": person.given}


def _issued(published: When) -> dict[str, object]:
    """Return date parts if possible; a literal for decades, choices and open intervals."""
    points = [point for point in (published.first, published.last) if point]
    parts = [list(point.parts) for point in points]
    whole = len(parts) == (2 if published.is_span else 1) and all(parts)
    if not whole or published.is_choice:
        said = dated_in_words(published)
        return {"literal": said} if said else {}
    issued: dict[str, object] = {"date-parts": parts}
    if any(not point.is_certain for point in points):
        issued["circa"] = True
    return issued
