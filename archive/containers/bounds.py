"""How large a thing may grow: a packed stream may not grow without end."""

from dataclasses import dataclass
from typing import IO, BinaryIO, Final

from archive.errors import UnreadableDocument

FLOOR: Final = 100_000_000  # bytes that any packed file may open to
RATIO: Final = 200  # times its packed size; text packs to a tenth, a bomb to a thousandth
DEPTH: Final = 3  # containers within containers


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most bytes of one document, and of one container once it is opened."""

    document: int
    container: int


def check_growth(count: int, packed: int, most: int) -> None:
    """UnreadableDocument where `count` bytes out of `packed` are more than an honest file holds."""
    if count > most:
        raise UnreadableDocument(f"it holds more than {most / 1_000_000:g} MB")
    if count > FLOOR and count > RATIO * max(1, packed):
        raise UnreadableDocument(f"it opens to more than {RATIO} times its size, as no text does")


class Bounded:
    """Reads a stream; UnreadableDocument once it has grown past what an honest file grows to."""

    def __init__(self, stream: IO[bytes], *, packed: BinaryIO | None = None, most: int) -> None:
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
        packed = self._packed.tell() if self._packed and self._count > FLOOR else self._count
        check_growth(self._count, packed, self._most)
        return piece
