"""Read the documents of any stream, and one record again by its steps.

ZIP, WACZ and tar are read as streams, nested files included, and never unpacked to disk.
"""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, Final, cast

from archive.errors import UnknownFormat, UnreadableDocument
from archive.formats import streams
from archive.formats.detection import FILE_FORMATS, HEAD_SIZE, PAGE_ASSET, DetectedFormat, detect_format
from archive.formats.documents import CONVERTED_FORMATS, InnerFile, SourceItem, SourceLocation, escape_line
from archive.formats.feeds import read_feed, read_json_feed
from archive.formats.http import decode_body
from archive.formats.package_kinds import find_package_kind
from archive.formats.records import extract_page, read_file, read_lines, read_mhtml, read_table
from archive.formats.streams import MAX_RATIO, READ_ERRORS, BoundedStream, SizeLimits, check_size
from archive.formats.warc import SeenPages, read_record_at, read_warc

CHUNK_SIZE: Final = 1 << 20
MAX_DEPTH: Final = 3  # maximum nesting of containers
SKIP_REASON: Final = "empty, or about the pack itself"
MAX_FILES: Final = 200_000
_TOO_MANY_FILES: Final = f"it has more than {MAX_FILES:,} files"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file of a ZIP or tar. `number` is its index; `fault` says why it has no `stream`."""

    number: int
    name: str
    size: int
    modified_at: datetime | None
    stream: IO[bytes] | None
    fault: str


def iter_zip(file: BinaryIO) -> Iterator[PackedFile]:
    """Yield the files of a ZIP, each open until the next one is requested."""
    with zipfile.ZipFile(file) as pack:
        if len(pack.infolist()) > MAX_FILES:
            raise UnreadableDocument(_TOO_MANY_FILES)
        for number, info in enumerate(pack.infolist()):
            if info.is_dir():
                continue
            fault, stream = _find_zip_fault(info), None
            try:
                stream = None if fault else pack.open(info)
            except READ_ERRORS as error:
                fault = f"It cannot be unpacked ({error})."
            with stream or nullcontext():
                yield PackedFile(number, info.filename, info.file_size, _parse_zip_time(info.date_time), stream, fault)


def iter_tar(file: BinaryIO) -> Iterator[PackedFile]:
    """Yield the files of a tar, each open until the next one is requested; links are faults."""
    with tarfile.open(fileobj=file, mode="r|") as pack:
        for number, info in enumerate(pack):
            if number > MAX_FILES:
                raise UnreadableDocument(_TOO_MANY_FILES)
            pack.members = []  # type: ignore[attr-defined]  # or it keeps every header it has read
            if info.isdir():
                continue
            stream = pack.extractfile(info) if info.isreg() else None
            fault = "It is a link or a device, no file. Pack the file itself." if stream is None else ""
            yield PackedFile(number, info.name, info.size, _parse_tar_time(info.mtime), stream, fault)


@contextmanager
def open_packed_file(file: BinaryIO, pack_format: str, number: int) -> Iterator[BinaryIO]:
    """Open one file of a ZIP or tar by its number."""
    packed_files = iter_zip(file) if pack_format == "zip" else iter_tar(file)
    for packed_file in packed_files:
        if packed_file.number == number and packed_file.stream is not None:
            yield cast("BinaryIO", packed_file.stream)
            return
    raise UnreadableDocument(f"the pack has no file of number {number}")


def _find_zip_fault(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 1:
        return "It is encrypted. Unpack it with its password first."
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return "It is a link, no file. Pack the file itself."
    if info.file_size > 1_000_000 and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return f"It opens to more than {MAX_RATIO} times its size, as no text does."
    return ""


def _parse_zip_time(date_time: tuple[int, int, int, int, int, int]) -> datetime | None:
    try:
        modified_at = datetime(*date_time, tzinfo=UTC)
    except (ValueError, TypeError):
        return None
    return modified_at if modified_at.year > 1980 else None  # 1980 means that the time is not set


def _parse_tar_time(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def read_zip(stream: BinaryIO, location: SourceLocation, limits: SizeLimits) -> Iterator[SourceItem | InnerFile]:
    """Yield the files of a ZIP; of a WACZ only its WARC files, as the others are metadata."""
    try:
        if not stream.seekable():
            limit = limits.max_document_bytes * 10
            is_inner = location.depth or location.steps
            origin = "is packed within a pack" if is_inner else "comes through a pipe"
            advice = "Unpack it first." if is_inner else "Save it as a file first."
            reason = f"It {origin} and is larger than {limit / 1_000_000:g} MB. {advice}"
            stream = io.BytesIO(check_size(stream.read(limit + 1), limit, reason))
        with zipfile.ZipFile(stream) as pack:
            names = set(pack.namelist()[:MAX_FILES])
        if kind := find_package_kind(sorted(names), PurePosixPath(location.name).suffix.lower()):
            stream.seek(0)
            yield from _read_records(kind, stream, location, limits)
            return
        is_wacz = "datapackage.json" in names and any(name.startswith("archive/") for name in names)
        for packed_file in iter_zip(stream):
            is_metadata = is_wacz and not packed_file.name.startswith("archive/")
            item = _read_packed_file(packed_file, location, "zip")
            yield item.location.skip(SKIP_REASON) if is_metadata and isinstance(item, InnerFile) else item
    except UnknownFormat as error:
        yield location.refuse(str(error))
    except READ_ERRORS as error:
        yield location.refuse(f"The ZIP cannot be read ({error}). Fetch it again.")


def read_tar(stream: BinaryIO, location: SourceLocation, _: SizeLimits) -> Iterator[SourceItem | InnerFile]:
    """Yield the files of a tar, in order."""
    try:
        for packed_file in iter_tar(stream):
            yield _read_packed_file(packed_file, location, "tar")
    except READ_ERRORS as error:
        yield location.refuse(f"The tar breaks off or is damaged ({error}). Fetch it again.")


def _read_packed_file(packed_file: PackedFile, location: SourceLocation, pack_format: str) -> SourceItem | InnerFile:
    """Return a packed file to read, refuse or skip. Its name is never used as a path."""
    file_location = location.enter_step(
        (pack_format, packed_file.number),
        record=escape_line(packed_file.name, 90),
        name=packed_file.name,
        captured_at=packed_file.modified_at or location.captured_at,
    )
    parts = PurePosixPath(packed_file.name.replace("\\", "/")).parts
    if any(part.startswith(".") and part not in {".", ".."} for part in parts):
        return file_location.skip("hidden")
    if "__MACOSX" in parts or (packed_file.size == 0 and not packed_file.fault):
        return file_location.skip(SKIP_REASON)
    if packed_file.stream is None:
        return file_location.refuse(packed_file.fault)
    return InnerFile(packed_file.stream, file_location)


_RECORD_READERS = {
    "text": read_file, "html": read_file, "mhtml": read_mhtml, "jsonl": read_lines, "csv": read_table,
    "feed": read_feed, "jsonfeed": read_json_feed,
    **dict.fromkeys(CONVERTED_FORMATS.values(), read_file),
}  # fmt: skip
_PACK_READERS = {"zip": read_zip, "tar": read_tar}


def _read_records(
    format_name: str, stream: BinaryIO, location: SourceLocation, limits: SizeLimits
) -> Iterator[SourceItem]:
    """Yield the records of a stream that is no pack, or the refusal of all."""
    read_records = _RECORD_READERS.get(format_name)
    if read_records is None:
        yield location.refuse(
            f"It is of the format ‘{format_name}’, which is not read yet. Save it as plain text first."
        )
        return
    try:
        yield from read_records(stream, location, limits, FILE_FORMATS[format_name].record_media_type)
    except UnreadableDocument as error:
        yield location.refuse(str(error))


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
        yield from _read_records(format_name, stream, location, self.limits)

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
            return streams.read_ranges(stream, streams.unflatten_ranges(arguments))
    raise UnreadableDocument(f"no record is reached by a step ‘{step_type}’")
