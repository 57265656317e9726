"""A file of text as one document."""

import zlib
from datetime import datetime
from typing import Protocol

from archive.errors import UnreadableDocument
from archive.ingest.documents import Original, Refused, SourceDocument
from archive.ingest.readers.lines import too_large


class ByteStream(Protocol):
    """Bytes that can be read."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, fewer only at the end."""


def read_file(
    stream: ByteStream,
    *,
    source: str,
    media_type: str,
    captured_at: datetime,
    original: Original | None,
    most: int,
) -> SourceDocument | Refused:
    """The whole of `stream` as one document; refused where it is larger than `most` bytes."""
    try:
        content = stream.read(most + 1)
    except (OSError, EOFError, zlib.error, UnreadableDocument) as error:
        return Refused(
            source=source, reason=f"It cannot be read to its end ({error}). Fetch it again."
        )
    if len(content) > most:
        return Refused(source=source, reason=too_large(most))
    return SourceDocument(
        content=content,
        media_type=media_type,
        source=source,
        captured_at=captured_at,
        original=original,
    )
