"""A stream of records with one encoding for all, detected from the first bytes of the file."""

import io
from typing import BinaryIO, Final

from archive.containers.packs import READ_ERRORS
from archive.text.encodings import decode_bytes

SAMPLE_SIZE: Final = 1 << 18  # bytes


class SampledStream:
    """Line reader; `encoding` is detected from the first bytes, and empty if they are ASCII.

    An error while sampling is raised by `readline`, after the bytes read before it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._error: Exception | None = None
        head = self._read_head()
        self._head = io.BytesIO(head)
        self.encoding = _detect_encoding(head)

    def readline(self, size: int) -> bytes:
        """Return the next line, or `size` bytes of it."""
        line = self._head.readline(size)
        if line.endswith(b"\n") or len(line) == size:
            return line
        if self._error is not None and not line:
            raise self._error
        return line if self._error else line + self._stream.readline(size - len(line))

    def _read_head(self) -> bytes:
        lines: list[bytes] = []
        remaining = SAMPLE_SIZE
        try:
            while remaining > 0 and (line := self._stream.readline(remaining)):
                lines.append(line)
                remaining -= len(line)
        except READ_ERRORS as error:
            self._error = error
        return b"".join(lines)


def _detect_encoding(head: bytes) -> str:
    complete_lines = (
        head[: head.rfind(b"\n") + 1] or head
    )  # whole lines, so that no character is cut
    if complete_lines.isascii():
        return ""
    encoding = decode_bytes(complete_lines).encoding
    return "utf-8" if encoding == "utf-8-sig" else encoding
