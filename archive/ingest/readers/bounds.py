"""A packed stream that may not grow without end."""

from typing import BinaryIO, Final

from archive.errors import UnreadableDocument

FLOOR: Final = 100_000_000  # bytes that any packed file may open to
RATIO: Final = 200  # times its packed size; text packs to a tenth, a bomb to a thousandth


class Bounded:
    """Reads a stream; UnreadableDocument once it has grown past what an honest file grows to."""

    def __init__(self, stream: BinaryIO, *, packed: BinaryIO | None = None, most: int) -> None:
        self._stream = stream
        self._packed = packed if packed is not None and packed.seekable() else None
        self._most = most
        self._count = 0

    def read(self, size: int = -1, /) -> bytes:
        """As the stream itself."""
        return self._counted(self._stream.read(size))

    def readline(self, size: int = -1, /) -> bytes:
        """As the stream itself."""
        return self._counted(self._stream.readline(size))

    def seekable(self) -> bool:
        """Never: what was read is counted once."""
        return False

    def _counted(self, piece: bytes) -> bytes:
        self._count += len(piece)
        if self._count > self._most:
            raise UnreadableDocument(
                f"it holds more than {self._most / 1_000_000:g} MB (CUTTINGS_MAX_CONTAINER_MB)"
            )
        packed = self._packed.tell() if self._packed and self._count > FLOOR else self._count
        if self._count > RATIO * max(1, packed):
            raise UnreadableDocument(
                f"it opens to more than {RATIO} times its size, as no text does"
            )
        return piece
