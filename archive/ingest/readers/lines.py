"""JSON Lines: one document per line, one line in memory at a time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.containers.bounds import Bounds
from archive.containers.packs import FAULTS
from archive.ingest.documents import Item
from archive.ingest.readers.encodings import encoding_in_file
from archive.ingest.readers.places import Place
from archive.ingest.readers.sampled import SampledStream

PIECE: Final = 1 << 20
_MARK: Final = b"\xef\xbb\xbf"


def read_lines(stream: BinaryIO, place: Place, bounds: Bounds, media_type: str) -> Iterator[Item]:
    """Yield each non-empty line as a document; lines that are too long are refused.

    A truncated stream (damaged gzip) ends with a refusal; the documents before it are kept.
    """
    number, offset, most = 0, 0, bounds.document
    sampled = SampledStream(stream)
    while True:
        try:
            line = sampled.readline(most + 2)
            rest = 0 if len(line) < most + 2 or line.endswith(b"\n") else _skip_line(sampled)
        except FAULTS as error:
            yield place.called(f"after line {number}").refused(_broken(error))
            return
        if not line:
            return
        number += 1
        here, content = place.called(f"line {number}"), line.rstrip(b"\r\n")
        if rest or len(content) > most:
            yield here.refused(too_large(most))
        elif content.strip(_MARK + b" \t"):
            here = replace(here, encoding=encoding_in_file(content, sampled.encoding))
            yield here.document(content, media_type, offset=offset)
        offset += len(line) + rest


def too_large(most: int) -> str:
    """Return the refusal reason for a document that is too large."""
    return (
        f"It is larger than {most / 1_000_000:g} MB, which is no single article."
        " Cut it into its articles."
    )


def _skip_line(stream: SampledStream) -> int:
    """Skip to the end of the line; return the number of bytes skipped."""
    skipped = 0
    while piece := stream.readline(PIECE):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def _broken(error: Exception) -> str:
    return (
        f"The file breaks off here ({error}). What stands before is taken in; fetch the file again"
        " and take it in again for the rest."
    )
