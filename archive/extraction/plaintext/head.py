"""The head of a printed page: front matter, title, standfirst, byline, date."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from archive.extraction.common.boilerplate import AGE, READING_TIME
from archive.extraction.plaintext.layout import HeadLine, LayoutUnit, read_head_line
from archive.formats.documents import ExtractionOptions
from archive.formats.fields import find_fields
from archive.text.byline_words import OUTLET_WORDS, SECTION_NAMES
from archive.text.names import Span
from archive.text.normalize import name_key

MAX_HEAD_UNITS: Final = 12  # units after the title that the head may take up
MAX_TITLE: Final = 300  # characters
MAX_LABEL: Final = 100  # characters of a line that may stand above the title
MAX_STANDFIRST: Final = 600
MAX_MASTHEAD_WORDS: Final = 5
_DATELINE: Final = re.compile(r"[^\W\da-z_][^.()]{2,50}\([^\W\d_]{2,20}\)\s*[-–—:]+\s+\S")
"""`LISBON (Reuters) - …` opens a text."""
_SEPARATOR: Final = re.compile(r"\s+[|–—-]\s+")
_HEAD_BOILERPLATE: Final = frozenset({READING_TIME, AGE})
"""Boilerplate that stands between the title and the text, never inside the text."""
MAX_FRONT_MATTER_LINES: Final = 60
_FENCE: Final = re.compile(r"\s*---[ \t]*(?:\r\n|\r|\n)")
_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_PAIR: Final = re.compile(r"[ \t]*(?P<key>[^\W\d_][\w -]{0,40}?)[ \t]*:(?:[ \t]+(?P<value>.*?))?[ \t]*")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(?:name[ \t]*:[ \t]+)?(?P<value>.+?)[ \t]*")
NAME_PART: Final = re.compile(
    r"[{\s]*(?P<key>family|given|first|last|family[_-]?name|given[_-]?name|first[_-]?name|last[_-]?name|surname)\s*:\s*"
    r"(?P<value>[^,\n{}]{1,100})",
    re.IGNORECASE,
)
"""A part of a name in an object of YAML."""
_WIKI_LINK: Final = re.compile(r"\[\[([^\[\]|]{1,200})(?:\|[^\[\]]{0,200})?\]\]")
"""A link to a note of this name, as notebooks write it: `[[Jo Roe]]`."""
_LIST_ITEM: Final = re.compile(r"\"[^\"]*\"(?=\s*[,\]])|'[^']*'(?=\s*[,\]])|[^,\s\[\]][^,\[\]]*")
"""An item of a bracketed list; a comma inside quotation marks does not separate."""


@dataclass(slots=True)
class PlaintextHead:
    """The parts of the head, and the index of the first unit of the text."""

    title: LayoutUnit | None = None
    standfirst: list[LayoutUnit] = field(default_factory=list)
    lines: list[HeadLine] = field(default_factory=list)
    kickers: list[LayoutUnit] = field(default_factory=list)
    outlet_name: tuple[str, Span] | None = None
    masthead: LayoutUnit | None = None
    text_start: int = 0


def read_head(units: Sequence[LayoutUnit], options: ExtractionOptions, *, title: str = "") -> PlaintextHead:
    """Read the head of `units`; a printed title equal to the given `title` is no text."""
    title_index = _find_title_index(units, options)
    head = PlaintextHead()
    if title_index is not None and _is_masthead(units, title_index, options):
        head.masthead, title_index = units[title_index], title_index + 2
    elif title_index is not None and units[title_index].mark == "heading":
        head.masthead = _find_masthead_above(units[:title_index], options)
    if title_index is None or (
        title and units[title_index].mark != "heading" and name_key(units[title_index].text) != name_key(title)
    ):
        title_index = -1
    else:
        above = (read_head_line(unit, options) for unit in units[:title_index] if unit is not head.masthead)
        _sort_lines(head, above, are_above=True)
        title_index = _choose_title(head, units, title_index)
    title_text = title or (head.title.text if head.title else "")
    first_index = title_index + 1
    head_units = units[first_index : first_index + MAX_HEAD_UNITS]
    lines = [read_head_line(unit, options, title=title_text) for unit in head_units]
    head_size = _find_end_of_head(lines)
    if first_index + head_size >= len(units):  # the head would fill the page: sentences are text
        sentences = (line.role == "plain" and _is_sentence(line.unit.text) for line in lines[:head_size])
        head_size = next((number for number, is_text in enumerate(sentences) if is_text), head_size)
    _sort_lines(head, _resolve_plain_names(lines[:head_size]), are_above=False)
    head.text_start = first_index + head_size
    return head


def _choose_title(head: PlaintextHead, units: Sequence[LayoutUnit], title_index: int) -> int:
    """Choose the title: of two, one with the outlet's name after it, the shorter one."""
    first = units[title_index]
    below = units[title_index + 1] if title_index + 1 < len(units) else None
    is_repeated = below is not None and first.raw.startswith(below.raw)
    separator = _SEPARATOR.match(first.raw, len(below.raw)) if below and is_repeated else None
    head.title = below if separator else first
    if separator is None:
        return title_index
    head.outlet_name = (first.raw[separator.end() :], (first.start + separator.end(), first.end))
    return title_index + 1


