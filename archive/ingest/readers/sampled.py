"""A stream of records with one encoding for all, detected from the first bytes of the file."""

import io
from typing import BinaryIO, Final

from archive.containers.packs import FAULTS
from archive.text.encodings import decode_bytes

SAMPLE: Final = 1 << 18  # bytes


class SampledStream:
    """Line reader; `encoding` is detected from the first bytes, and empty if they are ASCII.

    An error while sampling is raised by `readline`, after the bytes read before it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._fault: Exception | None = None
        head = self._read_head()
        self._head = io.BytesIO(head)
        self.encoding = _encoding_of(head)

    def readline(self, size: int) -> bytes:
        """Return the next line, or `size` bytes of it."""
        line = self._head.readline(size)
        if line.endswith(b"\n") or len(line) == size:
            return line
        if self._fault is not None and not line:
            raise self._fault
        return line if self._fault else line + self._stream.readline(size - len(line))

    def _read_head(self) -> bytes:
        lines: list[bytes] = []
        left = SAMPLE
        try:
            while left > 0 and (line := self._stream.readline(left)):
                lines.append(line)
                left -= len(line)
        except FAULTS as error:
            self._fault = error
        return b"".join(lines)


def _encoding_of(head: bytes) -> str:
    whole = head[: head.rfind(b"\n") + 1] or head  # whole lines, so that no character is cut
    if whole.isascii():
        return ""
    encoding = decode_bytes(whole).encoding
    return "utf-8" if encoding == "utf-8-sig" else encoding
