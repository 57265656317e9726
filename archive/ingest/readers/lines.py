"""JSON Lines: one document a line, one line in memory at a time."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final, Protocol

from archive.errors import UnreadableDocument
from archive.ingest.documents import Original, Refused, SourceDocument

PIECE: Final = 1 << 20
_MARK: Final = b"\xef\xbb\xbf"


class LineStream(Protocol):
    """Bytes that can be read a line at a time."""

    def readline(self, size: int = -1, /) -> bytes:
        """The next line, at most `size` bytes of it."""


def read_lines(
    stream: LineStream,
    *,
    source: str,
    media_type: str,
    captured_at: datetime,
    original: Original | None,
    most: int,
) -> Iterator[SourceDocument | Refused]:
    """Each line that is not empty as a document; refused where it is longer than `most` bytes.

    A stream that breaks off (a damaged gzip) ends with a refusal; what came before it stands.
    """
    number, offset = 0, 0
    while True:
        try:
            line = stream.readline(most + 2)
            rest = 0 if len(line) < most + 2 or line.endswith(b"\n") else _skip_line(stream)
        except (OSError, EOFError, zlib.error, UnreadableDocument) as error:
            yield Refused(source=source, record=f"after line {number}", reason=_broken(error))
            return
        if not line:
            return
        number += 1
        record, content = f"line {number}", line.rstrip(b"\r\n")
        if rest or len(content) > most:
            yield Refused(source=source, record=record, reason=too_large(most))
        elif content.strip(_MARK + b" \t"):
            yield SourceDocument(
                content=content,
                media_type=media_type,
                source=source,
                record=record,
                offset=offset,
                captured_at=captured_at,
                original=original,
            )
        offset += len(line) + rest


def too_large(most: int) -> str:
    """What to say of a document that is larger than the archive takes."""
    return (
        f"It is larger than {most / 1_000_000:g} MB, which is no single article. Cut it into its"
        " articles, or raise"
        " CUTTINGS_MAX_DOCUMENT_MB."
    )


def _skip_line(stream: LineStream) -> int:
    """Read on to the end of a line without keeping it; how many bytes that was."""
    skipped = 0
    while piece := stream.readline(PIECE):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def _broken(error: Exception) -> str:
    return (
        f"The file breaks off here ({error}). What stands before is taken in; fetch the file again"
        " and run the same command for the rest."
    )