def _find_title_index(units: Sequence[LayoutUnit], options: ExtractionOptions) -> int | None:
    """Return the index of the title: a heading with no text above, else the first line of words."""
    first_candidate: int | None = None
    for index, unit in enumerate(units[:8]):
        role = read_head_line(unit, options).role
        if role == "heading" and (first_candidate is None or unit.level == 1):
            return index
        if role in {"plain", "name", "standfirst"} and not is_section(unit.text):
            first_candidate = index if first_candidate is None else first_candidate
            if _is_sentence(unit.text) or len(unit.text) > MAX_LABEL:
                break
    return first_candidate


def _is_masthead(units: Sequence[LayoutUnit], index: int, options: ExtractionOptions) -> bool:
    """Return whether a first line is a paper's name, followed by a date, a title and a text."""
    if index + 3 >= len(units) or not _is_outlet_name(units[index]):
        return False
    _, date_line, title = units[index : index + 3]
    return (
        read_head_line(date_line, options).role == "date"
        and read_head_line(title, options).role in {"plain", "heading"}
        and not _is_sentence(title.text)
        and len(title.text) <= MAX_TITLE
        and len(title.text.split()) > 2
    )


def _find_masthead_above(units: Sequence[LayoutUnit], options: ExtractionOptions) -> LayoutUnit | None:
    """Return the line above a heading that is a paper's name, where a date stands there, too."""
    has_date = any(read_head_line(unit, options).role == "date" for unit in units)
    names = (unit for unit in units if _is_outlet_name(unit)) if has_date else ()
    return next(iter(names), None)


def _is_outlet_name(unit: LayoutUnit) -> bool:
    has_outlet_word = not OUTLET_WORDS.isdisjoint(name_key(unit.text).split())
    return has_outlet_word and len(unit.text.split()) <= MAX_MASTHEAD_WORDS and not _is_sentence(unit.text)


def is_title(unit: LayoutUnit) -> bool:
    """Return whether a first line is a headline rather than the beginning of the text."""
    if unit.mark == "heading":
        return True
    if _DATELINE.match(unit.text):
        return False
    has_end_mark = unit.text.rstrip("”\"'’»)").endswith((".", ":", ","))
    return len(unit.text) <= (160 if has_end_mark else MAX_TITLE) and unit.text.count(". ") < (1 if has_end_mark else 3)


def is_section(text: str) -> bool:
    """Return whether a line is the name of a section, as it stands above a headline."""
    return name_key(text) in SECTION_NAMES


def _find_end_of_head(lines: Sequence[HeadLine]) -> int:
    """Return the number of head lines: up to the last byline or date, over one paragraph."""
    head_size = paragraph_count = short_count = 0
    for number, line in enumerate(lines, 1):
        if line.role in {"title", "byline", "date"} or line.kind in _HEAD_BOILERPLATE:
            head_size = number
        elif line.role == "boilerplate":
            head_size = number if head_size == number - 1 else head_size
        elif len(line.unit.text) <= 60 and short_count < 3 and not _is_sentence(line.unit.text):
            short_count += 1
        else:
            paragraph_count += 1
        if paragraph_count > 1 or len(line.unit.text) > MAX_STANDFIRST:
            break
    if head_size or not lines:
        return head_size
    is_standfirst = lines[0].role == "standfirst" and len(lines[0].unit.text) <= MAX_STANDFIRST
    return int(is_standfirst or (lines[0].role == "name" and lines[0].marked))


def _resolve_plain_names(lines: Sequence[HeadLine]) -> list[HeadLine]:
    """Make a lone name a byline if it is beside a date or in bold, else text."""
    has_byline = any(line.role == "byline" and line.names for line in lines)
    resolved = []
    for number, line in enumerate(lines):
        near_roles = [near.role for near in lines[max(0, number - 1) : number + 2]]
        if line.role == "name" and not has_byline and (line.marked or "date" in near_roles):
            resolved.append(replace(line, role="byline"))
        else:
            resolved.append(replace(line, role="plain") if line.role == "name" else line)
    return resolved


