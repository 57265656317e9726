"""Mail: single messages (.eml, .emlx), mailboxes (mbox), and the files in them."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.detection.mail_signs import MBOX_LINE
from archive.formats.detection.unread_kinds import describe_junk
from archive.formats.documents import InnerFile, SourceItem, SourceLocation, escape_line
from archive.formats.faults import describe_fault
from archive.formats.mail.mail_headers import get_field
from archive.formats.mail.mail_parts import (
    MailAttachment,
    collect_bodies,
    iter_parts,
    list_attachments,
    open_message,
    parse_message,
    read_part_bytes,
)
from archive.formats.streams import READ_ERRORS, SizeLimits, format_too_large, read_whole, skip_bytes

MAIL_SIZE_FACTOR: Final = 5  # a message with its files may be this many times larger than one document
MAX_NOTE_WORDS: Final = 60  # words of a covering note, where the files are what the mail brings
MAX_LINE: Final = 1 << 20
VERSION: Final = 1
"""Version of the way a message is opened; part of the step, so that captures are read as they were taken in."""
_FAILURES: Final = (  # that the library for mail raises on hostile parts
    ArithmeticError, AssertionError, AttributeError, LookupError, MessageError, RecursionError, TypeError, ValueError,
)  # fmt: skip
COVERING_NOTE: Final = "a covering note of {} words: the files in the mail are read"
PICTURE: Final = "a picture of the mail"
_QUOTED_FROM: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_MBOX_LINE: Final = re.compile(MBOX_LINE.pattern.encode())
_MOZILLA_STATUS: Final = re.compile(r"[0-9a-fA-F]{4}")
_EXPUNGED: Final = 0x0008  # Thunderbird's mark of a message that is deleted and still in the file


def read_mail(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem | InnerFile]:
    """Yield the text of a message as a document, and the files in it."""
    content = read_whole(stream, limits.max_document_bytes * MAIL_SIZE_FACTOR)
    yield from read_message(content, location, limits, media_type)


def read_emlx(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem | InnerFile]:
    """Yield the text and the files of a message of Apple Mail: its length, the message, a list of properties."""
    content = read_whole(stream, limits.max_document_bytes * MAIL_SIZE_FACTOR)
    count, newline, _ = content.partition(b"\n")
    start = len(count) + len(newline)
    end = start + int(count) if count.strip().isdigit() else len(content)
    yield from read_message(content[start:end], location.enter_step(("cut", start, end)), limits, media_type)


def read_mbox(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem | InnerFile]:
    """Yield the texts and files of all messages of a mailbox, one message in memory at a time."""
    max_bytes = limits.max_document_bytes * MAIL_SIZE_FACTOR
    try:
        for number, (start, length, content) in enumerate(iter_mbox(stream, max_bytes), 1):
            message_location = location.enter_step(("mbox", start, length), record=f"message {number}")
            if length > max_bytes:
                yield message_location.refuse(format_too_large(max_bytes))
                continue
            try:
                yield from read_message(unquote_from(content), message_location, limits, media_type)
            except UnreadableDocument as error:
                yield message_location.refuse(error.reason)
    except READ_ERRORS as error:
        yield location.refuse_broken(
            error,
            f"The mailbox breaks off here ({describe_fault(error)}). The messages before are taken in; export it again"
            " for the rest.",
        )


def iter_mbox(stream: BinaryIO, max_bytes: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield place, length and bytes of each message of a mailbox; bytes beyond `max_bytes` are only counted."""
    offset = start = length = 0
    lines: list[bytes] = []
    is_after_blank, has_message = True, False
    while line := stream.readline(MAX_LINE):
        offset += len(line)
        if is_after_blank and line.startswith(b"From ") and _MBOX_LINE.match(line):
            if has_message:
                yield start, length, b"".join(lines)
            lines, length, start, has_message = [], 0, offset, True
            continue
        length += len(line)
        if length <= max_bytes:
            lines.append(line)
        is_after_blank = line in {b"\n", b"\r\n"}
    if has_message:
        yield start, length, b"".join(lines)


def unquote_from(content: bytes) -> bytes:
    """Return a message without the marks that mailboxes put before lines that begin with ‘From ’."""
    return _QUOTED_FROM.sub(rb"\1", content)


def read_message(
    content: bytes, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem | InnerFile]:
    """Yield the text of a message as a document, and its files, each at a step of its own."""
    try:
        items = list(_iter_message_items(parse_message(content), location, limits, media_type))
    except _FAILURES as error:
        description = describe_fault(error)
        yield location.refuse(f"Its parts cannot be read ({description}). Save it again from the mail program.")
        return
    yield from items


