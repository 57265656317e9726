"""Mail saved by Outlook (.msg): the message, the files in it, and messages within it."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from email.parser import HeaderParser
from email.utils import format_datetime
from struct import error as StructError  # noqa: N812
from typing import Any, BinaryIO, Final

from oxmsg.domain import constants as pids
from oxmsg.domain.model import ATTACH_HDR_OFFSET, MSG_HDR_OFFSET
from oxmsg.message import OleFileIO
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from archive.errors import UnreadableDocument
from archive.formats.decoding import decode_record
from archive.formats.detection.unread_kinds import describe_junk
from archive.formats.documents import InnerFile, SourceItem, SourceLocation, escape_line
from archive.formats.mail.mail import (
    COVERING_NOTE,
    MAIL_SIZE_FACTOR,
    MAX_NOTE_WORDS,
    PICTURE,
    build_mail_document,
    parse_moment,
)
from archive.formats.mail.mail_headers import decode_field, get_field
from archive.formats.mail.mail_parts import KEPT_FIELDS, BodyPart, choose_richest, render_message
from archive.formats.streams import SizeLimits, read_whole
from archive.text.encodings import DecodedText

VERSION: Final = 1
"""Version of the way a message is opened; part of the step, as that of `mail`."""
MAX_GROWTH: Final = 3  # times the file's size that its streams may be together
MAX_ATTACHMENTS: Final = 1000
MAX_MESSAGE_DEPTH: Final = 3
EMBEDDED_HDR_OFFSET: Final = 24
_EMBEDDED: Final = "__substg1.0_3701000D"
_FAILURES: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RecursionError, StructError, TypeError,
    ValueError,
)  # fmt: skip
_OTHER_CLASSES: Final = {
    "IPM.APPOINTMENT": "a calendar entry",
    "IPM.SCHEDULE": "an invitation to a meeting",
    "IPM.CONTACT": "an entry of an address book",
    "IPM.TASK": "a task",
    "IPM.STICKYNOTE": "a note",
    "REPORT.": "a report on the delivery of a mail",
}
_LOCKED: Final = (
    "It is an encrypted mail, or one packed with its signature. Open it in Outlook, save its text (as .txt or HTML),"
    " and take that in."
)


def read_outlook_message(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem | InnerFile]:
    """Yield the text of a message as a document, and the files in it."""
    content = read_whole(stream, limits.max_document_bytes * MAIL_SIZE_FACTOR)
    try:
        items = list(_iter_items(load_storage(content), (), location, limits, media_type))
    except _FAILURES as error:
        raise UnreadableDocument(
            "It is a mail saved by Outlook that is damaged or of an unusual make. Open it in"
            " Outlook, save its text (as .txt or HTML), and take that in."
        ) from error
    yield from items


def load_storage(content: bytes) -> Storage:
    """Return the parts of an Outlook file; raise UnreadableDocument if they claim to be far larger than the file."""
    with OleFileIO(io.BytesIO(content)) as ole:
        total = sum(entry.size for entry in ole.direntries if entry is not None and entry is not ole.root)
        if total > MAX_GROWTH * len(content):
            raise UnreadableDocument("It is a mail saved by Outlook that is damaged. Save it again.")
        return Storage.from_ole(ole)


def _iter_items(
    storage: Storage, path: tuple[int, ...], location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem | InnerFile]:
    """Yield the text of one message, and its files; those within another have its number in their path."""
    properties = Properties(storage, properties_header_offset=EMBEDDED_HDR_OFFSET if path else MSG_HDR_OFFSET)
    headers = build_headers(properties)
    subject, moment = get_field(headers, "Subject"), parse_moment(get_field(headers, "Date"))
    message_location = location.enter_step(
        ("outlook", VERSION, *path),
        record=f"‘{escape_line(subject, 60)}’" if subject and path else "",
        captured_at=moment or location.captured_at,
        is_dated=moment is not None,
    )
    message_class = (properties.str_prop_value(pids.PID_MESSAGE_CLASS) or "").upper()
    for prefix, kind in _OTHER_CLASSES.items():
        if message_class.startswith(prefix):
            yield message_location.refuse(f"It is {kind} of Outlook, no mail with a text. There is nothing to take in.")
            return
    if message_class.startswith("IPM.NOTE.SMIME"):
        yield message_location.refuse(_LOCKED)
        return
    body = read_body(properties)
    attachments = list(storage.iter_attachment_storages())[:MAX_ATTACHMENTS]
    word_count = body.count_words() if body else 0
    if word_count < MAX_NOTE_WORDS and any(not _is_picture(attachment) for attachment in attachments):
        yield message_location.skip(COVERING_NOTE.format(word_count))
    else:
        opened = open_properties(properties, headers)
        yield build_mail_document(opened, message_location, limits, media_type, word_count=word_count)
    for number, attachment in enumerate(attachments):
        yield from _iter_attachment(attachment, (*path, number), location, limits, media_type)


def _iter_attachment(
    storage: Storage, path: tuple[int, ...], location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem | InnerFile]:
    properties = Properties(storage, properties_header_offset=ATTACH_HDR_OFFSET)
    name = _read_file_name(properties) or f"part {path[-1]}"
    file_location = location.enter_step(
        ("outlook", VERSION, *path), record=f"attachment {escape_line(name, 90)}", name=name
    )
    if embedded := _find_embedded(storage):
        if len(path) > MAX_MESSAGE_DEPTH:
            yield file_location.refuse("It is a message packed in messages. Save it from Outlook by itself.")
            return
        yield from _iter_items(embedded, path, replace(location, record=file_location.record), limits, media_type)
    elif _is_picture(storage):
        yield file_location.skip(PICTURE)
    elif junk := describe_junk(name):
        yield file_location.skip(junk)
    elif (content := properties.binary_prop_value(pids.PID_ATTACH_DATA_BINARY)) is None:
        yield file_location.refuse("It is only a link to a file, or an object of Outlook. Take in the file itself.")
    else:
        yield InnerFile(io.BytesIO(content), file_location)


def build_headers(properties: Properties) -> Message:
    """Return the header fields of a message: as it came over the net, else as Outlook has them."""
    headers = HeaderParser().parsestr(properties.str_prop_value(pids.PID_TRANSPORT_MESSAGE_HEADERS) or "")
    if "From" not in headers:
        name = properties.str_prop_value(pids.PID_SENDER_NAME) or ""
        name = name or properties.str_prop_value(pids.PID_SENT_REPRESENTING_NAME) or ""
        address = properties.str_prop_value(pids.PID_SENDER_SMTP_ADDRESS) or ""
        address = address or properties.str_prop_value(pids.PID_SENDER_EMAIL_ADDRESS) or ""
        headers["From"] = f"{name} <{address}>" if "@" in address else name
    if "Date" not in headers and isinstance(sent := properties.date_prop_value(pids.PID_CLIENT_SUBMIT_TIME), datetime):
        headers["Date"] = format_datetime(sent.astimezone(UTC))
    subject = properties.str_prop_value(pids.PID_SUBJECT)
    if subject:
        del headers["Subject"]
        headers["Subject"] = subject.lstrip("\x01\x02\x03\x04\x05\x06\x07")
    return headers


def read_body(properties: Properties) -> BodyPart | None:
    """Return the richer of the HTML and the plain text of a message."""
    choices: list[list[BodyPart]] = []
    if page := properties.binary_prop_value(pids.PID_HTML):
        choices.append(
            [BodyPart(is_html=True, decoded=decode_record(page, charset=_read_charset(properties), is_markup=True))]
        )
    elif markup := properties.str_prop_value(pids.PID_BODY_HTML):
        choices.append([BodyPart(is_html=True, decoded=DecodedText(markup, "utf-8"))])
    if text := properties.str_prop_value(pids.PID_BODY):
        choices.append([BodyPart(is_html=False, decoded=DecodedText(text.rstrip("\0"), "utf-8"))])
    return next(iter(choose_richest(choices)), None)


def open_properties(properties: Properties, headers: Message) -> bytes:
    """Return a message as it is read: see `mail_parts.open_message`."""
    lines = [f"{name}: {value}" for name in KEPT_FIELDS if (value := get_field(headers, name))]
    return render_message(lines, read_body(properties))


def open_outlook_part(stream: BinaryIO, arguments: Sequence[Any], _: int) -> bytes:
    """Return a message as it is read, or the bytes of a file in it, by the numbers that lead there."""
    storage = load_storage(stream.read())
    path = arguments[1:]
    for position, number in enumerate(path):
        attachment = list(storage.iter_attachment_storages())[number]
        embedded = _find_embedded(attachment)
        if embedded is None and position == len(path) - 1:
            properties = Properties(attachment, properties_header_offset=ATTACH_HDR_OFFSET)
            return properties.binary_prop_value(pids.PID_ATTACH_DATA_BINARY) or b""
        if embedded is None:
            raise UnreadableDocument(f"the mail has no part of number {number}")
        storage = embedded
    properties = Properties(storage, properties_header_offset=EMBEDDED_HDR_OFFSET if path else MSG_HDR_OFFSET)
    return open_properties(properties, build_headers(properties))


def _find_embedded(storage: Storage) -> Storage | None:
    return next((inner for inner in storage.storages if inner.name == _EMBEDDED), None)


def _is_picture(storage: Storage) -> bool:
    """Return whether an attachment is a picture that the text of the mail shows."""
    properties = Properties(storage, properties_header_offset=ATTACH_HDR_OFFSET)
    media_type = properties.str_prop_value(pids.PID_ATTACH_MIME_TAG) or ""
    has_id = bool(properties.str_prop_value(pids.PID_ATTACH_CONTENT_ID))
    return has_id and (
        media_type.startswith("image/") or _read_file_name(properties).lower().endswith((".png", ".jpg", ".gif"))
    )


def _read_file_name(properties: Properties) -> str:
    name = properties.str_prop_value(pids.PID_ATTACH_LONG_FILENAME) or ""
    return decode_field(name or properties.str_prop_value(pids.PID_ATTACH_FILENAME) or "").strip("\0")


def _read_charset(properties: Properties) -> str:
    """Return the encoding of the HTML where the message names one; empty if not."""
    if properties.int_prop_value(pids.PID_INTERNET_CODEPAGE) is None:
        return ""
    try:
        return str(properties.body_encoding)
    except LookupError:
        return ""
