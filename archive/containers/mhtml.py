"""MHTML: extract the web page from its MIME message."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from archive.containers.http import charset_of
from archive.errors import UnreadableDocument

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_SPACE: Final = re.compile(r"\s+")
_MULTIPART: Final = re.compile(rb"^content-type:[ \t]*multipart/", re.IGNORECASE | re.MULTILINE)
MOST_PARTS: Final = 5000
MOST_LEVELS: Final = 20  # nested messages: parsing cost per line grows with each level


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page of an MHTML file: bytes, URL, charset, and time saved."""

    content: bytes
    url: str
    charset: str
    moment: datetime | None


def page_in(content: bytes) -> SavedPage:
    """Return the first HTML page of the message; raise UnreadableDocument if there is none."""
    if content.count(b"\n--") > MOST_PARTS * 4 or len(_MULTIPART.findall(content)) > MOST_LEVELS:
        raise UnreadableDocument("It has more parts than any saved page. Save the page again.")
    try:
        mail = message_from_bytes(content)
        part = _page_part(mail)
        page = part.get_payload(decode=True)
    except (MessageError, RecursionError, LookupError, ValueError) as error:
        raise UnreadableDocument(f"Its parts cannot be read ({error}). Save it again.") from error
    if not isinstance(page, bytes):
        raise UnreadableDocument("Its page cannot be read. Save it again.")
    url = _one_line(part.get("Content-Location")) or _one_line(
        mail.get("Snapshot-Content-Location")
    )
    return SavedPage(page, url, charset_of(_one_line(part.get("Content-Type"))), _moment(mail))


def _page_part(mail: Message) -> Message:
    for number, part in enumerate(mail.walk()):
        if number > MOST_PARTS:
            break
        if not part.is_multipart() and part.get_content_type() in _PAGES:
            return part
    raise UnreadableDocument("It is a mail without a web page in it. There is nothing to take in.")


def _moment(mail: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_one_line(mail.get("Date")))
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _one_line(value: object) -> str:
    return _SPACE.sub(" ", str(value)).strip()[:4000] if value is not None else ""
