"""Entry point of the readers: yield the documents of any stream, nested files included."""

import gzip
import io
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from archive.containers.bounds import DEPTH, Bounded, Bounds
from archive.containers.packs import FAULTS
from archive.errors import UnknownFormat
from archive.ingest.documents import Item
from archive.ingest.formats import HEAD, Kind, kind_of
from archive.ingest.readers.feeds import read_feed, read_json_feed
from archive.ingest.readers.files import read_file, read_mhtml
from archive.ingest.readers.lines import read_lines
from archive.ingest.readers.packs import read_tar, read_zip
from archive.ingest.readers.places import Inner, Place
from archive.ingest.readers.tables import read_table
from archive.ingest.readers.warc import Seen, read_warc

_OF_RECORDS = {
    "text": read_file,
    "html": read_file,
    "mhtml": read_mhtml,
    "jsonl": read_lines,
    "csv": read_table,
    "feed": read_feed,
    "jsonfeed": read_json_feed,
}
_OF_FILES = {"zip": read_zip, "tar": read_tar}


def read(stream: BinaryIO, kind: Kind, place: Place, bounds: Bounds, seen: Seen) -> Iterator[Item]:
    """Yield the documents, refusals and skipped items of a stream of this format."""
    for found in _records(stream, kind, place, bounds, seen):
        if isinstance(found, Inner):
            yield from _within(found, bounds, seen)
        else:
            yield found


def _records(
    stream: BinaryIO, kind: Kind, place: Place, bounds: Bounds, seen: Seen
) -> Iterator[Item | Inner]:
    form = kind.form.name
    if form == "warc":  # handles gzip itself: each record is a gzip member of its own
        yield from read_warc(stream, place, bounds, seen)
        return
    if kind.is_gzip:
        packed = stream
        place = place.within(("gzip",))
        opened = gzip.GzipFile(fileobj=packed, mode="rb")
        stream = cast("BinaryIO", Bounded(opened, packed=packed, most=bounds.container))  # type: ignore[arg-type]
    if form in _OF_FILES:
        yield from _OF_FILES[form](stream, place, bounds)
    else:
        yield from _OF_RECORDS[form](stream, place, bounds, kind.form.media_type)


def _within(found: Inner, bounds: Bounds, seen: Seen) -> Iterator[Item]:
    """Yield the documents of a nested file."""
    place = found.place.deeper()
    if place.depth > DEPTH:
        yield place.refused(f"It is packed more than {DEPTH} times over. Unpack it first.")
        return
    stream = io.BufferedReader(cast("io.RawIOBase", _Raw(found.stream, bounds.container)), HEAD)
    try:
        kind = kind_of(stream.peek(HEAD)[:HEAD], place.name)
    except UnknownFormat as error:
        yield place.refused(str(error))
        return
    except FAULTS as error:
        yield place.refused(f"It cannot be unpacked ({error}). Fetch it again.")
        return
    if kind is None:
        yield place.passed_over("a picture, a style or other furniture of a page")
    else:
        yield from read(cast("BinaryIO", stream), kind, place, bounds, seen)


class _Raw(io.RawIOBase):
    """Forward-only raw stream over a bounded stream."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = Bounded(stream, most=most)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
