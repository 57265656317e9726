"""RSS, Atom and JSON feeds: one document per entry, made of the feed's head and the entry, bytes unchanged."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.decoding import decode_record, detect_record_encoding
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.faults import describe_fault
from archive.formats.streams import ByteRanges, SizeLimits, extract_ranges, flatten_ranges, format_too_large, read_whole

_XML_ENTRY: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?(item|entry)(?=[\s>])[^<>]{0,2000}>", re.IGNORECASE)
_HEAD_VALUE: Final = re.compile(
    rb"<(title|language|link)(?:\s[^<>]{0,500})?>"
    rb"(?:[^<>]{0,2000}|\s{0,9}<!\[CDATA\[[^<>]{0,2000}\]\]>\s{0,9})</\1>",
    re.IGNORECASE,
)
_ROOT: Final = re.compile(rb"<(?:rss|feed|channel|(?:[\w.-]{1,40}:)?RDF)(?=[\s>])[^<>]{0,20000}>", re.IGNORECASE)
_CLOSING: Final = re.compile(rb"(?:</[\w.:-]{1,60}\s*>\s*){1,4}\Z")
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_BLOGGER_KIND: Final = re.compile(
    rb"(?:schemas\.google\.com/blogger/2008/kind#|<blogger:type>)([A-Za-z]{1,30})", re.IGNORECASE
)
_JSON_HEAD_VALUE: Final = re.compile(
    rb'(?<=[{,\s])(?:"(?:title|language|home_page_url)"\s{0,9}:\s{0,9}"(?:[^"\\\n]|\\.){0,500}"\s{0,9},|(?P<items>"items"\s{0,9}:\s{0,9}\[))'
)
HEAD_SIZE: Final = 20_000  # bytes of a JSON feed that may stand above its items
_DRAFT: Final = re.compile(rb"<app:draft>\s{0,9}yes\s{0,9}</app:draft>|<blogger:status>DRAFT</blogger:status>", re.I)
MAX_ENTRIES: Final = 20_000
MAX_FEED_FACTOR: Final = 4  # a feed may be this many times larger than one document
_ENTRY_TAG: Final = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)


def find_feed_entries(content: bytes) -> list[ByteRanges]:
    """Return the byte ranges of the entries of an RSS, Atom or CDF feed, each with the feed's head and end tags."""
    entries = _find_entry_ranges(content)
    if not entries:
        return []
    head = _find_feed_head(content, entries[0][0])
    closing = _CLOSING.search(content, max(entries[-1][1], len(content) - 500))
    tail = ((closing.start(), len(content)),) if closing else ()
    return [(*head, entry, *tail) for entry in entries]


def _find_entry_ranges(content: bytes) -> list[tuple[int, int]]:
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


def find_json_entries(content: bytes, *, key: str) -> list[ByteRanges]:
    """Return the byte ranges of the elements of the list `key`, without one of the outermost list.

    Raises UnreadableDocument if it is broken.
    """
    try:
        text = content.decode("utf-8-sig")
        start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        spans = list(_iter_list_spans(text, key))
    except (ValueError, RecursionError, IndexError) as error:
        raise UnreadableDocument(f"It is broken JSON ({describe_fault(error)}). Fetch it again.") from error
    entries: list[ByteRanges] = []
    characters = 0
    for first, last in spans:
        start += len(text[characters:first].encode())
        end = start + len(text[first:last].encode())
        entries.append(((start, end),))
        start, characters = end, last
    return entries


def _iter_list_spans(text: str, key: str) -> Iterator[tuple[int, int]]:
    """Yield the character spans of the elements of the list `key` of the outermost object, or of an outermost list."""
    decoder = json.JSONDecoder()
    position = _skip_space(text, _skip_mark(text, 0, "{" if key else "[")) - (not key)
    while key:
        name, position = decoder.raw_decode(text, _skip_space(text, position))
        position = _skip_space(text, _skip_mark(text, position, ":"))
        if name == key and text[position] == "[":
            break
        _, position = decoder.raw_decode(text, position)
        position = _skip_space(text, position)
        if text[position] == "}":
            return
        position = _skip_mark(text, position, ",")
    position = _skip_space(text, position + 1)
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


