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

ByteRanges = tuple[tuple[int, int], ...]

_XML_ENTRY: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?(item|entry)(?=[\s>])[^<>]{0,2000}>", re.IGNORECASE)
_HEAD_VALUE: Final = re.compile(
    rb"<(title|language|link)(?:\s[^<>]{0,500})?>"
    rb"(?:[^<>]{0,2000}|\s{0,9}<!\[CDATA\[[^<>]{0,2000}\]\]>\s{0,9})</\1>",
    re.IGNORECASE,
)
_ROOT: Final = re.compile(rb"<(?:rss|feed|channel|(?:[\w.-]{1,40}:)?RDF)(?=[\s>])[^<>]{0,20000}>", re.IGNORECASE)
_CLOSING: Final = re.compile(rb"(?:</[\w.:-]{1,60}\s*>\s*){1,4}\Z")
_SPACE: Final = re.compile(r"[ \t\r\n]*")
MAX_ENTRIES: Final = 20_000


@dataclass(frozen=True, slots=True)
class RecordRanges:
    """One record of a file: its name, and its byte ranges."""

    name: str
    ranges: ByteRanges


def extract_ranges(content: bytes, ranges: ByteRanges) -> bytes:
    """Return the concatenated bytes of the ranges."""
    return b"".join(content[start:end] for start, end in ranges)


def find_feed_entries(content: bytes) -> list[RecordRanges]:
    """Return the entries of an RSS, Atom or CDF feed, each with the feed's head and end tags."""
    entries = _find_entry_ranges(content)
    if not entries:
        return []
    head = _find_feed_head(content, entries[0][0])
    closing = _CLOSING.search(content, max(entries[-1][1], len(content) - 500))
    tail = ((closing.start(), len(content)),) if closing else ()
    return [RecordRanges(f"entry {number}", (*head, entry, *tail)) for number, entry in enumerate(entries, 1)]


def _find_entry_ranges(content: bytes) -> list[tuple[int, int]]:
    """Return the ranges of the outermost entries."""
    ranges: list[tuple[int, int]] = []
    position = 0
    while (opening := _XML_ENTRY.search(content, position)) and len(ranges) < MAX_ENTRIES:
        tag = re.escape(opening.group()[1:].split()[0].rstrip(b">/"))
        if opening.group().endswith(b"/>"):
            position = opening.end()
            ranges.append((opening.start(), position))
            continue
        closing = re.compile(b"</" + tag + rb"\s*>", re.IGNORECASE).search(content, opening.end())
        position = closing.end() if closing else len(content)
        ranges.append((opening.start(), position))
        if not closing:
            break
    return ranges


def _find_feed_head(content: bytes, end: int) -> ByteRanges:
    """Return the ranges of the XML declaration, root tags, title, language and link of a feed."""
    roots = list(_ROOT.finditer(content, 0, end))
    head_end = roots[-1].end() if roots else 0
    if not roots or b"rdf" in roots[0].group().lower():
        return ((0, end),)
    first_end = roots[0].end()
    inner_root = ((roots[-1].start(), head_end),) if len(roots) > 1 else ()
    values = {match[1].lower(): match.span() for match in _HEAD_VALUE.finditer(content, head_end, end)}
    return ((0, first_end), *inner_root, *sorted(values.values()))


def find_json_entries(content: bytes, *, key: str) -> list[RecordRanges]:
    """Return the elements of the top-level list `key`; raise UnreadableDocument if broken."""
    try:
        text = content.decode("utf-8-sig")
        start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        spans = list(_iter_list_spans(text, key))
    except (ValueError, RecursionError, IndexError) as error:
        raise UnreadableDocument(f"It is broken JSON ({error}). Fetch it again.") from error
    records, characters = [], 0
    for number, (first, last) in enumerate(spans, 1):
        start += len(text[characters:first].encode())
        end = start + len(text[first:last].encode())
        records.append(RecordRanges(f"entry {number}", ((start, end),)))
        start, characters = end, last
    return records


def _iter_list_spans(text: str, key: str) -> Iterator[tuple[int, int]]:
    """Yield the character spans of the elements of the list `key` of the outermost object."""
    decoder = json.JSONDecoder()
    position = _skip_mark(text, 0, "{")
    while True:
        name, position = decoder.raw_decode(text, _skip_space(text, position))
        position = _skip_space(text, _skip_mark(text, position, ":"))
        if name == key and text[position] == "[":
            yield from _iter_element_spans(text, position + 1, decoder)
            return
        _, position = decoder.raw_decode(text, position)
        position = _skip_space(text, position)
        if text[position] == "}":
            return
        position = _skip_mark(text, position, ",")


def _iter_element_spans(text: str, position: int, decoder: json.JSONDecoder) -> Iterator[tuple[int, int]]:
    position = _skip_space(text, position)
    while text[position] != "]":
        _, end = decoder.raw_decode(text, position)
        yield position, end
        position = _skip_space(text, end)
        if text[position] == ",":
            position = _skip_space(text, position + 1)


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _skip_mark(text: str, position: int, mark: str) -> int:
    position = _skip_space(text, position)
    if text[position] != mark:
        raise ValueError(f"‘{mark}’ is missing at character {position + 1}")
    return position + 1


def flatten_ranges(ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return ranges as a flat tuple of numbers, for storage."""
    return tuple(number for pair in ranges for number in pair)


def unflatten_ranges(numbers: Sequence[int]) -> ByteRanges:
    """Return ranges from a flat sequence of numbers."""
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))
