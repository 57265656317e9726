"""Conversion of Word documents (DOCX): paragraphs, headings, tables, text boxes and notes, as a reader of them sees.

The parts are read from the package directly: of a library that loads all of it, one missing picture would lose the
text. Macros, fields' instructions, links' targets and outside parts are never looked at.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import Any, Final

from archive.errors import UnreadableDocument
from archive.formats.converted_text import ConversionNote, ConvertedText, arrange_pages
from archive.formats.zip_parts import find_local_name, open_package, parse_part, read_property_texts

KIND: Final = "a Word document (.docx)"
_SAVE_AGAIN: Final = "Open it in Word or LibreOffice, save it again as .docx, and take that in."
_TRANSPARENT: Final = frozenset(
    "r hyperlink ins moveTo smartTag sdt sdtContent fldSimple customXml dir bdo ruby rubyBase oMath oMathPara".split()
)
"""Elements inside a paragraph whose content is its text; those of mathematics are more, and taken by their `t`."""
_DELETED: Final = frozenset({"del", "moveFrom"})
_FIXED_TEXTS: Final = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_DRAWINGS: Final = frozenset({"drawing", "pict", "object"})
_HEADING_NAME: Final = re.compile(r"heading ([1-9])")
_MATHEMATICS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SYMBOL_FONTS: Final = frozenset({"symbol", "wingdings", "webdings"})
MAX_HEADING_LENGTH: Final = 300
MAX_STYLE_STEPS: Final = 10


@dataclass(slots=True)
class _WordText:
    """State of the conversion of one document: its styles, its notes referred to, and what was left out."""

    heading_levels: dict[str, int]
    note_numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    deleted_count: int = 0
    hidden_count: int = 0


def convert_docx(content: bytes) -> ConvertedText:
    """Return the text of a Word document. Raises UnreadableDocument."""
    with open_package(content, KIND) as package:
        main_name = _find_main_part(package)
        parts = _list_related_parts(package, main_name)
        body = next(iter(parse_part(package, main_name, KIND)), None)
        if body is None or find_local_name(body) != "body":
            raise UnreadableDocument(f"It is {KIND} whose text part has no text in it. {_SAVE_AGAIN}")
        state = _WordText(_read_heading_levels(package, parts.get("styles", [])))
        blocks = list(_iter_blocks(body, state))
        for kind in ("footnote", "endnote"):
            blocks += _read_notes(package, parts.get(f"{kind}s", []), kind, state)
        notes = tuple(_list_notes(package, parts, state))
        properties = read_property_texts(package, "docProps/core.xml", KIND)
    text, page_starts = arrange_pages("\n\n".join(blocks))
    if not text.strip():
        raise UnreadableDocument(
            f"It is {KIND} without any text; it may hold pictures of a text only. Save the pictures, or print it to"
            " PDF, and take that in."
        )
    return ConvertedText(text, properties, page_starts, notes)


def _find_main_part(package: zipfile.ZipFile) -> str:
    relations = _read_relations(package, "_rels/.rels", "")
    name = next((target for kind, target in relations if kind == "officeDocument"), "")
    if not name or name not in package.namelist():
        raise UnreadableDocument(
            f"It is {KIND} that is damaged: it does not say which of its parts is the text. {_SAVE_AGAIN}"
        )
    return name


def _list_related_parts(package: zipfile.ZipFile, main_name: str) -> dict[str, list[str]]:
    """Return the names of the parts that belong to the main part, by their kind."""
    folder, _, name = main_name.rpartition("/")
    parts: dict[str, list[str]] = {}
    for kind, target in _read_relations(package, join(folder, "_rels", f"{name}.rels"), folder):
        parts.setdefault(kind, []).append(target)
    return parts


def _read_relations(package: zipfile.ZipFile, name: str, folder: str) -> list[tuple[str, str]]:
    """Return kind and part name of each relation to a part that is there; those to other places are not looked at."""
    names = frozenset(package.namelist())
    if name not in names:
        return []
    relations = []
    for relation in parse_part(package, name, KIND):
        target = normpath(join("/", folder, relation.get("Target", ""))).lstrip("/")
        if relation.get("TargetMode") != "External" and target in names:
            relations.append((relation.get("Type", "").rpartition("/")[2], target))
    return relations


def _read_heading_levels(package: zipfile.ZipFile, names: list[str]) -> dict[str, int]:
    """Return the level of each paragraph style that is a heading, by its id; styles inherit it."""
    own_levels: dict[str, int] = {}
    bases: dict[str, str] = {}
    for style in (style for name in names[:1] for style in parse_part(package, name, KIND)):
        style_id = _get_value(style, "styleId")
        for child in style:
            match find_local_name(child):
                case "name" if level := _find_heading_level(_get_value(child)):
                    own_levels[style_id] = level
                case "basedOn":
                    bases[style_id] = _get_value(child)
                case "pPr" if level := _find_outline_level(child):
                    own_levels.setdefault(style_id, level)
    levels = {}
    for style_id in own_levels.keys() | bases.keys():
        base = style_id
        for _ in range(MAX_STYLE_STEPS):
            if base in own_levels:
                levels[style_id] = own_levels[base]
                break
            base = bases.get(base, "")
    return levels


def _find_heading_level(style_name: str) -> int:
    name = style_name.casefold()
    match = _HEADING_NAME.fullmatch(name)
    return 1 if name == "title" else min(int(match[1]), 6) if match else 0


def _find_outline_level(properties: Any) -> int:
    level = next((_get_value(child) for child in properties if find_local_name(child) == "outlineLvl"), "")
    return int(level) + 1 if level in set("012345") and level else 0


def _get_value(element: Any, name: str = "val") -> str:
    """Return an attribute of an element, in whichever of Word's two namespaces."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _iter_blocks(container: Any, state: _WordText) -> Iterator[str]:
    """Yield the paragraphs and tables of a body, a cell or a text box."""
    for child in container:
        name = find_local_name(child)
        if name == "p":
            yield from _read_paragraph(child, state)
        elif name == "tbl":
            yield from _read_table(child, state)
        elif name in _DELETED:
            state.deleted_count += 1
        elif name == "AlternateContent":
            yield from _iter_blocks(next(iter(child), ()), state)
        elif name in _TRANSPARENT:
            yield from _iter_blocks(child, state)


