"""Read the documents of any stream, nested files included; read one record again by its steps."""

import gzip
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Final, cast

from archive.errors import UnknownFormat, UnreadableDocument
from archive.formats.archives import open_packed_file, read_tar, read_zip
from archive.formats.detection import HEAD_SIZE, PAGE_ASSET, DetectedFormat, detect_format
from archive.formats.documents import InnerFile, SourceItem, SourceLocation
from archive.formats.feeds import read_feed, read_json_feed
from archive.formats.http import decode_body
from archive.formats.records import extract_page, read_file, read_lines, read_mhtml, read_table
from archive.formats.streams import READ_ERRORS, BoundedStream, SizeLimits, extract_ranges, unflatten_ranges
from archive.formats.warc import SeenPages, read_record_at, read_warc

_RECORD_READERS = {
    "text": read_file, "html": read_file, "mhtml": read_mhtml, "jsonl": read_lines, "csv": read_table,
    "feed": read_feed, "jsonfeed": read_json_feed,
}  # fmt: skip
CHUNK_SIZE: Final = 1 << 20
MAX_DEPTH: Final = 3  # maximum nesting of containers
_PACK_READERS = {"zip": read_zip, "tar": read_tar}


@dataclass(slots=True)
class DocumentReader:
    """Reader of the documents of streams; it remembers the pages that it has read."""

    limits: SizeLimits
    seen_pages: SeenPages = field(default_factory=SeenPages)

    def read_documents(
        self, stream: BinaryIO, detected: DetectedFormat, location: SourceLocation
    ) -> Iterator[SourceItem]:
        """Yield the documents, refusals and skipped items of a stream of this format."""
        for item in self._read_items(stream, detected, location):
            if isinstance(item, InnerFile):
                yield from self._read_inner_file(item)
            else:
                yield item

    def _read_items(
        self, stream: BinaryIO, detected: DetectedFormat, location: SourceLocation
    ) -> Iterator[SourceItem | InnerFile]:
        format_name = detected.file_format.name
        if format_name == "warc":  # handles gzip itself: each record is a gzip member of its own
            yield from read_warc(stream, location, self.limits, self.seen_pages)
            return
        if detected.is_gzip:
            location = location.enter_step(("gzip",))
            unzipped = gzip.GzipFile(fileobj=stream, mode="rb")
            stream = BoundedStream(unzipped, packed=stream, max_bytes=self.limits.max_container_bytes)  # type: ignore[assignment,arg-type]
        if format_name in _PACK_READERS:
            yield from _PACK_READERS[format_name](stream, location, self.limits)
            return
        media_type = detected.file_format.record_media_type
        try:
            yield from _RECORD_READERS[format_name](stream, location, self.limits, media_type)
        except UnreadableDocument as error:
            yield location.refuse(str(error))

    def _read_inner_file(self, inner_file: InnerFile) -> Iterator[SourceItem]:
        location = replace(inner_file.location, depth=inner_file.location.depth + 1)
        if location.depth > MAX_DEPTH:
            yield location.refuse(f"It is packed more than {MAX_DEPTH} times over. Unpack it first.")
            return
        stream = io.BufferedReader(
            BoundedStream(inner_file.stream, max_bytes=self.limits.max_container_bytes), HEAD_SIZE
        )
        try:
            detected = detect_format(stream.peek(HEAD_SIZE)[:HEAD_SIZE], location.name)
        except UnknownFormat as error:
            yield location.refuse(str(error))
            return
        except READ_ERRORS as error:
            yield location.refuse(f"It cannot be unpacked ({error}). Fetch it again.")
            return
        if detected is None:
            yield location.skip(PAGE_ASSET)
        else:
            yield from self.read_documents(cast("BinaryIO", stream), detected, location)


def read_record(file: BinaryIO, steps: Sequence[Sequence[Any]], *, offset: int, length: int) -> bytes:
    """Return `length` bytes from `offset` of the record at `steps`; fewer if it is damaged."""
    with ExitStack() as stack:
        stream = file
        for number, (step_type, *arguments) in enumerate(steps):
            if step_type == "gzip":
                stream = stack.enter_context(gzip.GzipFile(fileobj=stream))  # type: ignore[assignment]
            elif step_type in _PACK_READERS:
                is_seekable = number == 0 or step_type == "tar"
                pack = stream if is_seekable else io.BytesIO(stream.read())
                stream = stack.enter_context(open_packed_file(pack, step_type, arguments[0]))
            else:
                stream = io.BytesIO(_open_step(step_type, arguments, stream, offset + length))
        while offset > 0 and (chunk := stream.read(min(offset, CHUNK_SIZE))):  # a file of a tar cannot be sought in
            offset -= len(chunk)
        return stream.read(length)


def _open_step(step_type: str, arguments: Sequence[int], stream: BinaryIO, max_bytes: int) -> bytes:
    match step_type:
        case "warc":
            file = stream if stream.seekable() else io.BytesIO(stream.read())
            record = read_record_at(file, (arguments[0], arguments[1]), max_bytes=max_bytes)
            return decode_body(*record.parse_message(), max_bytes)
        case "mhtml":
            return extract_page(stream.read()).content
        case "cut":
            return extract_ranges(stream.read(), unflatten_ranges(arguments))
    raise UnreadableDocument(f"no record is reached by a step ‘{step_type}’")
