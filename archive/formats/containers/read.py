"""Read the documents of any stream (entry point)."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO, Final, cast

from archive.errors import LimitExceeded, UnknownFormat, UnreadableDocument
from archive.formats.detection.cuttings import PAGE_PICTURE, detect_picture
from archive.formats.detection.detection import HEAD_SIZE, PAGE_ASSET, DetectedFormat, detect_cutting, detect_format
from archive.formats.detection.page_pictures import MAX_PICTURE_BYTES
from archive.formats.documents import InnerFile, SourceDocument, SourceItem, SourceLocation
from archive.formats.exports.attachments import join_attachments
from archive.formats.faults import describe_fault
from archive.formats.file_formats import holds_several_articles, load_reader
from archive.formats.streams import READ_ERRORS, BoundedStream, SizeLimits
from archive.formats.web.warc import SeenPages, read_warc

MAX_DEPTH: Final = 3  # maximum nesting of containers


@dataclass(slots=True)
class DocumentReader:
    """Reader of the documents of streams; it remembers the pages that it has read."""

    limits: SizeLimits
    seen_pages: SeenPages = field(default_factory=SeenPages)
    _attached_files: set[tuple[str, str]] = field(default_factory=set)  # source and record of each

    def read_documents(
        self, stream: BinaryIO, detected: DetectedFormat, location: SourceLocation
    ) -> Iterator[SourceItem]:
        """Yield the documents, refusals and skipped items of a stream of this format."""
        for item in self._read_items(stream, detected, location):
            if isinstance(item, InnerFile):
                yield from self._read_inner_file(item)
            elif isinstance(item, SourceDocument) and item.attachment_paths:
                yield from join_attachments(item, location)
            else:
                yield item

    def _read_items(
        self, stream: BinaryIO, detected: DetectedFormat, location: SourceLocation
    ) -> Iterator[SourceItem | InnerFile]:
        if detected.file_format.name == "warc":  # handles gzip itself: each record is a gzip member of its own
            try:
                yield from read_warc(stream, location, self.limits, self.seen_pages)
            except LimitExceeded as error:
                yield location.refuse(error.reason)
            return
        if detected.is_gzip:
            location = location.enter_step(("gzip",))
            unzipped = gzip.GzipFile(fileobj=stream, mode="rb")
            stream = BoundedStream(unzipped, packed=stream, max_bytes=self.limits.max_container_bytes)  # type: ignore[assignment,arg-type]
        media_type = detected.file_format.record_media_type
        try:
            yield from load_reader(detected.file_format)(stream, location, self.limits, media_type)
        except UnreadableDocument as error:
            yield location.refuse(error.reason)
        except (zlib.error, EOFError, gzip.BadGzipFile) as error:
            yield location.refuse(f"Its packing is damaged or breaks off ({describe_fault(error)}). Fetch it again.")

    def _read_beside(self, find_file: Callable[[str], InnerFile | None], inner_path: str) -> list[SourceItem]:
        """Read a file of a pack that another file in it names, and only once: not again as a file of its own."""
        inner_file = find_file(inner_path)
        if inner_file is None:
            return []
        with inner_file.stream:
            items = list(self._read_inner_file(inner_file))
        if any(isinstance(item, SourceDocument) for item in items):
            self._attached_files.add((inner_file.location.source, inner_file.location.record))
        return items

    def _read_inner_file(self, inner_file: InnerFile) -> Iterator[SourceItem]:
        if (inner_file.location.source, inner_file.location.record) in self._attached_files:
            return
        find_beside = inner_file.find_beside
        read_beside = None if find_beside is None else partial(self._read_beside, find_beside)
        find_picture = None if find_beside is None else partial(_read_picture, find_beside)
        depth = inner_file.location.depth + 1
        location = replace(inner_file.location, depth=depth, read_beside=read_beside, find_picture=find_picture)
        if location.depth > MAX_DEPTH:
            yield location.refuse(f"It is packed more than {MAX_DEPTH} times over. Unpack it first.")
            return
        stream = io.BufferedReader(
            BoundedStream(inner_file.stream, max_bytes=self.limits.max_container_bytes), HEAD_SIZE
        )
        try:
            head = stream.peek(HEAD_SIZE)[:HEAD_SIZE]
            detected = detect_format(head, location.name)
            if detected is None and inner_file.may_be_cutting:
                detected = detect_cutting(head)
        except UnknownFormat as error:
            yield location.refuse(error.reason)
            return
        except READ_ERRORS as error:
            yield location.refuse_broken(error, f"It cannot be unpacked ({describe_fault(error)}). Fetch it again.")
            return
        if detected is None:
            yield location.skip(PAGE_PICTURE if detect_picture(head) else PAGE_ASSET)
        else:
            yield from self.read_documents(cast("BinaryIO", stream), detected, location)


def _read_picture(find_file: Callable[[str], InnerFile | None], inner_path: str) -> bytes | None:
    """Return the bytes of a picture that a page in a pack names; None if there is none, or it is too large."""
    if "://" in inner_path or (inner_file := find_file(inner_path)) is None:
        return None
    with inner_file.stream, suppress(*READ_ERRORS):
        content = inner_file.stream.read(MAX_PICTURE_BYTES + 1)
        return content if len(content) <= MAX_PICTURE_BYTES else None
    return None


def detect_several(file: BinaryIO, detected: DetectedFormat) -> DetectedFormat:
    """Return the format of a text or a page, marked if it holds several articles: it is kept whole, as packs are."""
    if detected.is_container or not detected.file_format.several_test:
        return detected
    content = file.read()
    file.seek(0)
    return replace(detected, has_several=holds_several_articles(detected.file_format, content))