def _read_paragraph(paragraph: Any, state: _WordText) -> Iterator[str]:
    """Yield a paragraph, and the text boxes that hang on it; a page break before or after it as a form feed."""
    pieces: list[str] = []
    boxes: list[Any] = []
    _collect_text(paragraph, pieces, boxes, state)
    properties = next((child for child in paragraph if find_local_name(child) == "pPr"), ())
    settings = {find_local_name(child): child for child in properties}
    text = _tidy_lines("".join(pieces))
    level = _find_outline_level(properties)
    if "pStyle" in settings:
        level = level or state.heading_levels.get(_get_value(settings["pStyle"]), 0)
    if "pageBreakBefore" in settings and _get_value(settings["pageBreakBefore"]) not in {"0", "false", "off"}:
        yield "\f"
    if text and level and len(text) <= MAX_HEADING_LENGTH and "\f" not in text:
        yield f"{'#' * level} {' '.join(text.split())}"
    elif text and "numPr" in settings:
        yield f"- {text}"
    elif text:
        yield text
    for box in boxes:
        yield from _iter_blocks(box, state)
    if "sectPr" in settings and not _is_continuous(settings["sectPr"]):
        yield "\f"


def _is_continuous(section: Any) -> bool:
    kind = next((_get_value(child) for child in section if find_local_name(child) == "type"), "nextPage")
    return kind in {"continuous", "nextColumn"}


