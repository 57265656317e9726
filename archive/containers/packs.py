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

from archive.containers.bounds import RATIO
from archive.errors import UnreadableDocument

FAULTS: Final = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error,
    zipfile.BadZipFile, tarfile.TarError, UnreadableDocument,
)  # fmt: skip
"""Exceptions that reading a broken, encrypted or hostile container may raise."""

MOST_FILES: Final = 200_000
_TOO_MANY: Final = f"it has more than {MOST_FILES:,} files"


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of a ZIP or tar. `number` is its index; `fault` says why it is not opened."""

    number: int
    name: str
    size: int
    moment: datetime | None
    stream: IO[bytes] | None = None
    fault: str = ""


def zipped(file: BinaryIO) -> Iterator[Packed]:
    """Yield the files of a ZIP, each open until the next one is requested."""
    with zipfile.ZipFile(file) as pack:
        if len(pack.infolist()) > MOST_FILES:
            raise UnreadableDocument(_TOO_MANY)
        for number, info in enumerate(pack.infolist()):
            if info.is_dir():
                continue
            told = Packed(number, info.filename, info.file_size, _zip_moment(info.date_time))
            fault = _zip_fault(info)
            if fault:
                yield _with(told, fault=fault)
                continue
            try:
                stream = pack.open(info)
            except FAULTS as error:
                yield _with(told, fault=f"It cannot be unpacked ({error}).")
                continue
            with stream:
                yield _with(told, stream=stream)


def tarred(file: BinaryIO) -> Iterator[Packed]:
    """Yield the files of a tar, each open until the next one is requested; links are faults."""
    with tarfile.open(fileobj=file, mode="r|") as pack:
        for number, info in enumerate(pack):
            if number > MOST_FILES:
                raise UnreadableDocument(_TOO_MANY)
            pack.members = []  # type: ignore[attr-defined]  # or it keeps every header it has read
            if info.isdir():
                continue
            told = Packed(number, info.name, info.size, _moment(info.mtime))
            stream = pack.extractfile(info) if info.isreg() else None
            if stream is None:
                yield _with(told, fault="It is a link or a device, no file. Pack the file itself.")
            else:
                yield _with(told, stream=stream)


@contextmanager
def member_of(file: BinaryIO, form: str, number: int) -> Iterator[BinaryIO]:
    """Open one file of a ZIP or tar by its number."""
    packed = zipped(file) if form == "zip" else tarred(file)
    for one in packed:
        if one.number == number and one.stream is not None:
            yield cast("BinaryIO", one.stream)
            return
    raise UnreadableDocument(f"the pack has no file of number {number}")


def sort_of_zip(file: BinaryIO) -> str:
    """Return `office` for an office document or e-book, `wacz`, or `zip`."""
    with zipfile.ZipFile(file) as pack:
        names = set(pack.namelist()[:MOST_FILES])
    if {"[Content_Types].xml", "mimetype"} & names:
        return "office"
    is_wacz = "datapackage.json" in names and any(name.startswith("archive/") for name in names)
    return "wacz" if is_wacz else "zip"


def _with(packed: Packed, *, stream: IO[bytes] | None = None, fault: str = "") -> Packed:
    return Packed(packed.number, packed.name, packed.size, packed.moment, stream, fault)


def _zip_fault(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 1:
        return "It is encrypted. Unpack it with its password first."
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return "It is a link, no file. Pack the file itself."
    if info.file_size > 1_000_000 and info.file_size > RATIO * max(1, info.compress_size):
        return f"It opens to more than {RATIO} times its size, as no text does."
    return ""


def _zip_moment(told: tuple[int, int, int, int, int, int]) -> datetime | None:
    try:
        moment = datetime(*told, tzinfo=UTC)
    except (ValueError, TypeError):
        return None
    return moment if moment.year > 1980 else None  # 1980 means that the time is not set


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def whole(stream: BinaryIO, most: int) -> io.BytesIO:
    """Return a seekable copy of a stream; raise UnreadableDocument if it exceeds `limit`."""
    content = stream.read(most + 1)
    if len(content) > most:
        raise UnreadableDocument(
            f"It is packed within a pack and larger than {most / 1_000_000:g} MB. Unpack it first."
        )
    return io.BytesIO(content)
