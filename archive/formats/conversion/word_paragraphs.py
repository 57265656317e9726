"""Paragraphs, tables and text boxes of a Word document, as its reader sees them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from archive.formats.conversion.zip_parts import find_local_name
from archive.text.names import are_probable_names

_TRANSPARENT: Final = frozenset(
    "r hyperlink ins moveTo smartTag sdt sdtContent fldSimple customXml dir bdo ruby rubyBase oMath oMathPara".split()
)
"""Elements inside a paragraph whose content is its text; those of mathematics are more, and taken by their `t`."""
_DELETED: Final = frozenset({"del", "moveFrom"})
_FIXED_TEXTS: Final = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_DRAWINGS: Final = frozenset({"drawing", "pict", "object"})
_MATHEMATICS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SYMBOL_FONTS: Final = frozenset({"symbol", "wingdings", "webdings"})
MAX_NAME_LENGTH: Final = 100
USUAL_SIZE: Final = 22  # half points, of Word's own style
MAX_HEADING_LENGTH: Final = 300


@dataclass(slots=True)
class WordText:
    """State of the conversion of one document: its styles, its notes referred to, and what was left out."""

    heading_levels: dict[str, int]
    note_numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    sizes: list[tuple[int, str]] = field(default_factory=list)
    deleted_count: int = 0
    hidden_count: int = 0


def get_value(element: Any, name: str = "val") -> str:
    """Return an attribute of an element, in whichever of Word's two namespaces."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def iter_blocks(container: Any, state: WordText) -> Iterator[str]:
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
            yield from iter_blocks(next(iter(child), ()), state)
        elif name in _TRANSPARENT:
            yield from iter_blocks(child, state)


def _read_paragraph(paragraph: Any, state: WordText) -> Iterator[str]:
    """Yield a paragraph, and the text boxes that hang on it; a page break before or after it as a form feed."""
    pieces: list[str] = []
    boxes: list[Any] = []
    _collect_text(paragraph, pieces, boxes, state)
    properties = next((child for child in paragraph if find_local_name(child) == "pPr"), ())
    settings = {find_local_name(child): child for child in properties}
    text = _tidy_lines("".join(pieces))
    level = find_outline_level(properties)
    if "pStyle" in settings:
        level = level or state.heading_levels.get(get_value(settings["pStyle"]), 0)
    if "pageBreakBefore" in settings and get_value(settings["pageBreakBefore"]) not in {"0", "false", "off"}:
        yield "\f"
    if text and level and len(text) <= MAX_HEADING_LENGTH and "\f" not in text:
        yield f"{'#' * level} {' '.join(text.split())}"
    elif text and "numPr" in settings:
        yield f"- {text}"
    elif text:
        state.sizes.append((_find_size(paragraph), text))
        yield f"**{text}**" if _is_bold_name(paragraph, text) else text
    for box in boxes:
        yield from iter_blocks(box, state)
    if "sectPr" in settings and not _is_continuous(settings["sectPr"]):
        yield "\f"


def _find_size(paragraph: Any) -> int:
    """Return the size of type in half points that all words of a paragraph are given, else the usual one."""
    sizes = {_get_run_value(run, "sz") for run in _iter_runs(paragraph)}
    return min((int(size) if size.isascii() and size.isdigit() else USUAL_SIZE for size in sizes), default=USUAL_SIZE)


def _is_bold_name(paragraph: Any, text: str) -> bool:
    """Return whether a line in bold is a name: so a byline may be printed."""
    if len(text) > MAX_NAME_LENGTH or not are_probable_names(text):
        return False
    return all(_get_run_value(run, "b", "on") not in {"", "0", "false", "off"} for run in _iter_runs(paragraph))


def _iter_runs(paragraph: Any) -> Iterator[Any]:
    """Yield the runs of a paragraph that have words."""
    for child in paragraph.iter():
        if find_local_name(child) == "r" and any(
            find_local_name(part) == "t" and (part.text or "").strip() for part in child
        ):
            yield child


def _get_run_value(run: Any, name: str, default: str = "") -> str:
    """Return the value of a property of a run, the default if it has none, empty without the property."""
    properties = next((child for child in run if find_local_name(child) == "rPr"), ())
    setting = next((child for child in properties if find_local_name(child) == name), None)
    return "" if setting is None else get_value(setting) or default


def _is_continuous(section: Any) -> bool:
    kind = next((get_value(child) for child in section if find_local_name(child) == "type"), "nextPage")
    return kind in {"continuous", "nextColumn"}


def _tidy_lines(text: str) -> str:
    """Return text without blanks at the ends of its lines, and without empty lines."""
    lines = (line.strip(" \t") for line in text.replace("\f", "\n\f\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _collect_text(element: Any, pieces: list[str], boxes: list[Any], state: WordText) -> None:
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


def _read_characters(element: Any, name: str, state: WordText) -> str:
    """Return the characters that an element of a run stands for; empty for what is no text."""
    match name:
        case "t":
            return element.text or ""
        case "br":
            return "\f" if get_value(element, "type") == "page" else "\n"
        case "sym":
            return _read_symbol(element)
        case "footnoteReference" | "endnoteReference":
            return _number_note(element, name.removesuffix("Reference"), state)
    return _FIXED_TEXTS.get(name, "")


def _is_hidden(run: Any) -> bool:
    properties = next((child for child in run if find_local_name(child) == "rPr"), ())
    return any(
        find_local_name(child) == "vanish" and get_value(child) not in {"0", "false", "off"} for child in properties
    )


def _read_symbol(symbol: Any) -> str:
    """Return the character of a symbol; those of fonts of pictures stand for bullets and the like."""
    code = get_value(symbol, "char")
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
    is_private = 0xE000 <= number <= 0xF8FF or any(
        get_value(symbol, "font").casefold().startswith(font) for font in _SYMBOL_FONTS
    )
    return "•" if is_private or not number or 0xD800 <= number <= 0xDFFF else chr(number)


def _number_note(reference: Any, kind: str, state: WordText) -> str:
    key = (kind, get_value(reference, "id"))
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


def _read_table(table: Any, state: WordText) -> Iterator[str]:
    """Yield the rows of a table, their cells parted by tabs.

    What is laid out by one cell a row, or by one row with several paragraphs in a cell, is paragraphs.
    """
    rows = [
        [list(iter_blocks(cell, state)) for cell in _iter_children(row, "tc")] for row in _iter_children(table, "tr")
    ]
    filled_rows = [[cell for cell in row if cell] for row in rows]
    is_layout = len(filled_rows) == 1 and any(len(cell) > 1 or "\n" in cell[0] for cell in filled_rows[0])
    if is_layout or all(len(row) < 2 for row in filled_rows):
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


def find_outline_level(properties: Any) -> int:
    """Return the level of heading that properties of a paragraph give, 0 if none."""
    level = next((get_value(child) for child in properties if find_local_name(child) == "outlineLvl"), "")
    return int(level) + 1 if level in set("012345") and level else 0
