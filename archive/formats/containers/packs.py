"""ZIP, WACZ and tar: their files as streams, never unpacked to disk."""

import io
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import IO, BinaryIO, Final, cast

from archive.errors import LimitExceeded, UnknownFormat, UnreadableDocument
from archive.formats.detection.cuttings import is_page, is_page_picture, list_folder_suffixes
from archive.formats.detection.package_kinds import find_package_kind
from archive.formats.detection.unread_kinds import describe_junk
from archive.formats.documents import InnerFile, SourceItem, SourceLocation, escape_line
from archive.formats.exports.attachments import find_in_pack, is_reference_file
from archive.formats.faults import describe_fault
from archive.formats.file_formats import FILE_FORMATS, load_reader
from archive.formats.streams import MAX_RATIO, READ_ERRORS, TOO_MUCH_GROWTH, SizeLimits, check_size

SKIP_REASON: Final = "empty, or about the pack itself"
MAX_FILES: Final = 200_000
_TOO_MANY_FILES: Final = f"It has more than {MAX_FILES:,} files. Take them in in parts."


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
            raise LimitExceeded(_TOO_MANY_FILES)
        for number, info in sorted(
            enumerate(pack.infolist()), key=lambda entry: not is_reference_file(entry[1].filename)
        ):
            if info.is_dir():
                continue
            packed_file = _open_zipped_file(pack, number, info)
            with packed_file.stream or nullcontext():
                yield packed_file


def _open_zipped_file(pack: zipfile.ZipFile, number: int, info: zipfile.ZipInfo) -> PackedFile:
    fault, stream = _find_zip_fault(info), None
    try:
        stream = None if fault else pack.open(info)
    except READ_ERRORS as error:
        fault = f"It cannot be unpacked ({describe_fault(error)})."
    return PackedFile(number, info.filename, info.file_size, _parse_zip_time(info.date_time), stream, fault)


@dataclass(slots=True)
class _ZipFolder:
    """The files of a ZIP by their names, for a file in it that names others; opened when the first is looked for."""

    stream: BinaryIO
    location: SourceLocation
    _pack: zipfile.ZipFile | None = None
    _numbers: dict[str, int] = field(default_factory=dict)

    def find_file(self, file_name: str, inner_path: str) -> InnerFile | None:
        """Return the file at a path beside the file of this name; None if there is none that can be read."""
        if self._pack is None:
            self._pack = zipfile.ZipFile(self.stream)
            self._numbers = {info.filename: number for number, info in enumerate(self._pack.infolist())}
        number = find_in_pack(self._numbers, file_name, inner_path)
        if number is None:
            return None
        packed_file = _open_zipped_file(self._pack, number, self._pack.infolist()[number])
        item = read_packed_file(packed_file, self.location, "zip")
        return item if isinstance(item, InnerFile) else None


def iter_tar(file: BinaryIO) -> Iterator[PackedFile]:
    """Yield the files of a tar, each open until the next one is requested; links are faults."""
    with tarfile.open(fileobj=file, mode="r|") as pack:
        for number, info in enumerate(pack):
            if number > MAX_FILES:
                raise LimitExceeded(_TOO_MANY_FILES)
            pack.members = []  # type: ignore[attr-defined]  # or it keeps every header it has read
            if info.isdir():
                continue
            stream = pack.extractfile(info) if info.isreg() else None
            fault = "It is a link or a device, no file. Pack the file itself." if stream is None else ""
            yield PackedFile(number, info.name, info.size, _parse_tar_time(info.mtime), stream, fault)


@contextmanager
def open_zip_file(file: BinaryIO, number: int) -> Iterator[BinaryIO]:
    """Open one file of a ZIP by its number; a ZIP within another is held in memory, as seeking there is slow."""
    is_file = type(file) in {io.BufferedReader, io.BytesIO} and file.seekable()  # no subclass, as tarfile has
    yield from _open_packed_file(iter_zip(file if is_file else io.BytesIO(file.read())), number)


@contextmanager
def open_tar_file(file: BinaryIO, number: int) -> Iterator[BinaryIO]:
    """Open one file of a tar by its number."""
    yield from _open_packed_file(iter_tar(file), number)


def _open_packed_file(packed_files: Iterator[PackedFile], number: int) -> Iterator[BinaryIO]:
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
        return TOO_MUCH_GROWTH
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


def read_zip(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, _: str
) -> Iterator[SourceItem | InnerFile]:
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
            yield from _read_document(kind, stream, location, limits)
            return
        folder_suffixes = list_folder_suffixes(names)
        is_wacz = "datapackage.json" in names and any(name.startswith("archive/") for name in names)
        folder = _ZipFolder(stream, location)
        for packed_file in iter_zip(stream):
            is_metadata = is_wacz and not packed_file.name.startswith("archive/")
            item = read_packed_file(packed_file, location, "zip")
            if isinstance(item, InnerFile) and not is_page_picture(packed_file.name, folder_suffixes):
                item = replace(item, may_be_cutting=True)
            if isinstance(item, InnerFile) and (is_reference_file(packed_file.name) or is_page(packed_file.name)):
                item = replace(item, find_beside=partial(folder.find_file, packed_file.name))
            yield item.location.skip(SKIP_REASON) if is_metadata and isinstance(item, InnerFile) else item
    except UnknownFormat as error:
        yield location.refuse(error.reason)
    except READ_ERRORS as error:
        yield location.refuse_broken(
            error, f"The ZIP is damaged or not whole ({describe_fault(error)}). Fetch it again."
        )


def _read_document(
    format_name: str, stream: BinaryIO, location: SourceLocation, limits: SizeLimits
) -> Iterator[SourceItem | InnerFile]:
    """Yield the records of a ZIP that is one document of an office program, or a book."""
    if (file_format := FILE_FORMATS.get(format_name)) is None:
        raise UnknownFormat(f"It is of the format ‘{format_name}’, which is not read yet. Save it as plain text first.")
    yield from load_reader(file_format)(stream, location, limits, file_format.record_media_type)


def read_tar(stream: BinaryIO, location: SourceLocation, _: SizeLimits, __: str) -> Iterator[SourceItem | InnerFile]:
    """Yield the files of a tar, in order."""
    try:
        for packed_file in iter_tar(stream):
            yield read_packed_file(packed_file, location, "tar")
    except READ_ERRORS as error:
        yield location.refuse_broken(
            error, f"The tar breaks off or is damaged ({describe_fault(error)}). Fetch it again."
        )


def read_packed_file(packed_file: PackedFile, location: SourceLocation, pack_format: str) -> SourceItem | InnerFile:
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
    if junk := describe_junk(packed_file.name):
        return file_location.skip(junk)
    if packed_file.stream is None:
        return file_location.refuse(packed_file.fault)
    return InnerFile(packed_file.stream, file_location)
