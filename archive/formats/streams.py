"""Streams with bounds, and where in its file each record stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.documents import Original, RefusedItem, SkippedItem, SourceDocument

LocationStep = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLocation:
    """A file or nested file: its source, the steps to it, its metadata."""

    source: str
    captured_at: datetime
    record: str = ""
    name: str = ""
    url: str = ""
    charset: str = ""
    encoding: str = ""
    fixity: str = ""
    is_dated: bool = False
    original: Original | None = None
    steps: tuple[LocationStep, ...] = ()
    depth: int = 0

    def enter_step(self, step: LocationStep, **facts: object) -> "SourceLocation":
        """Return the location one step further in; `record` is appended to the record name."""
        location = self.append_record(str(facts.pop("record", "")))
        return replace(location, steps=(*self.steps, step), **facts)  # type: ignore[arg-type]

    def append_record(self, record: str) -> "SourceLocation":
        """Return the location of one record here; its name is appended to the record name."""
        return replace(self, record=", ".join(filter(None, [self.record, record])))

    def enter_container(self) -> "SourceLocation":
        """Return the same location with its depth increased by one."""
        return replace(self, depth=self.depth + 1)

    def build_document(self, content: bytes, media_type: str, *, offset: int = 0) -> SourceDocument:
        """Return the document at this location."""
        return SourceDocument(
            content=content,
            media_type=media_type,
            source=self.source,
            record=self.record,
            offset=offset if self.original else 0,
            url=self.url[:2000],
            charset=self.charset,
            encoding=self.encoding,
            captured_at=self.captured_at,
            is_dated=self.is_dated,
            fixity=self.fixity,
            original=self.original,
            steps=self.steps if self.original else (),
        )

    def refuse(self, reason: str) -> RefusedItem:
        """Return a refusal of the item at this location."""
        return RefusedItem(source=self.source, record=self.record, reason=reason)

    def skip(self, reason: str) -> SkippedItem:
        """Return a skipped item for this location."""
        return SkippedItem(source=self.source, record=self.record, reason=reason)


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file nested in another, still to be read."""

    stream: IO[bytes]
    location: SourceLocation


def escape_line(text: str, max_length: int = 300) -> str:
    """Return a name as one line, unprintable characters escaped, its middle cut if too long."""
    line = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text.encode("utf-8", "backslashreplace").decode()
    )
    return line if len(line) <= max_length else f"{line[: max_length // 2]}…{line[-max_length // 2 :]}"


# Size limits for documents and containers, against decompression bombs.

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
        raise UnreadableDocument(f"it opens to more than {MAX_RATIO} times its size, as no text does")


class BoundedStream:
    """Stream wrapper that raises UnreadableDocument once its size limit is exceeded."""

    def __init__(self, stream: IO[bytes], *, packed: BinaryIO | None = None, max_bytes: int) -> None:
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
        packed_bytes = self._packed.tell() if self._packed and self._count > ALWAYS_ALLOWED else self._count
        check_growth(self._count, packed_bytes, self._max_bytes)
        return chunk
