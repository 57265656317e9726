"""Layout of plain text: splitting into lines and paragraphs, each with its span.

Units keep their offsets in the original, so that evidence can be located.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from archive.text.markdown import plain
from archive.text.paragraphs import join_lines

Mark = Literal["", "heading", "quote", "item", "strong", "emphasis", "rule"]

_LINE: Final = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+")
_LEAD: Final = re.compile(r"(?:>[ \t]?)+|(?:[-*+•]|\d{1,3}[.)])[ \t]+(?=\S)")
_RULE: Final = re.compile(r"(?:[-*_=~–—][ \t]*){3,}")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+\1")
_EMPHASIS: Final = re.compile(r"([*_])(?=[^\s*_])(?:(?!\1).)+\1")
_NARROW: Final = 120
_WIDE_ENOUGH: Final = 0.6
_EVEN: Final = 0.75


@dataclass(frozen=True, slots=True)
class Line:
    """A line without surrounding white space, as offsets; `block` is the number of its block."""

    start: int
    end: int
    indent: int
    block: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A line or a wrapped paragraph: its span, the source there, and its plaintext."""

    start: int
    end: int
    raw: str
    text: str
    mark: Mark = ""
    level: int = 0
    block: int = 0

    @property
    def words(self) -> tuple[int, int]:
        """The span without marks of emphasis around the text."""
        lead = len(self.raw) - len(self.raw.lstrip(" \t*_"))
        tail = len(self.raw) - len(self.raw.rstrip(" \t*_"))
        return (
            (self.start + lead, self.end - tail)
            if lead + tail < len(self.raw)
            else (self.start, self.end)
        )


def units_of(text: str, start: int = 0) -> list[Unit]:
    """Return the units of `text` from `start` on, in order; rules and empty lines separate."""
    blocks = list(_blocks(text, start))
    width = _wrap_width(text, blocks)
    units = []
    for block in blocks:
        for lines in _joined_lines(text, block, width):
            unit = _unit(text, lines)
            if unit.text or unit.mark == "rule":
                units.append(unit)
    return _with_underlined_headings(units)


def _blocks(text: str, start: int) -> Iterator[list[Line]]:
    """Yield runs of lines between empty lines."""
    block: list[Line] = []
    number, expected = 0, start
    for match in _LINE.finditer(text, start):
        line, border = match.group(), text[expected : match.start()]
        stripped = line.strip()
        if block and (not stripped or _parts(border)):
            yield block
            block, number = [], number + 1
        expected = match.end()
        if stripped:
            first = match.start() + len(line) - len(line.lstrip())
            block.append(Line(first, first + len(stripped), first - match.start(), number))
    if block:
        yield block


def _parts(border: str) -> bool:
    """Return whether the gap between two lines is more than one line break."""
    return len(border.replace("\r\n", "\n")) > 1 or border in ("\f", "\u2029")


def _wrap_width(text: str, blocks: list[list[Line]]) -> int:
    """Return the width at which lines are wrapped; 0 if each line is a paragraph."""
    inner = [line for block in blocks for line in block[:-1]]
    if len(inner) < 3 or len(inner) * 2 < len(blocks):
        return 0
    lengths = sorted(line.end - line.start for line in inner)
    width, middle = lengths[len(lengths) * 9 // 10], lengths[len(lengths) // 2]
    longest = max(line.end - line.start for block in blocks for line in block)
    open_ended = sum(text[line.end - 1] not in '.!?:”"' for line in inner)
    even = width >= 40 and longest <= _NARROW and middle >= width * _EVEN
    return width if even and open_ended * 2 >= len(inner) else 0


def _joined_lines(text: str, block: list[Line], width: int) -> Iterator[list[Line]]:
    """Yield the lines of a block that make up one paragraph."""
    together: list[Line] = []
    for line in block:
        if together and not (width and _wraps(text, together[-1], line, width)):
            yield together
            together = []
        together.append(line)
    if together:
        yield together


def _wraps(text: str, before: Line, line: Line, width: int) -> bool:
    full = before.end - before.start >= width * _WIDE_ENOUGH
    opens = line.indent > before.indent + 1 or _LEAD.match(text, line.start, line.end)
    marked = _HEADING.match(text, before.start, before.end) or _HEADING.match(
        text, line.start, line.end
    )
    return full and not opens and not marked


def _unit(text: str, lines: list[Line]) -> Unit:
    start, end, block = lines[0].start, lines[-1].end, lines[0].block
    first = text[start : lines[0].end]
    if _RULE.fullmatch(first) and len(lines) == 1:
        return Unit(start, end, first, "", "rule", 0, block)
    if heading := _HEADING.match(first):
        raw = text[start + heading.end() : end].rstrip("# \t")
        begin = start + heading.end()
        return Unit(begin, begin + len(raw), raw, plain(raw), "heading", len(heading[1]), block)
    mark: Mark = ""
    if lead := _LEAD.match(first):
        mark = "quote" if lead.group().startswith(">") else "item"
        if mark == "item" and first[0].isdigit():  # keep the number in the text
            lead, mark = None, ""
    begin = start + (lead.end() if lead else 0)
    raw = text[begin:end]
    if not mark:
        mark = (
            "strong" if _STRONG.fullmatch(raw) else "emphasis" if _EMPHASIS.fullmatch(raw) else ""
        )
    return Unit(begin, end, raw, _reading(text, begin, lines), mark, 0, block)


def _reading(text: str, begin: int, lines: list[Line]) -> str:
    return plain(join_lines(text[max(begin, line.start) : line.end] for line in lines))


def _with_underlined_headings(units: list[Unit]) -> list[Unit]:
    """Turn lines underlined with `===` or `---` into headings."""
    found: list[Unit] = []
    for unit in units:
        underlines = unit.mark == "rule" and found and found[-1].block == unit.block
        if underlines and unit.raw[0] in "=-" and not found[-1].mark:
            last = found.pop()
            level = 1 if unit.raw[0] == "=" else 2
            found.append(
                Unit(last.start, last.end, last.raw, last.text, "heading", level, last.block)
            )
        elif unit.mark != "rule" or (found and found[-1].mark != "rule"):
            found.append(unit)
    return found
