"""Byte ranges of the records of a text file (feed, JSON feed, table).

A record that cannot be interpreted without the head of its file (column names, feed metadata)
consists of the head's bytes and its own: a list of ranges of the unchanged file.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.errors import UnreadableDocument

Ranges = tuple[tuple[int, int], ...]

_XML_ENTRY: Final = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(item|entry)(?=[\s>])[^<>]{0,2000}>", re.IGNORECASE
)
_HEAD_VALUE: Final = re.compile(
    rb"<(title|language|link)(?:\s[^<>]{0,500})?>"
    rb"(?:[^<>]{0,2000}|\s{0,9}<!\[CDATA\[[^<>]{0,2000}\]\]>\s{0,9})</\1>",
    re.IGNORECASE,
)
_ROOT: Final = re.compile(
    rb"<(?:rss|feed|channel|(?:[\w.-]{1,40}:)?RDF)(?=[\s>])[^<>]{0,20000}>", re.IGNORECASE
)
_CLOSING: Final = re.compile(rb"(?:</[\w.:-]{1,60}\s*>\s*){1,4}\Z")
_SPACE: Final = re.compile(r"[ \t\r\n]*")
MOST_ENTRIES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Cut:
    """One record of a file: its name, and its byte ranges."""

    record: str
    ranges: Ranges


def cut(content: bytes, ranges: Ranges) -> bytes:
    """Return the concatenated bytes of the ranges."""
    return b"".join(content[start:end] for start, end in ranges)


def feed_entries(content: bytes) -> list[Cut]:
    """Return the entries of an RSS, Atom or CDF feed, each with the feed's head and end tags."""
    entries = _entry_ranges(content)
    if not entries:
        return []
    head = _feed_head(content, entries[0][0])
    closing = _CLOSING.search(content, max(entries[-1][1], len(content) - 500))
    tail = ((closing.start(), len(content)),) if closing else ()
    return [
        Cut(f"entry {number}", (*head, entry, *tail)) for number, entry in enumerate(entries, 1)
    ]


def _entry_ranges(content: bytes) -> list[tuple[int, int]]:
    """Return the ranges of the outermost entries."""
    ranges: list[tuple[int, int]] = []
    at = 0
    while (opening := _XML_ENTRY.search(content, at)) and len(ranges) < MOST_ENTRIES:
        tag = re.escape(opening.group()[1:].split()[0].rstrip(b">/"))
        if opening.group().endswith(b"/>"):
            at = opening.end()
            ranges.append((opening.start(), at))
            continue
        closing = re.compile(b"</" + tag + rb"\s*>", re.IGNORECASE).search(content, opening.end())
        at = closing.end() if closing else len(content)
        ranges.append((opening.start(), at))
        if not closing:
            break
    return ranges


def _feed_head(content: bytes, end: int) -> Ranges:
    """Return the ranges of the XML declaration, root tags, title, language and link of a feed."""
    roots = list(_ROOT.finditer(content, 0, end))
    opened = roots[-1].end() if roots else 0
    if not roots or b"rdf" in roots[0].group().lower():
        return ((0, end),)
    first = roots[0].end()
    between = ((roots[-1].start(), opened),) if len(roots) > 1 else ()
    values = {
        match[1].lower(): match.span() for match in _HEAD_VALUE.finditer(content, opened, end)
    }
    return ((0, first), *between, *sorted(values.values()))


def json_entries(content: bytes, *, key: str) -> list[Cut]:
    """Return the elements of the top-level list `key`; raise UnreadableDocument if broken."""
    try:
        text = content.decode("utf-8-sig")
        start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        spans = list(_list_under(text, key))
    except (ValueError, RecursionError, IndexError) as error:
        raise UnreadableDocument(f"It is broken JSON ({error}). Fetch it again.") from error
    cuts, characters = [], 0
    for number, (first, last) in enumerate(spans, 1):
        start += len(text[characters:first].encode())
        end = start + len(text[first:last].encode())
        cuts.append(Cut(f"entry {number}", ((start, end),)))
        start, characters = end, last
    return cuts


def _list_under(text: str, key: str) -> Iterator[tuple[int, int]]:
    """Yield the character spans of the elements of the list `key` of the outermost object."""
    decoder = json.JSONDecoder()
    at = _past(text, 0, "{")
    while True:
        name, at = decoder.raw_decode(text, _blank(text, at))
        at = _blank(text, _past(text, at, ":"))
        if name == key and text[at] == "[":
            yield from _elements(text, at + 1, decoder)
            return
        _, at = decoder.raw_decode(text, at)
        at = _blank(text, at)
        if text[at] == "}":
            return
        at = _past(text, at, ",")


def _elements(text: str, at: int, decoder: json.JSONDecoder) -> Iterator[tuple[int, int]]:
    at = _blank(text, at)
    while text[at] != "]":
        _, end = decoder.raw_decode(text, at)
        yield at, end
        at = _blank(text, end)
        if text[at] == ",":
            at = _blank(text, at + 1)


def _blank(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _past(text: str, at: int, mark: str) -> int:
    at = _blank(text, at)
    if text[at] != mark:
        raise ValueError(f"‘{mark}’ is missing at character {at + 1}")
    return at + 1


def as_steps(ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return ranges as a flat tuple of numbers, for storage."""
    return tuple(number for pair in ranges for number in pair)


def from_steps(numbers: Sequence[int]) -> Ranges:
    """Return ranges from a flat sequence of numbers."""
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))
