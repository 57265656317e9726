"""Lines of JSON as documents."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.formats.decoding import detect_record_encoding
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.faults import describe_fault
from archive.formats.records import BOM, SampledStream
from archive.formats.streams import READ_ERRORS, SizeLimits, format_too_large
from archive.formats.structured.unpublished_posts import find_unpublished_reason

SKIP_SIZE: Final = 1 << 20


def read_lines(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield each non-empty line as a document; refuse lines that are too long, and the end of a truncated stream."""
    number = offset = 0
    max_bytes = limits.max_document_bytes
    sampled = SampledStream(stream)
    while True:
        try:
            line = sampled.readline(max_bytes + 2)
            skipped = 0 if len(line) < max_bytes + 2 or line.endswith(b"\n") else _skip_line(sampled)
        except READ_ERRORS as error:
            yield location.append_record(f"after line {number}").refuse_broken(
                error,
                f"The file breaks off here ({describe_fault(error)}). What stands before is taken in; fetch the file"
                " again and take it in again for the rest.",
            )
            return
        if not line:
            return
        number += 1
        line_location, content = location.append_record(f"line {number}"), line.rstrip(b"\r\n")
        if skipped or len(content) > max_bytes:
            yield line_location.refuse(format_too_large(max_bytes))
        elif reason := find_unpublished_reason(content.strip(BOM + b" \t")):
            yield line_location.skip(reason)
        elif content.strip(BOM + b" \t"):
            line_location = replace(line_location, encoding=detect_record_encoding(content, sampled.encoding))
            yield line_location.build_document(content, media_type, offset=offset)
        offset += len(line) + skipped


def _skip_line(stream: SampledStream) -> int:
    skipped = 0
    while chunk := stream.readline(SKIP_SIZE):
        skipped += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return skipped
