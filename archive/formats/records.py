"""Text files, saved pages and JSON lines as documents."""

import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.media_types import CONVERTED_FORMATS
from archive.formats.streams import READ_ERRORS, SizeLimits, read_whole
from archive.text.encodings import decode_bytes

SAMPLE_SIZE: Final = 1 << 18  # bytes
BOM: Final = b"\xef\xbb\xbf"
DOCUMENT_SIZE_FACTOR: Final = 5  # the same for a PDF, a picture, or a document of a word processor


class SampledStream:
    """Line reader with a `sample` of the first bytes and its `encoding`, empty if ASCII; errors are raised in turn."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._error: Exception | None = None
        lines: list[bytes] = []
        remaining = SAMPLE_SIZE
        try:
            while remaining > 0 and (line := stream.readline(remaining)):
                lines.append(line)
                remaining -= len(line)
        except READ_ERRORS as error:
            self._error = error
        head = b"".join(lines)
        self._head = io.BytesIO(head)
        self.sample = head
        complete_lines = head[: head.rfind(b"\n") + 1] or head  # so that no character is cut
        encoding = "" if complete_lines.isascii() else decode_bytes(complete_lines).encoding
        self.encoding = "utf-8" if encoding == "utf-8-sig" else encoding

    def readline(self, size: int) -> bytes:
        """Return the next line, or `size` bytes of it."""
        line = self._head.readline(size)
        if line.endswith(b"\n") or len(line) == size:
            return line
        if self._error is not None and not line:
            raise self._error
        return line if self._error else line + self._stream.readline(size - len(line))


def read_file(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield the whole stream as one document."""
    yield location.build_document(read_whole(stream, find_size_limit(limits, media_type)), media_type)


def find_size_limit(limits: SizeLimits, media_type: str) -> int:
    """Return the maximum bytes of a document; pictures and fonts in it make it larger, not longer."""
    return limits.max_document_bytes * (DOCUMENT_SIZE_FACTOR if media_type in CONVERTED_FORMATS else 1)
