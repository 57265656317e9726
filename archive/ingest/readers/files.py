"""Single-document files: plain text, HTML, MHTML."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from archive.containers import mhtml
from archive.containers.bounds import SizeLimits
from archive.containers.packs import READ_ERRORS
from archive.errors import UnreadableDocument
from archive.ingest.documents import SourceItem
from archive.ingest.readers.lines import format_too_large
from archive.ingest.readers.places import SourceLocation

MHTML_SIZE_FACTOR = (
    5  # an MHTML file with its images may be this many times larger than one document
)


def read_file(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the whole stream as one document; refused if it is too large."""
    try:
        content = read_whole(stream, limits.max_document_bytes)
    except UnreadableDocument as error:
        yield location.refuse(str(error))
        return
    yield location.build_document(content, media_type)


def read_mhtml(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the HTML page of an MHTML file."""
    try:
        page = mhtml.extract_page(read_whole(stream, limits.max_document_bytes * MHTML_SIZE_FACTOR))
    except UnreadableDocument as error:
        yield location.refuse(str(error))
        return
    page_location = replace(
        location.enter_step(("mhtml",)),
        url=page.url if "://" in page.url else "",
        charset=page.charset,
        captured_at=page.saved_at or location.captured_at,
        is_dated=page.saved_at is not None,
    )
    if len(page.content) > limits.max_document_bytes:
        yield page_location.refuse(format_too_large(limits.max_document_bytes))
        return
    yield page_location.build_document(page.content, media_type)


def read_whole(stream: BinaryIO, max_bytes: int) -> bytes:
    """Return the whole stream; raise UnreadableDocument if larger than `max_bytes` or broken."""
    try:
        content = stream.read(max_bytes + 1)
    except READ_ERRORS as error:
        raise UnreadableDocument(
            f"It cannot be read to its end ({error}). Fetch it again."
        ) from error
    if len(content) > max_bytes:
        raise UnreadableDocument(format_too_large(max_bytes))
    return content
