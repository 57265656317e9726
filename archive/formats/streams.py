"""Streams with bounds: size limits, byte ranges, and gzip files of several members."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, Any, BinaryIO, Final

from archive.errors import LimitExceeded, RefusalReason, Remedy, UnreadableDocument
from archive.formats.faults import describe_fault

READ_ERRORS: Final = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error,
    zipfile.BadZipFile, tarfile.TarError, UnreadableDocument,
)  # fmt: skip
"""Exceptions that reading a broken, encrypted or hostile container may raise."""

ALWAYS_ALLOWED: Final = 100_000_000  # bytes that any packed file may decompress to
MAX_RATIO: Final = 200  # maximum compression ratio; text has about 10, a bomb 1000
TOO_MUCH_GROWTH: Final = (
    f"It opens to more than {MAX_RATIO} times its size, as no text does. If you trust it, unpack it on your computer"
    " and take in the files that you want."
)
EXPORT_SIZE_FACTOR: Final = 5  # by which a file of several hundred articles may be larger than one document
NO_MEMBER: Final = -1
_MAGIC: Final = b"\x1f\x8b\x08"
_READ_SIZE: Final = 1 << 16
_OUTPUT_SIZE: Final = 1 << 20
ByteRanges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """Maximum bytes of one document, and of one container after decompression."""

    max_document_bytes: int
    max_container_bytes: int


def format_too_large(max_bytes: int) -> RefusalReason:
    """Return the refusal reason for a document that is too large."""
    return RefusalReason(
        f"It is larger than {max_bytes / 1_000_000:g} MB, which is no single article. Cut it into its articles.",
        Remedy.RAISE_LIMITS,
    )


def check_size(content: bytes, max_bytes: int, reason: str) -> bytes:
    """Return the content; raise UnreadableDocument with this reason if it is larger than `max_bytes`."""
    if len(content) > max_bytes:
        raise UnreadableDocument(reason, remedy=reason.remedy if isinstance(reason, RefusalReason) else None)
    return content


def read_whole(stream: BinaryIO, max_bytes: int) -> bytes:
    """Return the whole stream; raise UnreadableDocument if larger than `max_bytes` or broken."""
    return check_size(read_whole_or_head(stream, max_bytes), max_bytes, format_too_large(max_bytes))


def read_export(stream: BinaryIO, limits: SizeLimits, is_export: Callable[[bytes], bool]) -> bytes:
    """Return the whole stream; an export of several articles may be larger than one document.

    What it is, is told by as many bytes as one document may have. Raises UnreadableDocument.
    """
    content = read_whole_or_head(stream, limits.max_document_bytes)
    if len(content) <= limits.max_document_bytes:
        return content
    reason = format_too_large(limits.max_document_bytes)
    if not is_export(content):
        raise UnreadableDocument(reason, remedy=reason.remedy)
    max_bytes = limits.max_document_bytes * EXPORT_SIZE_FACTOR
    content += read_whole_or_head(stream, max_bytes - len(content))
    return check_size(content, max_bytes, f"It is larger than {max_bytes / 1_000_000:g} MB. Export it again in parts.")


def read_whole_or_head(stream: BinaryIO, max_bytes: int) -> bytes:
    """Return the stream, or one byte more than `max_bytes` of it; raise UnreadableDocument if it is broken."""
    try:
        return stream.read(max_bytes + 1)
    except LimitExceeded:
        raise
    except READ_ERRORS as error:
        raise UnreadableDocument(f"It cannot be read to its end ({describe_fault(error)}). Fetch it again.") from error


def skip_bytes(stream: BinaryIO, count: int) -> None:
    """Move a stream on by `count` bytes: by seeking where that is cheap, else by reading."""
    if type(stream) in {io.BufferedReader, io.BytesIO} and stream.seekable():
        stream.seek(count, io.SEEK_CUR)
        return
    while count > 0 and (chunk := stream.read(min(count, _OUTPUT_SIZE))):
        count -= len(chunk)


def check_growth(opened_bytes: int, packed_bytes: int, max_bytes: int) -> None:
    """Raise LimitExceeded if the size exceeds `max_bytes` or the maximum ratio."""
    if opened_bytes > max_bytes:
        raise LimitExceeded(
            f"It holds more than {max_bytes / 1_000_000:g} MB, the most that is taken in at once. Take it in in parts.",
            remedy=Remedy.RAISE_LIMITS,
        )
    if opened_bytes > ALWAYS_ALLOWED and opened_bytes > MAX_RATIO * max(1, packed_bytes):
        raise LimitExceeded(TOO_MUCH_GROWTH)


class BoundedStream(io.RawIOBase):
    """Forward-only stream wrapper that raises UnreadableDocument once its size limit is exceeded."""

    def __init__(self, stream: IO[bytes], *, packed: BinaryIO | None = None, max_bytes: int) -> None:
        self._stream = stream
        self._packed = packed if packed is not None and packed.seekable() else None
        self._max_bytes = max_bytes
        self._count = 0

    def read(self, size: int = -1, /) -> bytes:
        """Read from the stream, and count."""
        return self._count_bytes(self._stream.read(size))

    def readline(self, size: int = -1, /) -> bytes:  # type: ignore[override]
        """Read a line from the stream, and count."""
        return self._count_bytes(self._stream.readline(size))

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into a buffer, and count."""
        chunk = self.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def readable(self) -> bool:
        """Return True."""
        return True

    def _count_bytes(self, chunk: bytes) -> bytes:
        self._count += len(chunk)
        packed_bytes = self._packed.tell() if self._packed and self._count > ALWAYS_ALLOWED else self._count
        check_growth(self._count, packed_bytes, self._max_bytes)
        return chunk


