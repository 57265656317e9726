"""Files packed by bzip2, xz or zstd: opened as streams, within bounds of memory and size."""

import bz2
import io
import lzma
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import IO, Any, BinaryIO, Final, Protocol

from archive.errors import Remedy, UnreadableDocument
from archive.formats.documents import InnerFile, SourceItem, SourceLocation
from archive.formats.streams import BoundedStream, SizeLimits

try:
    from compression import zstd  # type: ignore[import-not-found]  # of Python 3.14
except ImportError:
    zstd = None

READ_SIZE: Final = 1 << 16
MAX_MEMORY: Final = 256_000_000  # bytes that a decompressor may need; xz -9 needs 65 MB
_NAMES: Final = {".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}
"""Suffixes that stand for two."""


class Decompressor(Protocol):
    """The interface that the decompressors of Python share."""

    @property
    def eof(self) -> bool:
        """True at the end of a part."""

    @property
    def needs_input(self) -> bool:
        """True if more packed bytes are needed."""

    @property
    def unused_data(self) -> bytes:
        """Bytes after the end of the part."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return the next bytes, at most `max_length`."""


def _build_zstd_decompressor() -> Decompressor:
    if zstd is None:
        raise UnreadableDocument(
            "It is packed by zstd, which this installation cannot unpack. Unpack it on your computer, and take in what"
            " comes out.",
            remedy=Remedy.INSTALL_PACKS,
        )
    decompressor: Decompressor = zstd.ZstdDecompressor()
    return decompressor


DECOMPRESSORS: Final[dict[str, Callable[[], Decompressor]]] = {
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=MAX_MEMORY),
    "zstd": _build_zstd_decompressor,
}


class UnpackedStream(io.RawIOBase):
    """Forward-only stream of the bytes in a packed one, of one part or several."""

    def __init__(self, stream: IO[bytes], packing: str) -> None:
        self._stream = stream
        self._packing = packing
        self._build_decompressor = DECOMPRESSORS[packing]
        self._decompressor: Decompressor | None = self._build_decompressor()
        self._rest = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer."""
        chunk = self._read_chunk(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def _read_chunk(self, size: int) -> bytes:
        """Return up to `size` bytes; none at the end."""
        while self._decompressor is not None:
            if self._decompressor.eof and not self._begin_next_part():
                return b""
            if self._decompressor.needs_input and not self._rest:
                self._rest = self._stream.read(READ_SIZE)
                if not self._rest:
                    raise UnreadableDocument(f"its packing by {self._packing} breaks off")
            chunk = self._decompress(size)
            if chunk:
                return chunk
        return b""

    def _decompress(self, size: int) -> bytes:
        if self._decompressor is None:
            return b""
        packed, self._rest = self._rest, b""
        try:
            return self._decompressor.decompress(packed, size)
        except UnreadableDocument:
            raise
        except (OSError, EOFError, ValueError, lzma.LZMAError, MemoryError) as error:
            raise UnreadableDocument(f"its packing by {self._packing} is damaged: {error}") from error

    def _begin_next_part(self) -> bool:
        """Begin the part that follows, after padding; return False if there is none."""
        unused = self._decompressor.unused_data if self._decompressor else b""
        while not (rest := unused.lstrip(b"\0")):
            unused = self._stream.read(READ_SIZE)
            if not unused:
                self._decompressor = None
                return False
        self._decompressor, self._rest = self._build_decompressor(), rest
        return True


def read_bzip2(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, _: str
) -> Iterator[SourceItem | InnerFile]:
    """Yield the file that is packed by bzip2."""
    yield _open_packed(stream, location, limits, "bzip2")


def read_xz(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, _: str) -> Iterator[SourceItem | InnerFile]:
    """Yield the file that is packed by xz."""
    yield _open_packed(stream, location, limits, "xz")


def read_zstd(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, _: str
) -> Iterator[SourceItem | InnerFile]:
    """Yield the file that is packed by zstd."""
    yield _open_packed(stream, location, limits, "zstd")


def _open_packed(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, packing: str) -> InnerFile:
    path = PurePath(location.name)
    name = path.stem + _NAMES.get(path.suffix.lower(), "")
    unpacked = io.BufferedReader(UnpackedStream(stream, packing), READ_SIZE)
    bounded = BoundedStream(unpacked, packed=stream, max_bytes=limits.max_container_bytes)
    return InnerFile(bounded, location.enter_step((packing,), name=name))  # type: ignore[arg-type]


def open_packing(stream: BinaryIO, packing: str) -> io.BufferedReader:
    """Open a packed stream again, to read a record from it."""
    return io.BufferedReader(UnpackedStream(stream, packing), READ_SIZE)
