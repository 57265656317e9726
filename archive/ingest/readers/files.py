"""Single-document files: plain text, HTML, MHTML."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from archive.containers import mhtml
from archive.containers.bounds import Bounds
from archive.containers.packs import FAULTS
from archive.errors import UnreadableDocument
from archive.ingest.documents import Item
from archive.ingest.readers.lines import too_large
from archive.ingest.readers.places import Place

MHTML_TIMES = 5  # an MHTML file with its images may be this many times larger than one document


def read_file(stream: BinaryIO, place: Place, bounds: Bounds, media_type: str) -> Iterator[Item]:
    """Yield the whole stream as one document; refused if it is too large."""
    try:
        content = whole_of(stream, bounds.document)
    except UnreadableDocument as error:
        yield place.refused(str(error))
        return
    yield place.document(content, media_type)


def read_mhtml(stream: BinaryIO, place: Place, bounds: Bounds, media_type: str) -> Iterator[Item]:
    """Yield the HTML page of an MHTML file."""
    try:
        page = mhtml.page_in(whole_of(stream, bounds.document * MHTML_TIMES))
    except UnreadableDocument as error:
        yield place.refused(str(error))
        return
    here = replace(
        place.within(("mhtml",)),
        url=page.url if "://" in page.url else "",
        charset=page.charset,
        captured_at=page.moment or place.captured_at,
        is_dated=page.moment is not None,
    )
    if len(page.content) > bounds.document:
        yield here.refused(too_large(bounds.document))
        return
    yield here.document(page.content, media_type)


def whole_of(stream: BinaryIO, most: int) -> bytes:
    """Return the whole stream; raise UnreadableDocument if larger than `max_bytes` or broken."""
    try:
        content = stream.read(most + 1)
    except FAULTS as error:
        raise UnreadableDocument(
            f"It cannot be read to its end ({error}). Fetch it again."
        ) from error
    if len(content) > most:
        raise UnreadableDocument(too_large(most))
    return content
