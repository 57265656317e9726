"""Feeds: one document per entry, made of the feed's head and the entry, bytes unchanged."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.decoding import decode_record, detect_record_encoding
from archive.formats.documents import SourceItem
from archive.formats.records import format_too_large
from archive.formats.splitting import extract_ranges, find_feed_entries, find_json_entries, flatten_ranges
from archive.formats.streams import SizeLimits, SourceLocation
from archive.formats.text_files import read_whole
from archive.text.encodings import find_labels

MAX_FEED_FACTOR: Final = 4  # a feed may be this many times larger than one document
_ENTRY_TAG: Final = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)


def read_feed(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield the entries of an RSS, Atom or CDF feed."""
    try:
        content = read_whole(stream, limits.max_document_bytes * MAX_FEED_FACTOR)
    except UnreadableDocument as error:
        yield location.refuse(str(error))
        return
    entries = find_feed_entries(content)
    decoded = decode_record(content, charset=location.charset, labels=find_labels(content))
    if not entries:
        yield from _read_uncut_feed(content, location, limits, media_type)
        return
    for entry in entries:
        entry_location = location.enter_step(("cut", *flatten_ranges(entry.ranges)), record=entry.name)
        entry_content = extract_ranges(content, entry.ranges)
        if decoded.is_inferred:  # detection on the whole file is more reliable
            entry_location = replace(entry_location, encoding=detect_record_encoding(entry_content, decoded.encoding))
        if len(entry_content) > limits.max_document_bytes:
            yield entry_location.refuse(format_too_large(limits.max_document_bytes))
        else:
            yield entry_location.build_document(entry_content, media_type)


def read_json_feed(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the items of a JSON feed."""
    try:
        content = read_whole(stream, limits.max_document_bytes * MAX_FEED_FACTOR)
        entries = find_json_entries(content, key="items")
    except UnreadableDocument as error:
        yield location.refuse(str(error))
        return
    encoding = "" if content.isascii() else decode_record(content).encoding
    if not entries:
        yield location.refuse("The feed has no entries. There is nothing to take in.")
    for entry in entries:
        entry_location = location.enter_step(("cut", *flatten_ranges(entry.ranges)), record=entry.name)
        entry_content = extract_ranges(content, entry.ranges)
        entry_location = replace(entry_location, encoding=detect_record_encoding(entry_content, encoding))
        yield entry_location.build_document(entry_content, media_type)


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
