"""Layout of a printed page: lines, units, and the kind of each head line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

from archive.extraction.common.boilerplate import ADDRESS, AGENCY, BoilerplateKind, classify_line, is_address
from archive.formats.documents import ExtractionOptions
from archive.text.byline_words import AGENCIES
from archive.text.date_patterns import WEEKDAY_PATTERN
from archive.text.dates import PrintedDate, find_date, parse_date
from archive.text.names import PrintedName, Span, are_probable_names, find_byline_start, find_names, is_not_person
from archive.text.normalize import name_key, strip_markdown
from archive.text.sentences import join_lines

LayoutMark = Literal["", "heading", "quote", "item", "strong", "emphasis", "rule"]

_LINE: Final = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+")
_LEAD: Final = re.compile(r"(?:>[ \t]?)+|(?:[-*+•]|\d{1,3}[.)])[ \t]+(?=\S)")
_RULE: Final = re.compile(r"(?:[-*_=~–—][ \t]*){3,}")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+\1")
_EMPHASIS: Final = re.compile(r"([*_])(?=[^\s*_])(?:(?!\1).)+\1")
_PAGE_OF_PAPER: Final = re.compile(
    r"[\s|,·•–—-]*\b(?:page|pg\.?|p\.|seite|s\.|pagina|página|pág\.|strona|стр\.)\s?[A-Z]{0,2}\d{1,3}\b"
    r"|(?<=[|·•–—])\s*[A-Z]?\d{1,3}\s*$|^\s*[A-Z]?\d{1,3}\s*(?=[|·•–—])",
    re.IGNORECASE,
)
_MAX_WRAPPED_WIDTH: Final = 120
_MIN_FULL_SHARE: Final = 0.6
_MIN_EVEN_SHARE: Final = 0.75
_LOOSE_INVISIBLE: Final = re.compile(
    "(?<!\\S)[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]{1,20}"
    "|[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]{1,20}(?!\\S)"
)
"""Invisible characters beside a word, which programs leave in text that is copied."""
MAX_BYLINE_WORDS: Final = 25
_WEEKDAY: Final = re.compile(rf"\b{WEEKDAY_PATTERN}\b\.?,?\s*$", re.IGNORECASE)
_Located = TypeVar("_Located", PrintedName, PrintedDate)
LineRole = Literal["title", "byline", "date", "name", "boilerplate", "plain", "standfirst", "heading"]


@dataclass(frozen=True, slots=True)
class LayoutLine:
    """A line without surrounding white space, as offsets; `block` is the number of its block."""

    start: int
    end: int
    indent: int
    block: int


@dataclass(frozen=True, slots=True)
class LayoutUnit:
    """A line or a wrapped paragraph: its span, the source there, and its plaintext."""

    start: int
    end: int
    raw: str
    text: str
    mark: LayoutMark = ""
    level: int = 0
    block: int = 0

    @property
    def span(self) -> Span:
        """The span in the original."""
        return self.start, self.end

    @property
    def words(self) -> str:
        """The source without marks of emphasis around it."""
        return self.raw.strip(" \t*_")

    @property
    def words_start(self) -> int:
        """The offset of the `words`."""
        return self.start + len(self.raw) - len(self.raw.lstrip(" \t*_"))

    @property
    def words_span(self) -> Span:
        """The span of the `words`; of the unit, if it is nothing but marks."""
        return (self.words_start, self.words_start + len(self.words)) if self.words else self.span


def split_units(text: str, start: int = 0) -> list[LayoutUnit]:
    """Return the units of `text` from `start` on, in order; rules and empty lines separate."""
    blocks = list(_iter_blocks(text, start))
    width = _find_wrap_width(text, blocks)
    units = []
    for block in blocks:
        for lines in _iter_paragraph_lines(text, block, width):
            unit = _build_unit(text, lines)
            if unit.text or unit.mark == "rule":
                units.append(unit)
    return _mark_underlined_headings(units)


def _iter_blocks(text: str, start: int) -> Iterator[list[LayoutLine]]:
    """Yield runs of lines between empty lines."""
    block: list[LayoutLine] = []
    number, expected = 0, start
    for match in _LINE.finditer(text, start):
        line, gap = match.group(), text[expected : match.start()]
        stripped = line.strip()
        is_block_break = len(gap.replace("\r\n", "\n")) > 1 or gap in ("\f", "\u2029")
        if block and (not stripped or is_block_break):
            yield block
            block, number = [], number + 1
        expected = match.end()
        if stripped:
            first_offset = match.start() + len(line) - len(line.lstrip())
            block.append(LayoutLine(first_offset, first_offset + len(stripped), first_offset - match.start(), number))
    if block:
        yield block


def _find_wrap_width(text: str, blocks: list[list[LayoutLine]]) -> int:
    """Return the width at which lines are wrapped; 0 if each line is a paragraph."""
    inner_lines = [line for block in blocks for line in block[:-1]]
    if len(inner_lines) < 3 or len(inner_lines) * 2 < len(blocks):
        return 0
    lengths = sorted(line.end - line.start for line in inner_lines)
    width, middle = lengths[len(lengths) * 9 // 10], lengths[len(lengths) // 2]
    longest = max(line.end - line.start for block in blocks for line in block)
    open_ended = sum(text[line.end - 1] not in '.!?:”"' for line in inner_lines)
    is_wrapped = width >= 40 and longest <= _MAX_WRAPPED_WIDTH and middle >= width * _MIN_EVEN_SHARE
    return width if is_wrapped and open_ended * 2 >= len(inner_lines) else 0


def _iter_paragraph_lines(text: str, block: list[LayoutLine], width: int) -> Iterator[list[LayoutLine]]:
    """Yield the lines of a block that make up one paragraph."""
    paragraph: list[LayoutLine] = []
    for line in block:
        if paragraph and not (width and _is_wrapped(text, paragraph[-1], line, width)):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _is_wrapped(text: str, previous: LayoutLine, line: LayoutLine, width: int) -> bool:
    is_full = previous.end - previous.start >= width * _MIN_FULL_SHARE
    is_opening = line.indent > previous.indent + 1 or _LEAD.match(text, line.start, line.end)
    is_heading = _HEADING.match(text, previous.start, previous.end) or _HEADING.match(text, line.start, line.end)
    return is_full and not is_opening and not is_heading


def _build_unit(text: str, lines: list[LayoutLine]) -> LayoutUnit:
    start, end = lines[0].start, lines[-1].end
    block = lines[0].block
    first_line = text[start : lines[0].end]
    if _RULE.fullmatch(first_line) and len(lines) == 1:
        return LayoutUnit(start, end, first_line, "", "rule", 0, block)
    if heading := _HEADING.match(first_line):
        raw = text[start + heading.end() : end].rstrip("# \t")
        begin = start + heading.end()
        return LayoutUnit(begin, begin + len(raw), raw, strip_markdown(raw), "heading", len(heading[1]), block)
    mark: LayoutMark = ""
    if lead := _LEAD.match(first_line):
        mark = "quote" if lead.group().startswith(">") else "item"
        if mark == "item" and first_line[0].isdigit():  # keep the number in the text
            lead, mark = None, ""
    begin = start + (lead.end() if lead else 0)
    raw = text[begin:end]
    if not mark and _STRONG.fullmatch(raw):
        mark = "strong"
    elif not mark and _EMPHASIS.fullmatch(raw):
        mark = "emphasis"
    plaintext = strip_markdown(join_lines(text[max(begin, line.start) : line.end] for line in lines))
    return LayoutUnit(begin, end, raw, plaintext, mark, 0, block)


def _mark_underlined_headings(units: list[LayoutUnit]) -> list[LayoutUnit]:
    """Turn lines underlined with `===` or `---` into headings."""
    marked_units: list[LayoutUnit] = []
    for unit in units:
        is_underline = unit.mark == "rule" and marked_units and marked_units[-1].block == unit.block
        if is_underline and unit.raw[0] in "=-" and not marked_units[-1].mark:
            level = 1 if unit.raw[0] == "=" else 2
            marked_units[-1] = replace(marked_units[-1], mark="heading", level=level)
        elif unit.mark != "rule" or (marked_units and marked_units[-1].mark != "rule"):
            marked_units.append(unit)
    return marked_units


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of the head: its role, and its names and dates, with spans in the original."""

    unit: LayoutUnit
    role: LineRole
    names: tuple[PrintedName, ...] = ()
    printed_date: PrintedDate | None = None
    kind: BoilerplateKind | None = None
    marked: bool = True
    agency: str = ""