def _tidy_lines(text: str) -> str:
    """Return text without blanks at the ends of its lines, and without empty lines."""
    lines = (line.strip(" \t") for line in text.replace("\f", "\n\f\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _collect_text(element: Any, pieces: list[str], boxes: list[Any], state: _WordText) -> None:
    """Append the text inside a paragraph to `pieces`, and its text boxes to `boxes`."""
    for child in element:
        name = find_local_name(child)
        if name in _DELETED:
            state.deleted_count += 1
        elif name == "r" and _is_hidden(child):
            state.hidden_count += 1
        elif name in _DRAWINGS:
            boxes += _find_text_boxes(child)
        elif name == "AlternateContent":
            _collect_text(next(iter(child), ()), pieces, boxes, state)
        elif name != "t" and (name in _TRANSPARENT or str(child.tag).startswith(_MATHEMATICS)):
            _collect_text(child, pieces, boxes, state)
        else:
            pieces.append(_read_characters(child, name, state))


def _read_characters(element: Any, name: str, state: _WordText) -> str:
    """Return the characters that an element of a run stands for; empty for what is no text."""
    match name:
        case "t":
            return element.text or ""
        case "br":
            return "\f" if _get_value(element, "type") == "page" else "\n"
        case "sym":
            return _read_symbol(element)
        case "footnoteReference" | "endnoteReference":
            return _number_note(element, name.removesuffix("Reference"), state)
    return _FIXED_TEXTS.get(name, "")


def _is_hidden(run: Any) -> bool:
    properties = next((child for child in run if find_local_name(child) == "rPr"), ())
    return any(
        find_local_name(child) == "vanish" and _get_value(child) not in {"0", "false", "off"} for child in properties
    )


def _read_symbol(symbol: Any) -> str:
    """Return the character of a symbol; those of fonts of pictures stand for bullets and the like."""
    code = _get_value(symbol, "char")
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
    is_private = 0xE000 <= number <= 0xF8FF or any(
        _get_value(symbol, "font").casefold().startswith(font) for font in _SYMBOL_FONTS
    )
    return "•" if is_private or not number or 0xD800 <= number <= 0xDFFF else chr(number)


def _number_note(reference: Any, kind: str, state: _WordText) -> str:
    key = (kind, _get_value(reference, "id"))
    return f"[{state.note_numbers.setdefault(key, len(state.note_numbers) + 1)}]"


def _find_text_boxes(drawing: Any) -> list[Any]:
    """Return the outermost text boxes of a drawing."""
    boxes, waiting = [], [drawing]
    while waiting:
        element = waiting.pop()
        if find_local_name(element) == "txbxContent":
            boxes.append(element)
        else:
            waiting += reversed(element)
    return boxes


def _read_table(table: Any, state: _WordText) -> Iterator[str]:
    """Yield the rows of a table, their cells parted by tabs; what is laid out by one cell a row is paragraphs."""
    rows = [
        [list(_iter_blocks(cell, state)) for cell in _iter_children(row, "tc")] for row in _iter_children(table, "tr")
    ]
    filled_rows = [[cell for cell in row if cell] for row in rows]
    if all(len(row) < 2 for row in filled_rows):
        for row in filled_rows:
            for cell in row:
                yield from cell
        return
    are_lines = all(len(cell) == 1 and "\n" not in cell[0] for row in filled_rows for cell in row)
    lines = ["\t".join("\n\n".join(cell) for cell in row) for row in filled_rows if row]
    yield ("\n" if are_lines else "\n\n").join(lines)


def _iter_children(element: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, also those inside content controls and insertions."""
    for child in element:
        if find_local_name(child) == name:
            yield child
        elif find_local_name(child) in _TRANSPARENT:
            yield from _iter_children(child, name)


def _read_notes(package: zipfile.ZipFile, names: list[str], kind: str, state: _WordText) -> Iterator[str]:
    """Yield the footnotes or endnotes that the text refers to, with their numbers."""
    for note in (note for name in names[:1] for note in parse_part(package, name, KIND)):
        number = state.note_numbers.get((kind, _get_value(note, "id")))
        if number is not None and (blocks := list(_iter_blocks(note, state))):
            yield "\n\n".join([f"[{number}] {blocks[0]}", *blocks[1:]])


def _list_notes(package: zipfile.ZipFile, parts: dict[str, list[str]], state: _WordText) -> Iterator[ConversionNote]:
    """Yield running heads and feet, and how much was deleted, hidden or a comment."""
    for kind, rule in (("header", "left out: a running head"), ("footer", "left out: a running foot")):
        texts = (
            "\n".join(_iter_blocks(parse_part(package, name, KIND), _WordText({}))).replace("\f", "")
            for name in parts.get(kind, [])[:20]
        )
        yield from (ConversionNote(text, rule) for text in dict.fromkeys(texts) if text.strip())
    comments = sum(len(parse_part(package, name, KIND)) for name in parts.get("comments", [])[:1])
    for count, rule in (
        (state.deleted_count, "left out: passages that tracked changes delete"),
        (state.hidden_count, "left out: passages that are set as hidden"),
        (comments, "left out: comments at the margin"),
    ):
        if count:
            yield ConversionNote(str(count), rule)
