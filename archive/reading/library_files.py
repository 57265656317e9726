"""Files of what a reader keeps: Markdown, CSV, and JSON-LD in the W3C Web Annotation Data Model."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext

from archive.curation.metadata_table import escape_cell
from archive.reading.exported_items import ExportedItem
from archive.reading.library import KeptKind
from archive.text.normalize import clean_text

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
FRAGMENTS: Final = "http://www.rfc-editor.org/rfc/rfc3236"  # of HTML: the id of a paragraph
COLUMNS: Final = "kind list position title citation address paragraph passage note query kept changed".split()
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_LINE_START: Final = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file of what a reader keeps: its heading, the address of the page it was made from, and who keeps it, if
    it says so."""

    title: str
    address: str
    reader: str
    items: Iterable[ExportedItem]


def iter_markdown(file: LibraryFile) -> Iterator[str]:
    """Yield Markdown: a heading a group, passages as quotations, each article cited."""
    yield f"# {_escape_markdown(clean_text(file.title))}\n\n{file.address}\n"
    group: object = None
    for exported in file.items:
        heading = _name_group(exported)
        if heading != group:
            group = heading
            yield f"\n## {_escape_markdown(clean_text(heading))}\n"
        yield _format_markdown(exported)


def iter_csv_rows(file: LibraryFile) -> Iterator[str]:
    """Yield CSV with a header row; cells that would be formulas are escaped."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for exported in file.items:
        values = _build_row(exported)
        writer.writerow([escape_cell(str(values.get(name, ""))) for name in COLUMNS])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def iter_annotations(file: LibraryFile) -> Iterator[str]:
    """Yield JSON-LD: one AnnotationPage with each note, entry and saved search as an Annotation."""
    head = {"@context": CONTEXT, "id": file.address, "type": "AnnotationPage", "label": clean_text(file.title)}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "items": ['
    separator = "\n"
    for exported in file.items:
        if exported.item.kind is not KeptKind.LIST:
            yield separator + json.dumps(build_annotation(exported, file), ensure_ascii=False)
            separator = ",\n"
    yield "\n]}\n"


FILE_FORMATS: Final[Mapping[str, tuple[str, Callable[[LibraryFile], Iterator[str]]]]] = {
    "md": ("text/markdown", iter_markdown),
    "csv": ("text/csv", iter_csv_rows),
    "jsonld": ("application/ld+json", iter_annotations),
}
"""Suffix → media type, and the function that yields the text."""


def build_annotation(exported: ExportedItem, file: LibraryFile) -> dict[str, Any]:
    """Build a W3C annotation: of a passage, of an article, or of a search."""
    item, row = exported.item, exported.item.row
    note = getattr(row, "note", "")
    annotation: dict[str, Any] = {
        "id": f"{file.address.partition('#')[0]}#{item.kind}-{getattr(row, 'identifier', row.pk)}",
        "type": "Annotation",
        "motivation": _choose_motivation(exported, note),
        **({"creator": {"type": "Person", "nickname": file.reader}} if file.reader else {}),
        "created": item.kept_at.isoformat(),
        "target": _build_target(exported),
    }
    bodies = [{"type": "TextualBody", "value": note, "format": "text/plain", "purpose": "commenting"}] if note else []
    if exported.list_name:
        bodies.append({"type": "TextualBody", "value": exported.list_name, "purpose": "tagging"})
    if exported.citation:
        bodies.append({"type": "TextualBody", "value": exported.citation, "purpose": "describing"})
    return annotation | ({"body": bodies} if bodies else {})


def _choose_motivation(exported: ExportedItem, note: str) -> str:
    if exported.item.kind is not KeptKind.NOTE:
        return "bookmarking"
    return "commenting" if note else "highlighting"


def _build_target(exported: ExportedItem) -> str | dict[str, Any]:
    row = exported.item.row
    source = exported.url or f"urn:cuttings:{getattr(row, 'article_identifier', '') or row.pk}"
    if exported.item.kind is not KeptKind.NOTE or not row.exact:
        return source
    selectors = [
        {"type": "TextQuoteSelector", "exact": row.exact, "prefix": row.prefix, "suffix": row.suffix},
        {"type": "TextPositionSelector", "start": row.start, "end": row.end},
        {"type": "FragmentSelector", "conformsTo": FRAGMENTS, "value": f"p{row.paragraph}"},
    ]
    return {"source": source, "selector": selectors}


def _name_group(exported: ExportedItem) -> str:
    if exported.list_name:
        return exported.list_name
    if exported.item.kind is KeptKind.SEARCH:
        return gettext("Saved searches")
    return gettext("Highlights and notes")


def _format_markdown(exported: ExportedItem) -> str:
    item, row = exported.item, exported.item.row
    if item.kind is KeptKind.LIST:
        return f"\n{_escape_markdown(row.description)}\n" if row.description else ""
    lead = f"{row.position}. " if item.kind is KeptKind.ENTRY else "- "
    name = exported.citation or f"{getattr(row, 'name', '')} {row.query}".strip()
    lines = [f"\n{lead}{_escape_markdown(clean_text(name))}"]
    if exported.url and exported.url not in name:
        lines.append(f"<{exported.url}>")
    if passage := getattr(row, "exact", ""):
        lines.append("\n".join(f"> {_escape_markdown(line)}".rstrip() for line in passage.splitlines()))
        lines.append(f"¶{row.paragraph}")
    if note := getattr(row, "note", ""):
        lines.append(_escape_markdown(note))
    indent = "\n\n" + " " * len(lead)
    return (
        indent.join(part.replace("\n", "\n" + " " * len(lead)) if at else part for at, part in enumerate(lines)) + "\n"
    )


def _build_row(exported: ExportedItem) -> dict[str, object]:
    item, row = exported.item, exported.item.row
    return {
        "kind": item.kind,
        "list": exported.list_name,
        "position": getattr(row, "position", ""),
        "title": item.article.title if item.article else getattr(row, "name", ""),
        "citation": exported.citation,
        "address": exported.url,
        "paragraph": getattr(row, "paragraph", "") or "",
        "passage": getattr(row, "exact", ""),
        "note": getattr(row, "note", "") or getattr(row, "description", ""),
        "query": getattr(row, "query", ""),
        "kept": item.kept_at.isoformat(),
        "changed": changed.isoformat() if (changed := getattr(row, "changed_at", None)) else "",
    }


def _escape_markdown(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text))