def read_head_line(unit: LayoutUnit, options: ExtractionOptions, *, title: str = "") -> HeadLine:
    """Classify a line, assuming that it stands in the head of a page with this title."""
    if unit.mark == "rule":
        return HeadLine(unit, "boilerplate")
    raw, offset = _LOOSE_INVISIBLE.sub(lambda match: " " * len(match[0]), unit.words), unit.words_start
    if title and name_key(unit.text) == name_key(title):
        return HeadLine(unit, "title")
    if (line := _read_byline(unit, raw, offset, options)) is not None:
        return line
    if unit.mark == "heading" and parse_date(raw, today=options.today) is None:
        return HeadLine(unit, "heading")
    kind = AGENCY if name_key(unit.text) in AGENCIES else classify_line(unit.text)
    kind = ADDRESS if kind is None and is_address(unit.text) else kind
    if kind is not None:
        return HeadLine(unit, "boilerplate", kind=kind)
    printed_date = parse_date(raw, today=options.today, is_allowed=_may_be_beside_date)
    if printed_date is not None:
        text_before = _WEEKDAY.sub("", raw[: printed_date.start]).rstrip(" ,|·•–—-")
        names = _find_names(text_before, offset) if are_probable_names(text_before) else ()
        other_words = (raw[: printed_date.start] + raw[printed_date.end :]).strip(" ,|·•–—-()")
        agency = unit.text if name_key(other_words) in AGENCIES else ""
        return HeadLine(unit, "date", names, shift_span(printed_date, offset), marked=False, agency=agency)
    if are_probable_names(unit.text):
        return HeadLine(unit, "name", _find_names(raw, offset), marked=unit.mark in {"strong", "emphasis"})
    return HeadLine(unit, "standfirst" if unit.mark == "emphasis" else "plain")


