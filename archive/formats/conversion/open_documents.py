"""Conversion of OpenDocument texts (ODT): paragraphs, headings, lists, tables, text boxes and notes.

Read from its XML: a library that builds its own objects of each element takes many times as long.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from archive.errors import UnreadableDocument
from archive.formats.conversion.converted_text import ConversionNote, ConvertedText, arrange_pages
from archive.formats.conversion.zip_parts import find_local_name, open_package, parse_part, read_property_texts

KIND: Final = "an OpenDocument text (.odt)"
MAX_SPACES: Final = 100
MAX_HEADING_LENGTH: Final = 300
_BLOCKS: Final = frozenset("section list list-item list-header index-body numbered-paragraph".split())
_LEFT_OUT: Final = {
    "tracked-changes": "left out: passages that tracked changes delete",
    "annotation": "left out: comments at the margin",
    "hidden-text": "left out: passages that are set as hidden",
    "hidden-paragraph": "left out: passages that are set as hidden",
    "table-of-content": "left out: tables of contents and indexes",
    "alphabetical-index": "left out: tables of contents and indexes",
}
_UNSEEN: Final = frozenset(
    "annotation-end ruby-text note-citation forms sequence-decls variable-decls title desc".split()
)


@dataclass(slots=True)
class _OpenText:
    """State of the conversion: the styles that mean something, the notes, and what was left out."""

    title_styles: frozenset[str]
    page_styles: frozenset[str]
    note_texts: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)


def convert_odt(content: bytes) -> ConvertedText:
    """Return the text of an OpenDocument text. Raises UnreadableDocument."""
    with open_package(content, KIND) as package:
        _refuse_encrypted(package)
        root = parse_part(package, "content.xml", KIND)
        state = _read_styles(package, root)
        body = next((element for element in root.iter() if find_local_name(element) == "text"), None)
        blocks = list(_iter_blocks(body, state)) if body is not None else []
        properties = read_property_texts(package, "meta.xml", KIND)
    if "creation-date" in properties:
        properties["created"] = properties["creation-date"]
    text, page_starts = arrange_pages("\n\n".join(blocks + state.note_texts))
    if not text:
        raise UnreadableDocument(f"It is {KIND} without any text. There is nothing to take in.")
    notes = tuple(ConversionNote(str(count), rule) for rule, count in state.left_out.items())
    return ConvertedText(text, properties, page_starts, notes)


def _refuse_encrypted(package: zipfile.ZipFile) -> None:
    name = "META-INF/manifest.xml"
    if name in package.namelist() and any(
        find_local_name(element) == "encryption-data" for element in parse_part(package, name, KIND).iter()
    ):
        raise UnreadableDocument(f"It is {KIND} with a password. Open it, save it without one, and take that in.")


def _read_styles(package: zipfile.ZipFile, root: Any) -> _OpenText:
    """Return the state to begin with: styles based on that of titles, and styles that begin a page."""
    roots = [root, *([parse_part(package, "styles.xml", KIND)] if "styles.xml" in package.namelist() else [])]
    titles, pages = {"Title"}, set()
    for style in (element for part in roots for element in part.iter() if find_local_name(element) == "style"):
        name = _get_value(style, "name")
        if _get_value(style, "parent-style-name") == "Title":
            titles.add(name)
        if any(_get_value(properties, "break-before") == "page" for properties in style):
            pages.add(name)
    return _OpenText(frozenset(titles), frozenset(pages))


def _get_value(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _iter_blocks(container: Any, state: _OpenText, *, prefix: str = "") -> Iterator[str]:
    """Yield the paragraphs, headings and tables of a text, a cell or a text box."""
    for child in container:
        name = find_local_name(child)
        if name in {"p", "h"}:
            yield from _read_paragraph(child, state, prefix)
        elif name == "table":
            yield from _read_table(child, state)
        elif name in _LEFT_OUT:
            state.left_out[_LEFT_OUT[name]] = state.left_out.get(_LEFT_OUT[name], 0) + 1
        elif name in _BLOCKS:
            yield from _iter_blocks(child, state, prefix="- " if name == "list-item" else prefix)
        elif name == "frame":
            yield from _iter_text_boxes(child, state)


def _read_paragraph(paragraph: Any, state: _OpenText, prefix: str) -> Iterator[str]:
    pieces: list[str] = [paragraph.text or ""]
    frames: list[Any] = []
    _collect_text(paragraph, pieces, frames, state)
    text = "\n".join(line for part in "".join(pieces).split("\n") if (line := part.strip(" ")))
    style = _get_value(paragraph, "style-name")
    if style in state.page_styles:
        yield "\f"
    level = 1 if style in state.title_styles else 0
    if find_local_name(paragraph) == "h":
        outline = _get_value(paragraph, "outline-level")
        level = min(int(outline), 6) if outline.isascii() and outline.isdigit() and outline != "0" else 1
    if text and level and len(text) <= MAX_HEADING_LENGTH:
        yield f"{'#' * level} {' '.join(text.split())}"
    elif text:
        yield f"{prefix}{text}"
    for frame in frames:
        yield from _iter_text_boxes(frame, state)


def _collect_text(element: Any, pieces: list[str], frames: list[Any], state: _OpenText) -> None:
    """Append the text inside an element to `pieces` (white space as OpenDocument counts it), and its frames."""
    pieces[-1] = " ".join(pieces[-1].split("\n"))
    for child in element:
        name = find_local_name(child)
        if name == "s":
            count = _get_value(child, "c")
            pieces.append(" " * (min(int(count), MAX_SPACES) if count.isascii() and count.isdigit() else 1))
        elif name in {"tab", "line-break"}:
            pieces.append("\t" if name == "tab" else "\n")
        elif name == "note":
            pieces.append(_read_note(child, state))
        elif name == "frame":
            frames.append(child)
        elif name in _LEFT_OUT:
            state.left_out[_LEFT_OUT[name]] = state.left_out.get(_LEFT_OUT[name], 0) + 1
        elif name not in _UNSEEN:
            pieces.append(child.text or "")
            _collect_text(child, pieces, frames, state)
        pieces.append(" ".join((child.tail or "").split("\n")))


def _read_note(note: Any, state: _OpenText) -> str:
    """Keep the text of a footnote for the end, and return its number."""
    body = next((child for child in note if find_local_name(child) == "note-body"), ())
    mark = f"[{len(state.note_texts) + 1}]"
    state.note_texts.append(mark)
    state.note_texts[int(mark[1:-1]) - 1] = f"{mark} " + "\n\n".join(_iter_blocks(body, state))
    return mark


def _iter_text_boxes(frame: Any, state: _OpenText) -> Iterator[str]:
    for box in (child for child in frame if find_local_name(child) == "text-box"):
        yield from _iter_blocks(box, state)


def _read_table(table: Any, state: _OpenText) -> Iterator[str]:
    """Yield the rows of a table, their cells parted by tabs; what is laid out by one cell a row is paragraphs."""
    rows = [
        [
            blocks
            for cell in row
            if find_local_name(cell) == "table-cell" and (blocks := list(_iter_blocks(cell, state)))
        ]
        for row in table.iter()
        if find_local_name(row) == "table-row" and _find_table(row) is table
    ]
    if all(len(row) < 2 for row in rows):
        for cell in (cell for row in rows for cell in row):
            yield from cell
        return
    are_lines = all(len(cell) == 1 and "\n" not in cell[0] for row in rows for cell in row)
    yield ("\n" if are_lines else "\n\n").join("\t".join("\n\n".join(cell) for cell in row) for row in rows if row)


def _find_table(row: Any) -> Any:
    return next((element for element in row.iterancestors() if find_local_name(element) == "table"), None)
