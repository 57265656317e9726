"""MHTML: extract the web page from its MIME message."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from archive.containers.http import parse_charset
from archive.errors import UnreadableDocument

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
    url = _fold_spaces(part.get("Content-Location")) or _fold_spaces(
        mail.get("Snapshot-Content-Location")
    )
    return SavedPage(
        page, url, parse_charset(_fold_spaces(part.get("Content-Type"))), _parse_saved_at(mail)
    )


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