def read_feed(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield the entries of an RSS, Atom or CDF feed."""
    content = read_whole(stream, limits.max_document_bytes * MAX_FEED_FACTOR)
    entries = find_feed_entries(content)
    decoded = decode_record(content, charset=location.charset, is_markup=True)
    if not entries:
        yield from _read_uncut_feed(content, location, limits, media_type)
        return
    file_encoding = decoded.encoding if decoded.is_inferred else ""  # detection on the whole file is more reliable
    for entry_content, entry_location in _cut_entries(content, entries, location, file_encoding):
        if reason := _find_skip_reason(entry_content):
            yield entry_location.skip(reason)
        elif len(entry_content) > limits.max_document_bytes:
            yield entry_location.refuse(format_too_large(limits.max_document_bytes))
        else:
            yield entry_location.build_document(entry_content, media_type)


def _find_skip_reason(entry: bytes) -> str:
    """Return why an entry of a blog's export (Blogger) is no published post; empty if it is one, as in any feed."""
    if (kind := _BLOGGER_KIND.search(entry)) and kind[1].lower() != b"post":
        return f"of the kind ‘{kind[1].decode()}’, no post"
    return "a draft that was not published" if _DRAFT.search(entry) else ""


def read_json_feed(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the items of a JSON feed."""
    content = read_whole(stream, limits.max_document_bytes * MAX_FEED_FACTOR)
    entries = find_json_entries(content, key="items")
    encoding = "" if content.isascii() else decode_record(content).encoding
    head, tail = _find_json_feed_frame(content) if entries else ((), ())
    entries = [(*head, *entry, *tail) for entry in entries]
    if not entries:
        yield location.refuse("The feed has no entries. There is nothing to take in.")
    for entry_content, entry_location in _cut_entries(content, entries, location, encoding):
        yield entry_location.build_document(entry_content, media_type)


def _find_json_feed_frame(content: bytes) -> tuple[ByteRanges, ByteRanges]:
    """Return the ranges of title, language and the list's opening above the items of a feed, and of what closes it."""
    ranges = [(content.index(b"{"), content.index(b"{") + 1)]
    for match in _JSON_HEAD_VALUE.finditer(content, 0, HEAD_SIZE):
        if match["items"]:
            end, closing = match.end(), content.rfind(b"]")
            last = content.rfind(b"}")
            return (*ranges, (match.start(), end)), ((closing, closing + 1), (last, last + 1))
        ranges.append(match.span())
    return (), ()


def _cut_entries(
    content: bytes, entries: list[ByteRanges], location: SourceLocation, file_encoding: str
) -> Iterator[tuple[bytes, SourceLocation]]:
    """Yield the bytes and the location of each entry."""
    for number, ranges in enumerate(entries, 1):
        entry_location = location.enter_step(("cut", *flatten_ranges(ranges)), record=f"entry {number}")
        entry_content = extract_ranges(content, ranges)
        encoding = detect_record_encoding(entry_content, file_encoding)
        yield entry_content, replace(entry_location, encoding=encoding)


def _read_uncut_feed(
    content: bytes, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the document of a one-entry feed in UTF-16, UTF-32 or EBCDIC; else a refusal."""
    if content.count(b"\0") > len(content) // 4 or content.startswith(b"\x4c\x6f\xa7\x94"):
        codec = "utf-32" if content.count(b"\0") > len(content) * 5 // 8 else "utf-16"
        text = content.decode(codec, "ignore")
        if content.startswith(b"\x4c\x6f\xa7\x94"):
            text = content.decode("cp037", "ignore")
        if len(_ENTRY_TAG.findall(text)) == 1 and len(content) <= limits.max_document_bytes:
            yield location.build_document(content, media_type)
            return
        if _ENTRY_TAG.search(text):
            yield location.refuse("It is a feed of many entries in UTF-16 or the like. Save it as UTF-8.")
            return
    yield location.refuse("The feed has no entries. There is nothing to take in.")
