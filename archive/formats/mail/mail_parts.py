"""A mail message opened: its header fields, the part of it that is read, and its attachments."""

import html
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from typing import Final

from archive.errors import UnreadableDocument
from archive.formats.decoding import decode_record
from archive.formats.faults import describe_fault
from archive.formats.mail.mail_headers import decode_field, get_field
from archive.text.encodings import DecodedText

MAX_PARTS: Final = 5000
MAX_MULTIPARTS: Final = 300
MAX_NESTED_LINES: Final = 4_000_000
"""Lines times multiparts: each line is compared with the boundaries of all parts around it."""
KEPT_FIELDS: Final = (
    "From", "Sender", "Reply-To", "Organization", "List-Id", "List-Post", "List-Unsubscribe", "Precedence",
    "Newsgroups", "Date", "Subject", "Message-ID", "Archived-At", "Content-Language",
)  # fmt: skip
"""Header fields that a message is opened with; those that name its readers stay in the original."""
_MULTIPART: Final = re.compile(rb"^content-type:[ \t]*multipart/", re.IGNORECASE | re.MULTILINE)
_TEXT_TYPES: Final = frozenset({"text/plain", "text/markdown", "text/enriched", "text/richtext"})
_HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_AUXILIARY_TYPES: Final = frozenset(
    "application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature application/pgp-keys"
    " text/calendar application/ics text/vcard text/x-vcard message/delivery-status text/rfc822-headers"
    " message/disposition-notification text/x-amp-html text/x-moz-deleted".split()
)
_HIDDEN: Final = re.compile(r"<(?:style|script|head|title)\b.{0,200000}?</(?:style|script|head|title)>", re.I | re.S)
_TAG: Final = re.compile(r"<[^<>]{0,5000}>")
MIN_HTML_SHARE: Final = 0.5  # words of the plain text that the HTML must have to be the richer part


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A part of a message that is shown: HTML or plain text."""

    is_html: bool
    decoded: DecodedText

    def count_words(self) -> int:
        """Return the number of visible words."""
        text = self.decoded.text
        return len((_TAG.sub(" ", _HIDDEN.sub(" ", text)) if self.is_html else text).split())


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A file in a message: its number among the parts, its name, and whether it only helps to show the message."""

    number: int
    name: str
    part: Message
    is_picture: bool
    is_auxiliary: bool

    def read_bytes(self) -> bytes:
        """Return the bytes of the file."""
        return read_part_bytes(self.part)


def parse_message(content: bytes) -> Message:
    """Return a parsed message; raise UnreadableDocument if it is broken or made to be slow."""
    multiparts = len(_MULTIPART.findall(content))
    if multiparts > MAX_MULTIPARTS or multiparts * content.count(b"\n") > MAX_NESTED_LINES:
        raise UnreadableDocument("It has more parts than any mail. Save the files in it one by one, and take them in.")
    try:
        return message_from_bytes(content.lstrip(b"\xef\xbb\xbf\r\n"))
    except RecursionError as error:
        raise UnreadableDocument(
            "Its parts lie within each other more deeply than in any mail. Save the files in it one by one, and take"
            " them in."
        ) from error
    except (MessageError, LookupError, ValueError) as error:
        raise UnreadableDocument(
            f"Its parts cannot be read ({describe_fault(error)}). Save it again from the mail program."
        ) from error


def iter_parts(message: Message) -> Iterator[tuple[int, Message]]:
    """Yield the parts that hold no others, numbered; a message within the message is one part."""
    waiting, number = [message], 0
    while waiting and number < MAX_PARTS:
        part = waiting.pop()
        if part.is_multipart() and not _is_inner_message(part):
            waiting.extend(reversed(_list_inner_parts(part)))
            continue
        yield number, part
        number += 1


def list_attachments(message: Message) -> list[MailAttachment]:
    """Return the files in a message."""
    attachments = []
    for number, part in iter_parts(message):
        media_type = part.get_content_type()
        if part is message or not (_is_attachment(part) or media_type not in _TEXT_TYPES | _HTML_TYPES):
            continue
        is_inline = "attachment" not in str(part.get("Content-Disposition", "")).lower()
        is_picture = media_type.startswith("image/") and (is_inline or "Content-ID" in part)
        is_auxiliary = media_type in _AUXILIARY_TYPES
        attachments.append(MailAttachment(number, _get_file_name(part, number), part, is_picture, is_auxiliary))
    return attachments


def read_part_bytes(part: Message) -> bytes:
    """Return the decoded bytes of a part; of a message within, its source."""
    if _is_inner_message(part) and (inner_parts := _list_inner_parts(part)):
        return inner_parts[0].as_bytes()
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):  # a charset or an encoding that is none
        return b""
    return content if isinstance(content, bytes) else b""


