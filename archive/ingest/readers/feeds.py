"""Feeds: one document per entry, made of the feed's head and the entry, bytes unchanged."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.containers.bounds import Bounds
from archive.containers.cuts import as_steps, cut, feed_entries, json_entries
from archive.errors import UnreadableDocument
from archive.ingest.documents import Item
from archive.ingest.readers.encodings import decode_record, encoding_in_file
from archive.ingest.readers.files import whole_of
from archive.ingest.readers.lines import too_large
from archive.ingest.readers.places import Place
from archive.text.encodings import find_labels

MOST_TIMES: Final = 4  # a feed may be this many times larger than one document
_UNCUT: Final = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)


def read_feed(stream: BinaryIO, place: Place, bounds: Bounds, media_type: str) -> Iterator[Item]:
    """Yield the entries of an RSS, Atom or CDF feed."""
    try:
        content = whole_of(stream, bounds.document * MOST_TIMES)
    except UnreadableDocument as error:
        yield place.refused(str(error))
        return
    entries = feed_entries(content)
    decoded = decode_record(content, charset=place.charset, labels=find_labels(content))
    if not entries:
        yield from _without_cuts(content, place, bounds, media_type)
        return
    for entry in entries:
        here = place.within(("cut", *as_steps(entry.ranges)), record=entry.record)
        piece = cut(content, entry.ranges)
        if decoded.is_inferred:  # detection on the whole file is more reliable
            here = replace(here, encoding=encoding_in_file(piece, decoded.encoding))
        if len(piece) > bounds.document:
            yield here.refused(too_large(bounds.document))
        else:
            yield here.document(piece, media_type)


def read_json_feed(
    stream: BinaryIO, place: Place, bounds: Bounds, media_type: str
) -> Iterator[Item]:
    """Yield the items of a JSON feed."""
    try:
        content = whole_of(stream, bounds.document * MOST_TIMES)
        entries = json_entries(content, key="items")
    except UnreadableDocument as error:
        yield place.refused(str(error))
        return
    encoding = "" if content.isascii() else decode_record(content).encoding
    if not entries:
        yield place.refused("The feed has no entries. There is nothing to take in.")
    for entry in entries:
        here = place.within(("cut", *as_steps(entry.ranges)), record=entry.record)
        piece = cut(content, entry.ranges)
        here = replace(here, encoding=encoding_in_file(piece, encoding))
        yield here.document(piece, media_type)


def _without_cuts(content: bytes, place: Place, bounds: Bounds, media_type: str) -> Iterator[Item]:
    """Yield the document of a one-entry feed in UTF-16, UTF-32 or EBCDIC; else a refusal."""
    if content.count(b"\0") > len(content) // 4 or content.startswith(b"\x4c\x6f\xa7\x94"):
        codec = "utf-32" if content.count(b"\0") > len(content) * 5 // 8 else "utf-16"
        text = content.decode(codec, "ignore")
        if content.startswith(b"\x4c\x6f\xa7\x94"):
            text = content.decode("cp037", "ignore")
        if len(_UNCUT.findall(text)) == 1 and len(content) <= bounds.document:
            yield place.document(content, media_type)
            return
        if _UNCUT.search(text):
            yield place.refused(
                "It is a feed of many entries in UTF-16 or the like. Save it as UTF-8."
            )
            return
    yield place.refused("The feed has no entries. There is nothing to take in.")
