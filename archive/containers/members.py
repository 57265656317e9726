"""A multi-member gzip file, or a plain one, as one stream with addressable positions."""

import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from archive.containers.bounds import check_growth
from archive.errors import UnreadableDocument

PLAIN: Final = -1
_MAGIC: Final = b"\x1f\x8b\x08"
_RAW: Final = 1 << 16
_OPENED: Final = 1 << 20


class Members:
    """Forward stream. A position is (offset of a gzip member, offset in its decompressed bytes).

    In a plain file the member is -1. `max_bytes` limits the decompressed size of all members.
    """

    def __init__(self, file: BinaryIO, *, most: int, place: tuple[int, int] | None = None) -> None:
        self._file = file
        self._most = most
        start = place[0] if place and place[0] != PLAIN else place[1] if place else 0
        if place is not None:
            file.seek(start)
        self._raw = file.read(_RAW)
        self._raw_at = start  # file offset of the first byte of `_raw`
        self._packer: Any = None  # zlib does not export its decompressor type
        self._member, self._inner = PLAIN, start
        self._buffer, self._at = b"", 0
        self._count = 0
        self.is_packed = self._raw.startswith(_MAGIC)
        if self.is_packed:
            self._begin_member()
            if place is not None:
                self.skip(place[1])

    def place(self) -> tuple[int, int]:
        """Return the position of the next byte."""
        self._fill()
        return self._member, self._inner + self._at

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the end."""
        parts = []
        while size > 0 and self._fill():
            piece = self._buffer[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            parts.append(piece)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Skip up to `size` bytes; return the number skipped."""
        skipped = 0
        while skipped < size and self._fill():
            step = min(size - skipped, len(self._buffer) - self._at)
            self._at += step
            skipped += step
        return skipped

    def readline(self, size: int) -> bytes:
        """Return the next line with its end, at most `size` bytes of it."""
        parts = []
        while size > 0 and self._fill():
            end = self._buffer.find(b"\n", self._at, self._at + size)
            stop = end + 1 if end >= 0 else min(len(self._buffer), self._at + size)
            parts.append(self._buffer[self._at : stop])
            size -= stop - self._at
            self._at = stop
            if end >= 0:
                break
        return b"".join(parts)

    def seek_line(self, wanted: Callable[[bytes], bool], longest: int) -> None:
        """Skip to the next line for which `is_wanted` is true, or to the end."""
        is_new = True
        while self._fill():
            line = self.readline(longest)
            if is_new and wanted(line):
                self._unread(line)
                return
            is_new = line.endswith(b"\n")

    def resume(self) -> bool:
        """Move to the next gzip member after an error; return False if there is none."""
        if not self.is_packed:
            return False
        self._packer, self._buffer, self._at = None, b"", 0
        self._drop(1)
        while (found := self._raw.find(_MAGIC)) < 0:
            self._drop(max(0, len(self._raw) - len(_MAGIC) + 1))
            more = self._file.read(_RAW)
            if not more:
                return False
            self._raw += more
        self._drop(found)
        self._begin_member()
        return True

    def _unread(self, line: bytes) -> None:
        before = line[: max(0, len(line) - self._at)]  # part of the line from the previous buffer
        self._buffer, self._inner = before + self._buffer, self._inner - len(before)
        self._at = max(0, self._at + len(before) - len(line))

    def _fill(self) -> bool:
        """Ensure that the buffer has a byte to read; return False at the end."""
        while self._at >= len(self._buffer):
            self._inner += len(self._buffer)
            self._buffer, self._at = b"", 0
            if not self._more():
                return False
        return True

    def _more(self) -> bool:
        if not self.is_packed:
            self._buffer, self._raw = self._raw, b""
            if not self._buffer:
                self._buffer = self._file.read(_RAW)
            self._grown(len(self._buffer), self._count + len(self._buffer))
            return bool(self._buffer)
        if self._packer is None or self._packer.eof:
            return self._next_member()
        self._raw = self._raw or self._file.read(_RAW)
        at_the_end = not self._raw
        self._inflate()
        if at_the_end and not self._buffer:
            raise UnreadableDocument("its packing breaks off")
        return True

    def _inflate(self) -> None:
        packer = self._packer
        try:
            self._buffer = packer.decompress(self._raw, _OPENED)
        except zlib.error as error:
            raise UnreadableDocument(f"its packing is damaged ({error})") from error
        rest = packer.unused_data if packer.eof else packer.unconsumed_tail
        self._drop(len(self._raw) - len(rest))
        self._grown(len(self._buffer), self._raw_at)

    def _next_member(self) -> bool:
        """Begin the next gzip member, skipping zero padding; return False at the end."""
        self._drop(len(self._raw) - len(self._raw.lstrip(b"\0")))
        if len(self._raw) < len(_MAGIC):
            self._raw += self._file.read(_RAW)
        if not self._raw:
            return False
        if not self._raw.startswith(_MAGIC):
            raise UnreadableDocument("bytes that are no gzip stand between its members")
        self._begin_member()
        return True

    def _drop(self, size: int) -> None:
        self._raw, self._raw_at = self._raw[size:], self._raw_at + size

    def _begin_member(self) -> None:
        self._packer = zlib.decompressobj(31)
        self._member, self._inner = self._raw_at, 0

    def _grown(self, size: int, packed: int) -> None:
        self._count += size
        check_growth(self._count, packed, self._most)
