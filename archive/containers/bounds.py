"""Size limits for documents and containers, against decompression bombs."""

from dataclasses import dataclass
from typing import IO, BinaryIO, Final

from archive.errors import UnreadableDocument

ALWAYS_ALLOWED: Final = 100_000_000  # bytes that any packed file may decompress to
MAX_RATIO: Final = 200  # maximum compression ratio; text has about 10, a bomb 1000
MAX_DEPTH: Final = 3  # maximum nesting of containers


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """Maximum bytes of one document, and of one container after decompression."""

    max_document_bytes: int
    max_container_bytes: int


def check_growth(opened_bytes: int, packed_bytes: int, max_bytes: int) -> None:
    """Raise UnreadableDocument if the size exceeds `max_bytes` or the maximum ratio."""
    if opened_bytes > max_bytes:
        raise UnreadableDocument(f"it holds more than {max_bytes / 1_000_000:g} MB")
    if opened_bytes > ALWAYS_ALLOWED and opened_bytes > MAX_RATIO * max(1, packed_bytes):
        raise UnreadableDocument(
            f"it opens to more than {MAX_RATIO} times its size, as no text does"
        )


class BoundedStream:
    """Stream wrapper that raises UnreadableDocument once its size limit is exceeded."""

    def __init__(
        self, stream: IO[bytes], *, packed: BinaryIO | None = None, max_bytes: int
    ) -> None:
        self._stream = stream
        self._packed = packed if packed is not None and packed.seekable() else None
        self._max_bytes = max_bytes
        self._count = 0

    def read(self, size: int = -1, /) -> bytes:
        """Read from the stream, and count."""
        return self._count_bytes(self._stream.read(size))

    def readline(self, size: int = -1, /) -> bytes:
        """Read a line from the stream, and count."""
        return self._count_bytes(self._stream.readline(size))

    def seekable(self) -> bool:
        """Return False: bytes must be counted once."""
        return False

    def _count_bytes(self, chunk: bytes) -> bytes:
        self._count += len(chunk)
        packed_bytes = (
            self._packed.tell() if self._packed and self._count > ALWAYS_ALLOWED else self._count
        )
        check_growth(self._count, packed_bytes, self._max_bytes)
        return chunk
