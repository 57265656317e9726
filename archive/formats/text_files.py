"""Files of one article: text, web page or MHTML, decoded and bounded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.archives import READ_ERRORS
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.http import parse_charset
from archive.formats.streams import SizeLimits, check_size, format_too_large

_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_SPACE: Final = re.compile(r"\s+")
_MULTIPART: Final = re.compile(rb"^content-type:[ \t]*multipart/", re.IGNORECASE | re.MULTILINE)
MAX_PARTS: Final = 5000
MAX_LEVELS: Final = 20  # nested messages: parsing cost per line grows with each level


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page of an MHTML file: bytes, URL, charset, and time saved."""

    content: bytes
    url: str
    charset: str
    saved_at: datetime | None


def extract_page(content: bytes) -> SavedPage:
    """Return the first HTML page of the message; raise UnreadableDocument if there is none."""
    if content.count(b"\n--") > MAX_PARTS * 4 or len(_MULTIPART.findall(content)) > MAX_LEVELS:
        raise UnreadableDocument("It has more parts than any saved page. Save the page again.")
    try:
        mail = message_from_bytes(content)
        part = _find_page_part(mail)
        page = part.get_payload(decode=True)
    except (MessageError, RecursionError, LookupError, ValueError) as error:
        raise UnreadableDocument(f"Its parts cannot be read ({error}). Save it again.") from error
    if not isinstance(page, bytes):
        raise UnreadableDocument("Its page cannot be read. Save it again.")
    url = _fold_spaces(part.get("Content-Location")) or _fold_spaces(mail.get("Snapshot-Content-Location"))
    return SavedPage(page, url, parse_charset(_fold_spaces(part.get("Content-Type"))), _parse_saved_at(mail))


def _find_page_part(mail: Message) -> Message:
    for number, part in enumerate(mail.walk()):
        if number > MAX_PARTS:
            break
        if not part.is_multipart() and part.get_content_type() in _PAGE_TYPES:
            return part
    raise UnreadableDocument("It is a mail without a web page in it. There is nothing to take in.")


def _parse_saved_at(mail: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_fold_spaces(mail.get("Date")))
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _fold_spaces(value: object) -> str:
    return _SPACE.sub(" ", str(value)).strip()[:4000] if value is not None else ""


MHTML_SIZE_FACTOR = 5  # an MHTML file with its images may be this many times larger than one document


def read_file(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield the whole stream as one document."""
    yield location.build_document(read_whole(stream, limits.max_document_bytes), media_type)


def read_mhtml(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield the HTML page of an MHTML file."""
    page = extract_page(read_whole(stream, limits.max_document_bytes * MHTML_SIZE_FACTOR))
    page_location = replace(
        location.enter_step(("mhtml",)),
        url=page.url if "://" in page.url else "",
        charset=page.charset,
        captured_at=page.saved_at or location.captured_at,
        is_dated=page.saved_at is not None,
    )
    if len(page.content) > limits.max_document_bytes:
        yield page_location.refuse(format_too_large(limits.max_document_bytes))
    else:
        yield page_location.build_document(page.content, media_type)


def read_whole(stream: BinaryIO, max_bytes: int) -> bytes:
    """Return the whole stream; raise UnreadableDocument if larger than `max_bytes` or broken."""
    try:
        content = stream.read(max_bytes + 1)
    except READ_ERRORS as error:
        raise UnreadableDocument(f"It cannot be read to its end ({error}). Fetch it again.") from error
    return check_size(content, max_bytes, format_too_large(max_bytes))
