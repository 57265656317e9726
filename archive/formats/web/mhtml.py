"""Pages saved as MHTML."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.detection.page_pictures import attach_pictures
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.faults import describe_fault
from archive.formats.streams import SizeLimits, format_too_large, read_whole
from archive.formats.web.http import parse_charset
from archive.text.normalize import collapse_whitespace

_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})


_MULTIPART: Final = re.compile(rb"^content-type:[ \t]*multipart/", re.IGNORECASE | re.MULTILINE)


MAX_PARTS: Final = 5000


MAX_LEVELS: Final = 20  # nested messages: parsing cost per line grows with each level


MHTML_SIZE_FACTOR: Final = 5  # an MHTML file with its images may be this many times larger than one document


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page of an MHTML file: bytes, URL, charset, time saved, and its pictures by address."""

    content: bytes
    url: str
    charset: str
    saved_at: datetime | None
    pictures: Mapping[str, Message] = field(default_factory=dict)

    def find_picture(self, address: str) -> bytes | None:
        """Return the bytes of the picture at an address, or of the part that `cid:` names."""
        part = self.pictures.get(address)
        content = part.get_payload(decode=True) if part is not None else None
        return content if isinstance(content, bytes) else None


def extract_page(content: bytes) -> SavedPage:
    """Return the first HTML page of the message; raise UnreadableDocument if there is none."""
    if content.count(b"\n--") > MAX_PARTS * 4 or len(_MULTIPART.findall(content)) > MAX_LEVELS:
        raise UnreadableDocument("It has more parts than any saved page. Open the page in a browser and save it again.")
    try:
        mail = message_from_bytes(content)
        parts = [part for part in islice(mail.walk(), MAX_PARTS + 1) if not part.is_multipart()]
        part = next((part for part in parts if part.get_content_type() in _PAGE_TYPES), None)
        if part is None:
            raise UnreadableDocument(
                "It is a saved page (MHTML) without a page in it. Open the page in a browser and save it again."
            )
        page = part.get_payload(decode=True)
    except (MessageError, RecursionError, LookupError, ValueError) as error:
        raise UnreadableDocument(f"Its parts cannot be read ({describe_fault(error)}). Save it again.") from error
    if not isinstance(page, bytes):
        raise UnreadableDocument("Its page cannot be read. Save it again.")
    locations = (_get_header(mail, "Snapshot-Content-Location"), _get_header(part, "Content-Location"))
    url = next((location for location in locations if location.startswith(("http://", "https://"))), "")
    saved_at = None
    with suppress(ValueError, OverflowError):
        moment = parsedate_to_datetime(_get_header(mail, "Date"))
        saved_at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    pictures = _index_pictures(parts)
    return SavedPage(page, url, parse_charset(_get_header(part, "Content-Type")), saved_at, pictures)


def _index_pictures(parts: Iterable[Message]) -> dict[str, Message]:
    """Map the addresses (RFC 2557) and the `cid:` names of pictures to their parts."""
    pictures = {}
    for part in parts:
        if part.get_content_maintype() == "image":
            if location := _get_header(part, "Content-Location"):
                pictures[location] = part
            if identifier := _get_header(part, "Content-ID").strip("<>"):
                pictures[f"cid:{identifier}"] = part
    return pictures


def _get_header(message: Message, name: str) -> str:
    return collapse_whitespace(str(message.get(name, "")))[:4000]


def read_mhtml(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield the HTML page of an MHTML file; if it holds several articles, each of them."""
    page = extract_page(read_whole(stream, limits.max_document_bytes * MHTML_SIZE_FACTOR))
    page_location = location.enter_step(
        ("mhtml",),
        url=page.url,
        charset=page.charset,
        captured_at=page.saved_at or location.captured_at,
        is_dated=page.saved_at is not None,
    )
    if len(page.content) > limits.max_document_bytes:
        yield page_location.refuse(format_too_large(limits.max_document_bytes))
    else:
        from archive.formats.press.press_pages import build_page_documents  # noqa: PLC0415  # its patterns are many

        documents = build_page_documents(page.content, page_location, limits, media_type)
        yield from attach_pictures(documents, page.find_picture)
