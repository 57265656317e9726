"""Front matter of a text: `key: value` lines between `---`, or a block of known keys."""

import re
from dataclasses import dataclass, field
from typing import Final

from archive.ingest.fields import FIELD_KEYS

MAX_LINES: Final = 60

_KNOWN_KEYS: Final = frozenset(key for keys in FIELD_KEYS.values() for key in keys) - {
    "text",
    "content",
}

_FENCE: Final = re.compile(r"\s*---[ \t]*(?:\r\n|\r|\n)")
_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_PAIR: Final = re.compile(
    r"[ \t]*(?P<key>[^\W\d_][\w -]{0,40}?)[ \t]*:(?:[ \t]+(?P<value>.*?))?[ \t]*"
)
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(?:name[ \t]*:[ \t]+)?(?P<value>.+?)[ \t]*")
_LIST_ITEM: Final = re.compile(r"\"[^\"]*\"(?=\s*[,\]])|'[^']*'(?=\s*[,\]])|[^,\s\[\]][^,\[\]]*")
"""An item of a bracketed list; a comma inside quotation marks does not separate."""


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
    """Read the block at the top of `text`; empty if there is none or it is not closed."""
    fence = _FENCE.match(text)
    front = FrontMatter()
    if not fence:
        return _read_header_lines(text)
    at = fence.end()
    key: str | None = ""
    for _ in range(MAX_LINES):
        line = _LINE.match(text, at)
        if line is None or line.start() == len(text):
            return FrontMatter()
        if line[1].strip() in {"---", "..."}:
            front.end = line.end()
            return front if front.values else FrontMatter()
        key = _read_line(front, line, key)
        if key is None:
            return FrontMatter()
        at = line.end()
    return FrontMatter()


def _read_header_lines(text: str) -> FrontMatter:
    """Read lines such as `Author: Jo Roe` up to the first empty line, if all keys are known."""
    front, at = FrontMatter(), len(text) - len(text.lstrip())
    for _ in range(MAX_LINES):
        line = _LINE.match(text, at)
        pair = _PAIR.fullmatch(line[1]) if line and line[1].strip() else None
        if (
            line is None
            or pair is None
            or _normalize_key(pair) not in _KNOWN_KEYS
            or not pair["value"]
        ):
            break
        _read_line(front, line, "")
        at = front.end = line.end()
    is_closed = line is None or not line[1].strip()
    return front if is_closed and len(front.values) > 1 else FrontMatter()


def _normalize_key(pair: re.Match[str]) -> str:
    return pair["key"].casefold().replace(" ", "_").replace("-", "_")


def is_one_list(text: str, first: FrontMatterValue, second: FrontMatterValue) -> bool:
    """Return whether only a comma in brackets separates two values: `[Smith, John]`."""
    return text[first.end : second.start].strip(" \t") == ","


def _read_line(front: FrontMatter, line: re.Match[str], key: str | None) -> str | None:
    """Read a line; return the key that list items below belong to, or None for a line of text."""
    if not line[1].strip() or line[1].lstrip().startswith("#"):
        return key
    if (pair := _PAIR.fullmatch(line[1])) is not None:
        key = _normalize_key(pair)
        values = front.values.setdefault(key, [])
        if pair["value"]:
            values += _split_value(pair["value"], line.start() + pair.start("value"))
        return key
    if key and (item := _ITEM.fullmatch(line[1])) is not None:
        front.values[key] += _split_value(item["value"], line.start() + item.start("value"))
        return key
    return None


def _split_value(value: str, start: int) -> list[FrontMatterValue]:
    """Return the value without quotation marks; of a bracketed list, its items."""
    if value.startswith("[") and value.endswith("]"):
        return [
            item
            for part in _LIST_ITEM.finditer(value, 1)
            for item in _split_value(part[0].rstrip(), start + part.start())
        ]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value, start = value[1:-1], start + 1
    return [FrontMatterValue(value, start, start + len(value))] if value.strip() else []