def open_message(message: Message) -> bytes:
    """Return a message as it is read, in UTF-8: some header fields, a blank line, and its richest readable part.

    Captures refer to these bytes: a change here needs a new number in the step that leads to them.
    """
    body = join_bodies(collect_bodies(message))
    lines = [f"{name}: {value}" for name in KEPT_FIELDS if (value := get_field(message, name))]
    return render_message(lines, body)


def render_message(lines: list[str], body: BodyPart | None) -> bytes:
    """Return header lines and a body as the bytes of an opened message."""
    media_type = "text/html" if body and body.is_html else "text/plain"
    charset = body.decoded.encoding if body else "utf-8"
    text = body.decoded.text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff") if body else ""
    head = "\n".join([*lines, f"Content-Type: {media_type}; charset={charset}"])
    return f"{head}\n\n{text}".encode("utf-8", "replace")


def collect_bodies(part: Message) -> list[BodyPart]:
    """Return what a message shows, in order; of alternatives the richer one."""
    media_type = part.get_content_type()
    if part.is_multipart() and not _is_inner_message(part):
        choices = [collect_bodies(inner) for inner in _list_inner_parts(part)]
        if media_type == "multipart/alternative":
            return choose_richest(choices)
        return [body for choice in choices for body in choice]
    if _is_attachment(part) or media_type not in _TEXT_TYPES | _HTML_TYPES:
        return []
    is_html = media_type in _HTML_TYPES
    charset = part.get_param("charset", "")
    decoded = decode_record(read_part_bytes(part), charset=str(charset)[:60], is_markup=is_html)
    is_flowed = str(part.get_param("format", "")).lower() == "flowed"
    if is_flowed and not is_html:
        is_spaceless = str(part.get_param("delsp", "")).lower() == "yes"
        text = join_flowed_lines(decoded.text, is_spaceless=is_spaceless)
        decoded = DecodedText(text, decoded.encoding, decoded.basis)
    return [BodyPart(is_html, decoded)] if decoded.text.strip() else []


def choose_richest(choices: list[list[BodyPart]]) -> list[BodyPart]:
    """Return the HTML alternative, unless the plain one has far more words."""
    sizes = [(sum(body.count_words() for body in bodies), bodies) for bodies in choices if bodies]
    pages = [pair for pair in sizes if any(body.is_html for body in pair[1])]
    largest = max(sizes, key=lambda pair: pair[0], default=(0, []))
    page = max(pages, key=lambda pair: pair[0], default=(0, []))
    return page[1] if page[0] and page[0] >= MIN_HTML_SHARE * largest[0] else largest[1]


def join_bodies(bodies: list[BodyPart]) -> BodyPart | None:
    """Return the bodies as one; plain text beside HTML becomes HTML."""
    if len(bodies) < 2:
        return bodies[0] if bodies else None
    is_html = any(body.is_html for body in bodies)
    texts = [body.decoded.text if body.is_html or not is_html else _to_html(body.decoded.text) for body in bodies]
    first = next(body.decoded for body in bodies if body.is_html == is_html)
    return BodyPart(is_html, DecodedText("\n\n".join(texts), first.encoding, first.basis))


def _to_html(text: str) -> str:
    paragraphs = re.split(r"\n[ \t]*\n", html.escape(text, quote=False).replace("\r\n", "\n"))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph.strip())


def join_flowed_lines(text: str, *, is_spaceless: bool) -> str:
    """Return a text of `format=flowed` with the lines of each paragraph joined (RFC 3676)."""
    paragraphs: list[str] = []
    is_open = False
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line[1:] if line.startswith(" ") else line  # stuffed by the sender
        is_joined = is_open and line != "-- " and not line.startswith(">")
        if is_joined:
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
        is_open = line.endswith(" ") and line != "-- " and not line.startswith(">")
        if is_open and is_spaceless:
            paragraphs[-1] = paragraphs[-1][:-1]
    return "\n".join(paragraphs)


def _list_inner_parts(part: Message) -> list[Message]:
    payload = part.get_payload() if part.is_multipart() else []
    return [inner for inner in payload[:MAX_PARTS] if isinstance(inner, Message)] if isinstance(payload, list) else []


def _is_inner_message(part: Message) -> bool:
    return part.get_content_maintype() == "message"


def _is_attachment(part: Message) -> bool:
    """Return whether a part is a file of its own: said so, or with a name."""
    disposition = str(part.get("Content-Disposition", "")).lower()
    return disposition.startswith("attachment") or bool(part.get_filename()) or _is_inner_message(part)


def _get_file_name(part: Message, number: int) -> str:
    name = decode_field(str(part.get_filename() or ""))
    if name:
        return name
    media_type = part.get_content_type()
    suffix = ".eml" if media_type == "message/rfc822" else mimetypes.guess_extension(media_type) or ".bin"
    return f"part {number}{suffix}"
