"""JSON Lines: one document per line, one line in memory at a time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.containers.bounds import SizeLimits
from archive.containers.packs import READ_ERRORS
from archive.ingest.documents import SourceItem
from archive.ingest.readers.encodings import detect_record_encoding
from archive.ingest.readers.places import SourceLocation
from archive.ingest.readers.sampled import SampledStream

SKIP_SIZE: Final = 1 << 20
_BOM: Final = b"\xef\xbb\xbf"


def read_lines(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield each non-empty line as a document; lines that are too long are refused.

    A truncated stream (damaged gzip) ends with a refusal; the documents before it are kept.
    """
    number, offset, max_bytes = 0, 0, limits.max_document_bytes
    sampled = SampledStream(stream)
    while True:
        try:
            line = sampled.readline(max_bytes + 2)
            skipped = (
                0 if len(line) < max_bytes + 2 or line.endswith(b"\n") else _skip_line(sampled)
            )
        except READ_ERRORS as error:
            yield location.append_record(f"after line {number}").refuse(_format_broken(error))
            return
        if not line:
            return
        number += 1
        line_location, content = location.append_record(f"line {number}"), line.rstrip(b"\r\n")
        if skipped or len(content) > max_bytes:
            yield line_location.refuse(format_too_large(max_bytes))
        elif content.strip(_BOM + b" \t"):
            line_location = replace(
                line_location, encoding=detect_record_encoding(content, sampled.encoding)
            )
            yield line_location.build_document(content, media_type, offset=offset)
        offset += len(line) + skipped


def format_too_large(max_bytes: int) -> str:
    """Return the refusal reason for a document that is too large."""
    return (
        f"It is larger than {max_bytes / 1_000_000:g} MB, which is no single article."
        " Cut it into its articles."
    )


def _skip_line(stream: SampledStream) -> int:
    """Skip to the end of the line; return the number of bytes skipped."""
    skipped = 0
    while chunk := stream.readline(SKIP_SIZE):
        skipped += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return skipped


def _format_broken(error: Exception) -> str:
    return (
        f"The file breaks off here ({error}). What stands before is taken in; fetch the file again"
        " and take it in again for the rest."
    )
