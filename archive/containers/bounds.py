"""Size limits for documents and containers, against decompression bombs."""

from dataclasses import dataclass
from typing import IO, BinaryIO, Final

from archive.errors import UnreadableDocument

FLOOR: Final = 100_000_000  # bytes that any packed file may decompress to
RATIO: Final = 200  # maximum compression ratio; text has about 10, a bomb 1000
DEPTH: Final = 3  # maximum nesting of containers


@dataclass(frozen=True, slots=True)
class Bounds:
    """Maximum bytes of one document, and of one container after decompression."""

    document: int
    container: int


def check_growth(count: int, packed: int, most: int) -> None:
    """Raise UnreadableDocument if the size exceeds `max_bytes` or the maximum ratio."""
    if count > most:
        raise UnreadableDocument(f"it holds more than {most / 1_000_000:g} MB")
    if count > FLOOR and count > RATIO * max(1, packed):
        raise UnreadableDocument(f"it opens to more than {RATIO} times its size, as no text does")


class Bounded:
    """Stream wrapper that raises UnreadableDocument once its size limit is exceeded."""

    def __init__(self, stream: IO[bytes], *, packed: BinaryIO | None = None, most: int) -> None:
        self._stream = stream
        self._packed = packed if packed is not None and packed.seekable() else None
        self._most = most
        self._count = 0

    def read(self, size: int = -1, /) -> bytes:
        """Read from the stream, and count."""
        return self._counted(self._stream.read(size))

    def readline(self, size: int = -1, /) -> bytes:
        """Read a line from the stream, and count."""
        return self._counted(self._stream.readline(size))

    def seekable(self) -> bool:
        """Return False: bytes must be counted once."""
        return False

    def _counted(self, piece: bytes) -> bytes:
        self._count += len(piece)
        packed = self._packed.tell() if self._packed and self._count > FLOOR else self._count
        check_growth(self._count, packed, self._most)
        return piece
