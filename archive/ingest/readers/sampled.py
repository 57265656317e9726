"""A stream of records whose encoding is decided for all of them, by the first bytes of the file."""

import io
from typing import BinaryIO, Final

from archive.containers.packs import FAULTS
from archive.text.encodings import decode_bytes

SAMPLE: Final = 1 << 18  # bytes


class SampledStream:
    """Reads a stream line by line; `encoding` is that of its first bytes, empty if all are ASCII.

    A fault met while sampling is raised where the stream breaks off, after what came before it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._fault: Exception | None = None
        head = self._read_head()
        self._head = io.BytesIO(head)
        self.encoding = _encoding_of(head)

    def readline(self, size: int) -> bytes:
        """The next line, or `size` bytes of it."""
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
    whole = head[: head.rfind(b"\n") + 1] or head  # no character is cut in half
    if whole.isascii():
        return ""
    encoding = decode_bytes(whole).encoding
    return "utf-8" if encoding == "utf-8-sig" else encoding