def _sort_lines(head: PlaintextHead, lines: Iterable[HeadLine], *, are_above: bool) -> None:
    """Sort head lines: below the title, long plain ones are the standfirst, short ones are kickers."""
    for line in lines:
        if line.role in {"byline", "date", "boilerplate"}:
            head.lines.append(line)
        elif are_above:
            head.kickers.append(line.unit)
        elif line.role == "standfirst" or (line.role != "title" and len(line.unit.text.split()) > 5):
            head.standfirst.append(line.unit)
        elif line.role != "title":
            head.kickers.append(line.unit)


def _is_sentence(text: str) -> bool:
    return text.rstrip("”\"'’»)").endswith((".", "?", "!"))


@dataclass(frozen=True, slots=True)
class FrontMatterValue:
    """A value and its span in the original."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class FrontMatter:
    """The values by key (in lower case), and the offset where the text below begins."""

    values: dict[str, list[FrontMatterValue]] = field(default_factory=dict)
    end: int = 0


def read_front_matter(text: str) -> FrontMatter:
    """Read the lines `key: value` between `---` at the top of `text`, or a closed block of known keys; else nothing."""
    fence = _FENCE.match(text)
    if not fence:
        return _read_header_lines(text)
    front = FrontMatter()
    key: str | None = ""
    for line in islice(_LINE.finditer(text, fence.end()), MAX_FRONT_MATTER_LINES):
        if line.start() == len(text):
            break
        if line[1].strip() in {"---", "..."}:
            front.end = line.end()
            return front if front.values else FrontMatter()
        key = _read_line(front, line, key)
        if key is None:
            break
    return FrontMatter()


def _read_header_lines(text: str) -> FrontMatter:
    """Read lines such as `Author: Jo Roe` up to the first empty line, if the first two keys at least are known."""
    front, is_closed = FrontMatter(), False
    for line in islice(_LINE.finditer(text, len(text) - len(text.lstrip())), MAX_FRONT_MATTER_LINES):
        is_closed = not line[1].strip()
        pair = _PAIR.fullmatch(line[1])
        is_known = pair is not None and (_is_header_key(pair["key"]) or len(front.values) > 1)
        if not is_known or pair is None or not pair["value"]:
            break
        _read_line(front, line, "")
        front.end = line.end()
    return front if is_closed and len(front.values) > 1 else FrontMatter()


def _is_header_key(key: str) -> bool:
    """Return whether a key names a field other than the text, so that lines of such keys are no sentences."""
    return bool(set(find_fields(key)) - {"body"})


def _normalize_key(pair: re.Match[str]) -> str:
    return re.sub("[ -]", "_", pair["key"].casefold())


def _read_line(front: FrontMatter, line: re.Match[str], key: str | None) -> str | None:
    """Read a line; return the key that list items below belong to, or None for a line of text."""
    if not line[1].strip() or line[1].lstrip().startswith("#"):
        return key
    pair = _PAIR.fullmatch(line[1])
    if pair is not None and key and line[1][:1].isspace() and _extend_name(front.values.get(key, []), line):
        return key
    if pair is not None:
        key = _normalize_key(pair)
        values = front.values.setdefault(key, [])
        if pair["value"]:
            values += _split_value(pair["value"], line.start() + pair.start("value"))
        return key
    if key and (item := _ITEM.fullmatch(line[1])) is not None:
        front.values[key] += _split_value(item["value"], line.start() + item.start("value"))
        return key
    return None


def _extend_name(values: list[FrontMatterValue], line: re.Match[str]) -> bool:
    """Add a line to the value above if both are parts of one name: `family: Doe`, `given: Jane`."""
    if not values or not NAME_PART.match(values[-1].text) or not NAME_PART.match(line[1].strip()):
        return False
    start = values[-1].start
    end = line.start() + len(line[1].rstrip())
    values[-1] = FrontMatterValue(line.string[start:end], start, end)
    return True


def _split_value(value: str, start: int) -> list[FrontMatterValue]:
    """Return the value without quotation marks; of a bracketed list, its items."""
    if value.startswith("[") and value.endswith("]"):
        parts = _LIST_ITEM.finditer(value, 1)
        return [item for part in parts for item in _split_value(part[0].rstrip(), start + part.start())]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value, start = value[1:-1], start + 1
    if link := _WIKI_LINK.fullmatch(value):
        value, start = link[1], start + link.start(1)
    return [FrontMatterValue(value, start, start + len(value))] if value.strip() else []