def _read_byline(unit: LayoutUnit, raw: str, offset: int, options: ExtractionOptions) -> HeadLine | None:
    printed_date = find_date(raw, today=options.today)
    start = find_byline_start(raw, may_be_inside=printed_date is not None)
    if start is None or len(raw.split()) > MAX_BYLINE_WORDS:
        return None
    names = _find_names(raw, offset, start)
    names_text = raw[start:]
    if not names and not (len(names_text.split()) <= 8 and is_not_person(names_text) and not names_text.endswith(".")):
        return None
    if names and names_text.rstrip("*_ ").endswith(".") and len(names_text.split()) > 8:  # a sentence
        return None
    return HeadLine(unit, "byline", names, printed_date and shift_span(printed_date, offset))


def _find_names(raw: str, offset: int, start: int = 0) -> tuple[PrintedName, ...]:
    """Return the names in a part of the original that begins at `offset`, with their spans there."""
    return tuple(shift_span(name, offset) for name in find_names(raw, start=start))


def _may_be_beside_date(other_words: str) -> bool:
    """Return whether words may be a place, a name or a page of a paper: at most six, all capitalised."""
    other_words = _PAGE_OF_PAPER.sub("", other_words)
    words = other_words.replace("|", " ").replace(",", " ").split()
    are_names = all(not word[0].islower() and not any(map(str.isdigit, word)) for word in words)
    return len(words) <= 6 and are_names and not other_words.rstrip(" |").endswith((".", ":", "?", "!"))


def shift_span(item: _Located, offset: int) -> _Located:
    """Return a name or a date that was found in a part of the original, with its span in the whole."""
    return replace(item, start=item.start + offset, end=item.end + offset)