def extract_ranges(content: bytes, ranges: ByteRanges) -> bytes:
    """Return the concatenated bytes of the ranges."""
    return b"".join(content[start:end] for start, end in ranges)


def read_ranges(stream: IO[bytes], ranges: ByteRanges) -> bytes:
    """Return the concatenated bytes of the ranges of a stream; in ascending order they are read without the rest."""
    if any(end > start for (_, end), (start, _) in pairwise(ranges)):
        return extract_ranges(stream.read(), ranges)
    parts, position = [], 0
    for start, end in ranges:
        while position < start and (chunk := stream.read(min(start - position, _OUTPUT_SIZE))):
            position += len(chunk)
        part = stream.read(end - position) if position == start else b""
        position += len(part)
        parts.append(part)
    return b"".join(parts)


def flatten_ranges(ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return ranges as a flat tuple of numbers, for storage."""
    return tuple(number for pair in ranges for number in pair)


def unflatten_ranges(numbers: Sequence[int]) -> ByteRanges:
    """Return ranges from a flat sequence of numbers."""
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


class MemberStream:
    """Forward stream over a plain file, or a gzip file of several members, with addressable positions.

    A position is (offset of a gzip member, offset in its decompressed bytes); in a plain file the member is -1.
    `max_bytes` limits the decompressed size of all members.
    """

    def __init__(self, file: BinaryIO, *, max_bytes: int, position: tuple[int, int] | None = None) -> None:
        self._file = file
        self._max_bytes = max_bytes
        start = 0
        if position is not None:
            start = position[1] if position[0] == NO_MEMBER else position[0]
            file.seek(start)
        self._raw = file.read(_READ_SIZE)
        self._raw_offset = start  # file offset of the first byte of `_raw`
        self._decompressor: Any = None  # zlib does not export its decompressor type
        self._member = NO_MEMBER
        self._member_offset = start
        self._buffer = b""
        self._buffer_offset = 0
        self._count = 0
        self.is_packed = self._raw.startswith(_MAGIC)
        if self.is_packed:
            self._begin_member()
            if position is not None:
                self.skip(position[1])

    def get_position(self) -> tuple[int, int]:
        """Return the position of the next byte."""
        self._fill_buffer()
        return self._member, self._member_offset + self._buffer_offset

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the end."""
        parts = []
        while size > 0 and self._fill_buffer():
            chunk = self._buffer[self._buffer_offset : self._buffer_offset + size]
            self._buffer_offset += len(chunk)
            size -= len(chunk)
            parts.append(chunk)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Skip up to `size` bytes; return the number skipped."""
        skipped = 0
        while skipped < size and self._fill_buffer():
            step = min(size - skipped, len(self._buffer) - self._buffer_offset)
            self._buffer_offset += step
            skipped += step
        return skipped

    def readline(self, size: int) -> bytes:
        """Return the next line with its end, at most `size` bytes of it."""
        parts = []
        while size > 0 and self._fill_buffer():
            end = self._buffer.find(b"\n", self._buffer_offset, self._buffer_offset + size)
            stop = end + 1 if end >= 0 else min(len(self._buffer), self._buffer_offset + size)
            parts.append(self._buffer[self._buffer_offset : stop])
            size -= stop - self._buffer_offset
            self._buffer_offset = stop
            if end >= 0:
                break
        return b"".join(parts)

    def seek_line(self, is_wanted: Callable[[bytes], bool], max_length: int) -> None:
        """Skip to the next line for which `is_wanted` is true, or to the end."""
        is_new = True
        while self._fill_buffer():
            line = self.readline(max_length)
            if is_new and is_wanted(line):
                prefix = line[: max(0, len(line) - self._buffer_offset)]  # its part from the previous buffer
                self._buffer, self._member_offset = prefix + self._buffer, self._member_offset - len(prefix)
                self._buffer_offset = max(0, self._buffer_offset + len(prefix) - len(line))
                return
            is_new = line.endswith(b"\n")

    def resume(self) -> bool:
        """Move to the next gzip member after an error; return False if there is none."""
        if not self.is_packed:
            return False
        self._decompressor = None
        self._buffer, self._buffer_offset = b"", 0
        self._drop_raw_bytes(1)
        while (magic_offset := self._raw.find(_MAGIC)) < 0:
            self._drop_raw_bytes(max(0, len(self._raw) - len(_MAGIC) + 1))
            more = self._file.read(_READ_SIZE)
            if not more:
                return False
            self._raw += more
        self._drop_raw_bytes(magic_offset)
        self._begin_member()
        return True

    def _fill_buffer(self) -> bool:
        """Ensure that the buffer has a byte to read; return False at the end."""
        while self._buffer_offset >= len(self._buffer):
            self._member_offset += len(self._buffer)
            self._buffer, self._buffer_offset = b"", 0
            if not self._read_more():
                return False
            self._count += len(self._buffer)
            check_growth(self._count, self._raw_offset if self.is_packed else self._count, self._max_bytes)
        return True

    def _read_more(self) -> bool:
        if not self.is_packed:
            self._buffer, self._raw = self._raw or self._file.read(_READ_SIZE), b""
            return bool(self._buffer)
        if self._decompressor is None or self._decompressor.eof:
            return self._begin_next_member()
        self._raw = self._raw or self._file.read(_READ_SIZE)
        is_at_end = not self._raw
        try:
            self._buffer = self._decompressor.decompress(self._raw, _OUTPUT_SIZE)
        except zlib.error as error:
            raise UnreadableDocument(f"its packing is damaged ({describe_fault(error)})") from error
        unused = self._decompressor.unused_data if self._decompressor.eof else self._decompressor.unconsumed_tail
        self._drop_raw_bytes(len(self._raw) - len(unused))
        if is_at_end and not self._buffer:
            raise UnreadableDocument("its packing breaks off")
        return True

    def _begin_next_member(self) -> bool:
        """Begin the next gzip member, skipping zero padding; return False at the end."""
        self._drop_raw_bytes(len(self._raw) - len(self._raw.lstrip(b"\0")))
        if len(self._raw) < len(_MAGIC):
            self._raw += self._file.read(_READ_SIZE)
        if not self._raw:
            return False
        if not self._raw.startswith(_MAGIC):
            raise UnreadableDocument("bytes that are no gzip stand between its members")
        self._begin_member()
        return True

    def _drop_raw_bytes(self, size: int) -> None:
        self._raw, self._raw_offset = self._raw[size:], self._raw_offset + size

    def _begin_member(self) -> None:
        self._decompressor = zlib.decompressobj(31)
        self._member, self._member_offset = self._raw_offset, 0
