"""ZIP and tar: their files as streams. Nothing is extracted to disk, so names are harmless."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, BinaryIO, Final, cast

from archive.containers.bounds import MAX_RATIO
from archive.errors import UnreadableDocument

READ_ERRORS: Final = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error,
    zipfile.BadZipFile, tarfile.TarError, UnreadableDocument,
)  # fmt: skip
"""Exceptions that reading a broken, encrypted or hostile container may raise."""

MAX_FILES: Final = 200_000
_TOO_MANY_FILES: Final = f"it has more than {MAX_FILES:,} files"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file of a ZIP or tar. `number` is its index; `fault` says why it is not opened."""

    number: int
    name: str
    size: int
    modified_at: datetime | None
    stream: IO[bytes] | None = None
    fault: str = ""


def iter_zip(file: BinaryIO) -> Iterator[PackedFile]:
    """Yield the files of a ZIP, each open until the next one is requested."""
    with zipfile.ZipFile(file) as pack:
        if len(pack.infolist()) > MAX_FILES:
            raise UnreadableDocument(_TOO_MANY_FILES)
        for number, info in enumerate(pack.infolist()):
            if info.is_dir():
                continue
            packed_file = PackedFile(
                number, info.filename, info.file_size, _parse_zip_time(info.date_time)
            )
            fault = _find_zip_fault(info)
            if fault:
                yield _copy_with(packed_file, fault=fault)
                continue
            try:
                stream = pack.open(info)
            except READ_ERRORS as error:
                yield _copy_with(packed_file, fault=f"It cannot be unpacked ({error}).")
                continue
            with stream:
                yield _copy_with(packed_file, stream=stream)


def iter_tar(file: BinaryIO) -> Iterator[PackedFile]:
    """Yield the files of a tar, each open until the next one is requested; links are faults."""
    with tarfile.open(fileobj=file, mode="r|") as pack:
        for number, info in enumerate(pack):
            if number > MAX_FILES:
                raise UnreadableDocument(_TOO_MANY_FILES)
            pack.members = []  # type: ignore[attr-defined]  # or it keeps every header it has read
            if info.isdir():
                continue
            packed_file = PackedFile(number, info.name, info.size, _parse_tar_time(info.mtime))
            stream = pack.extractfile(info) if info.isreg() else None
            if stream is None:
                yield _copy_with(
                    packed_file, fault="It is a link or a device, no file. Pack the file itself."
                )
            else:
                yield _copy_with(packed_file, stream=stream)


@contextmanager
def open_packed_file(file: BinaryIO, pack_format: str, number: int) -> Iterator[BinaryIO]:
    """Open one file of a ZIP or tar by its number."""
    packed_files = iter_zip(file) if pack_format == "zip" else iter_tar(file)
    for packed_file in packed_files:
        if packed_file.number == number and packed_file.stream is not None:
            yield cast("BinaryIO", packed_file.stream)
            return
    raise UnreadableDocument(f"the pack has no file of number {number}")


def detect_zip_kind(file: BinaryIO) -> str:
    """Return `office` for an office document or e-book, `wacz`, or `zip`."""
    with zipfile.ZipFile(file) as pack:
        names = set(pack.namelist()[:MAX_FILES])
    if {"[Content_Types].xml", "mimetype"} & names:
        return "office"
    is_wacz = "datapackage.json" in names and any(name.startswith("archive/") for name in names)
    return "wacz" if is_wacz else "zip"


def _copy_with(
    packed_file: PackedFile, *, stream: IO[bytes] | None = None, fault: str = ""
) -> PackedFile:
    return PackedFile(
        packed_file.number,
        packed_file.name,
        packed_file.size,
        packed_file.modified_at,
        stream,
        fault,
    )


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


def buffer_stream(stream: BinaryIO, limit: int) -> io.BytesIO:
    """Return a seekable copy of a stream; raise UnreadableDocument if it exceeds `limit`."""
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise UnreadableDocument(
            f"It is packed within a pack and larger than {limit / 1_000_000:g} MB. Unpack it first."
        )
    return io.BytesIO(content)