def _iter_message_items(
    message: Message, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem | InnerFile]:
    if not message.keys():
        yield location.refuse(
            "It has the name of a mail and no head of one (From, Date, Subject). If there is an article in it, give it"
            " a name that ends in .txt and take it in again."
        )
        return
    subject = get_field(message, "Subject")
    moment = parse_moment(get_field(message, "Date"))
    message_location = location.enter_step(
        ("mail", VERSION),
        record=f"‘{escape_line(subject, 60)}’" if subject and location.steps else "",
        captured_at=moment or location.captured_at,
        is_dated=moment is not None,
    )
    if reason := _describe_unwanted(message):
        yield message_location.skip(reason)
        return
    if reason := _describe_locked(message):
        yield message_location.refuse(reason)
        return
    attachments = list_attachments(message)
    documents = [item for item in attachments if not (item.is_picture or item.is_auxiliary)]
    word_count = sum(body.count_words() for body in collect_bodies(message))
    if documents and word_count < MAX_NOTE_WORDS:
        yield message_location.skip(COVERING_NOTE.format(word_count))
    else:
        yield build_mail_document(open_message(message), message_location, limits, media_type, word_count=word_count)
    for attachment in attachments:
        yield _read_attachment(attachment, location)


def build_mail_document(
    content: bytes, location: SourceLocation, limits: SizeLimits, media_type: str, *, word_count: int
) -> SourceItem:
    """Return the document of an opened message, or its refusal."""
    if not word_count:
        return location.refuse(
            "It is a mail without text: its words are pictures, or there are none. Open its version on the web (“View"
            " in browser”), save that page, and take it in."
        )
    if len(content) > limits.max_document_bytes:
        return location.refuse(format_too_large(limits.max_document_bytes))
    return location.build_document(content, media_type)


def _read_attachment(attachment: MailAttachment, location: SourceLocation) -> SourceItem | InnerFile:
    file_location = location.enter_step(
        ("part", attachment.number), record=f"attachment {escape_line(attachment.name, 90)}", name=attachment.name
    )
    if attachment.is_picture:
        return file_location.skip(PICTURE)
    if attachment.is_auxiliary:
        return file_location.skip("a signature, a card or a report of the mail")
    if junk := describe_junk(attachment.name):
        return file_location.skip(junk)
    return InnerFile(io.BytesIO(attachment.read_bytes()), file_location)


def parse_moment(text: str) -> datetime | None:
    """Return the moment a mail was sent, with its zone; None if there is none, or one that cannot be."""
    with suppress(ValueError, OverflowError, TypeError, IndexError):
        moment = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if moment.year > 1970 and moment.astimezone(UTC) < datetime.now(UTC) + timedelta(days=2):
            return moment
    return None


def _describe_unwanted(message: Message) -> str:
    """Return why nobody means a message to be read; empty if it is to be."""
    status = get_field(message, "X-Mozilla-Status")
    if _MOZILLA_STATUS.fullmatch(status) and int(status, 16) & _EXPUNGED:
        return "a message deleted in Thunderbird"
    if message.get_content_type() == "multipart/report":
        return "a report on the delivery of a mail"
    return ""


def _describe_locked(message: Message) -> str:
    """Return why a message cannot be opened; empty if it can."""
    media_type = message.get_content_type()
    is_locked = media_type == "multipart/encrypted" or (
        media_type in {"application/pkcs7-mime", "application/x-pkcs7-mime"}
    )
    if not is_locked:
        return ""
    return (
        "It is an encrypted mail, or one packed with its signature. Open it in your mail program with your key, save"
        " its text, and take that in."
    )


def open_mbox_message(stream: BinaryIO, arguments: Sequence[Any], _: int) -> bytes:
    """Return a message of a mailbox by its place and length."""
    start, length = arguments
    skip_bytes(stream, start)
    return unquote_from(stream.read(length))


def open_mail_text(stream: BinaryIO, _: Sequence[Any], __: int) -> bytes:
    """Return a message as it is read."""
    return open_message(parse_message(stream.read()))


def open_mail_part(stream: BinaryIO, arguments: Sequence[Any], _: int) -> bytes:
    """Return a file in a message by its number."""
    for number, part in iter_parts(parse_message(stream.read())):
        if number == arguments[0]:
            return read_part_bytes(part)
    raise UnreadableDocument(f"the mail has no part of number {arguments[0]}")
