"""WARC (1.0, 1.1 and earlier drafts) and ARC: the records with their positions, and the pages in them."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import BinaryIO, Final

from archive.errors import LimitExceeded, UnknownFormat, UnreadableDocument
from archive.formats.detection.detection import HEAD_SIZE, detect_format
from archive.formats.documents import InnerFile, Revisit, SourceItem, SourceLocation, escape_line
from archive.formats.file_formats import FILE_FORMATS
from archive.formats.streams import MemberStream, SizeLimits, format_too_large
from archive.formats.web.http import MAX_HEAD_SIZE, HttpHead, decode_body, join_chunks, parse_headers, split_message
from archive.text.web_archives import unwrap_archived_url

_MAX_LINE: Final = 65_536
_ARC_LINE: Final = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]{1,30}:[^\r\n]{0,4000}?) (?P<ip>[0-9A-Fa-f.:]{1,45}|-) (?P<date>\d{8,17})"
    rb" (?P<type>.{1,200}?)(?: \S{1,2000} \S{1,2000} \S{1,2000} \S{1,2000})? (?P<length>\d{1,15})\r?\n"
)
"""A line above a record of an ARC; some addresses have blanks in them."""
_ORIGINAL_LINK: Final = re.compile(r"<([^<>\s]{8,4000})>\s*;\s*rel=\"?original\"?", re.IGNORECASE)
_ALGORITHMS: Final = frozenset({"sha1", "sha256", "sha512", "md5"})
_READ_TYPES: Final = frozenset({"response", "resource", "revisit"})
_FEED_FORMATS: Final = frozenset({"feed", "jsonfeed"})
NOT_A_PAGE: Final = "-"
_MAX_REMEMBERED: Final = 1_000_000
_TEXT_TYPES: Final = frozenset({"text/plain", "text/markdown"})
_MARKUP_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", ""})


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record; `block` is cut at the requested size (`is_complete` if not); `fault` says why it is incomplete."""

    record_type: str
    headers: Mapping[str, str]
    position: tuple[int, int]
    block: bytes = b""
    is_complete: bool = True
    fault: str = ""

    @property
    def url(self) -> str:
        """Target URI of the record."""
        return self.headers.get("warc-target-uri", "").strip("<> ")

    @property
    def captured_at(self) -> datetime | None:
        """Capture time of the record."""
        return parse_warc_date(self.headers.get("warc-date", ""))

    def parse_message(self) -> tuple[HttpHead, bytes]:
        """Return head and body of the HTTP message; of other records, their type and block."""
        if self.record_type in {"response", "revisit", "request"}:
            head, body = split_message(self.block)
            if head.status or self.record_type != "response":
                return head, body
        return HttpHead(0, {"content-type": self.headers.get("content-type", "")}), self.block

    def check_fixity(self) -> str:
        """Check the block and payload digests: `sound`, `failed` or `not checked`."""
        verdicts = []
        if self.is_complete and (claim := self.headers.get("warc-block-digest")):
            verdicts.append(_has_digest(self.block, claim))
        if self.is_complete and (claim := self.headers.get("warc-payload-digest")) and self.record_type != "revisit":
            _, body = self.parse_message()
            verdict = _has_digest(body, claim)
            verdicts.append(_has_digest(join_chunks(body), claim) if verdict is False else verdict)
        verdicts = [verdict for verdict in verdicts if verdict is not None]
        if not verdicts:
            return "not checked"
        return "sound" if all(verdicts) else "failed"


def iter_records(stream: BinaryIO, *, max_bytes: int, max_container_bytes: int) -> Iterator[WarcRecord]:
    """Yield every record, its block limited to `max_bytes`; broken ones with their fault."""
    members = MemberStream(stream, max_bytes=max_container_bytes)
    while True:
        position = (0, 0)
        try:
            position = members.get_position()
            record = _read_record(members, max_bytes)
        except LimitExceeded:
            raise
        except UnreadableDocument as error:
            yield WarcRecord("", {}, position, fault=str(error))
            if not members.resume():
                return
            continue
        if record is None:
            return
        yield record


def read_record_at(stream: BinaryIO, position: tuple[int, int], *, max_bytes: int) -> WarcRecord:
    """Return the record at a position of a file; raise UnreadableDocument if none begins there."""
    record = _read_record(MemberStream(stream, max_bytes=1 << 62, position=position), max_bytes)
    if record is None or record.fault:
        raise UnreadableDocument(f"no record begins at {position}")
    return record


def parse_warc_date(text: str) -> datetime | None:
    """Parse a WARC-Date (ISO 8601) or an ARC date (digits)."""
    digits = re.sub(r"\D", "", text[:19])
    date_format = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 8: "%Y%m%d"}.get(len(digits))
    try:
        return datetime.strptime(digits, date_format).replace(tzinfo=UTC) if date_format else None
    except ValueError:
        return None


def _read_record(members: MemberStream, max_bytes: int) -> WarcRecord | None:
    """Read the next record or fault; return None at the end."""
    line = b"\n"
    while line and not line.strip():
        position = members.get_position()
        line = members.readline(_MAX_LINE)
    if not line:
        return None
    headers, fault = _read_head(members, line)
    if fault:
        members.seek_line(lambda line: line.startswith(b"WARC/") or _ARC_LINE.fullmatch(line) is not None, _MAX_LINE)
        return WarcRecord("", {}, position, fault=f"{fault}; what can be read after it is")
    length = int(headers["content-length"])
    wanted_bytes = min(length, max_bytes + MAX_HEAD_SIZE)
    block = members.read(wanted_bytes)
    available = len(block) + members.skip(length - len(block))
    fault = f"it breaks off: {available:,} of {length:,} bytes are there" if available < length else ""
    record_type = headers.get("warc-type", "").lower()
    return WarcRecord(record_type, headers, position, block, wanted_bytes == length, fault)


def _read_head(members: MemberStream, first_line: bytes) -> tuple[dict[str, str], str]:
    """Return the headers of the record of a first line (of an ARC, as a WARC has them), and the fault with them."""
    if arc := _ARC_LINE.fullmatch(first_line):
        url = arc["url"].decode("utf-8", "replace").replace(" ", "%20")
        return {
            "warc-type": "warcinfo" if url.startswith("filedesc:") else "response",
            "warc-target-uri": url,
            "warc-date": arc["date"].decode(),
            "content-type": arc["type"].decode("utf-8", "replace"),
            "content-length": arc["length"].decode(),
        }, ""
    if not first_line.startswith(b"WARC/"):
        return {}, "no record begins here"
    lines, size = [], 0
    while (line := members.readline(_MAX_LINE)).strip():
        lines.append(line)
        size += len(line)
        if size > MAX_HEAD_SIZE:
            return {}, "its head does not end"
    headers = parse_headers(b"".join(lines))
    length = headers.get("content-length", "")
    is_number = length.isascii() and length.isdigit() and len(length) < 16
    return headers, "" if is_number else "it does not say how long it is"


def _has_digest(content: bytes, claim: str) -> bool | None:
    """Return whether bytes have the digest claimed in hex or base32; None if not checkable."""
    name, _, value = claim.strip().partition(":")
    name = name.strip().lower().replace("-", "")
    if name not in _ALGORITHMS:
        return None
    digest = hashlib.new(name, content, usedforsecurity=False).digest()
    value = value.strip()
    if len(value) == 2 * len(digest):
        return value.lower() == binascii.hexlify(digest).decode()
    return value.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")


@dataclass(slots=True)
class SeenPages:
    """Pages read during a run: payload digest claimed by a WARC → the archive's digest."""

    by_digest: dict[str, str] = field(default_factory=dict)

    def remember(self, claim: str, digest: str) -> None:
        """Add a page; ignored after a million pages, to bound memory."""
        if claim and len(self.by_digest) < _MAX_REMEMBERED:
            self.by_digest.setdefault(_normalize_claim(claim), digest)

    def find_digest(self, claim: str) -> str:
        """Return the archive's digest of a page read before, or an empty string."""
        return self.by_digest.get(_normalize_claim(claim), "")


def read_warc(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, seen_pages: SeenPages
) -> Iterator[SourceItem | InnerFile]:
    """Yield the documents of a WARC or ARC; records that are no pages are skipped."""
    records = iter_records(stream, max_bytes=limits.max_document_bytes, max_container_bytes=limits.max_container_bytes)
    for number, record in enumerate(records, start=1):
        record_location = location.enter_step(
            ("warc", *record.position),
            record=f"record {number} {escape_line(record.url, 70)}".strip(),
            url=record.url,
            captured_at=record.captured_at or location.captured_at,
            is_dated=record.captured_at is not None,
        )
        if record.fault:
            yield record_location.refuse(f"The record is broken: {record.fault}. For all of it, fetch the file again.")
        elif record.record_type not in _READ_TYPES:
            yield record_location.skip(f"a {record.record_type or 'nameless'} record")
        elif record.record_type == "revisit":
            yield _read_revisit(record, record_location, seen_pages)
        else:
            yield from _read_page(record, record_location, limits, seen_pages)


def _read_page(
    record: WarcRecord, location: SourceLocation, limits: SizeLimits, seen_pages: SeenPages
) -> Iterator[SourceItem | InnerFile]:
    head, body = record.parse_message()
    if head.status not in {0, 200}:
        yield location.skip(f"an answer of status {head.status}")
        return
    if not record.url.startswith(("http:", "https:", "ftp:", "file:", "urn:", "metadata:")):
        yield location.skip("no page: its address is of another kind")
        return
    try:
        content = decode_body(head, body, limits.max_document_bytes) if record.is_complete else b""
        page_format = _detect_page_format(content, head, location)
    except (UnreadableDocument, UnknownFormat) as error:
        yield location.refuse(error.reason)
        return
    if not page_format:
        seen_pages.remember(record.headers.get("warc-payload-digest", ""), NOT_A_PAGE)
        yield location.skip(f"no page but {escape_line(head.media_type, 60) or 'of no told type'}")
    elif not record.is_complete or len(content) > limits.max_document_bytes:
        yield location.refuse(format_too_large(limits.max_document_bytes))
    elif not content.strip():
        yield location.skip("a page without content")
    elif page_format in _FEED_FORMATS:
        yield InnerFile(BytesIO(content), replace(location, charset=head.charset))
    else:
        location = locate_archived_page(replace(location, charset=head.charset, fixity=record.check_fixity()), head)
        document = location.build_document(content, FILE_FORMATS[page_format].record_media_type)
        seen_pages.remember(record.headers.get("warc-payload-digest", ""), document.digest)
        yield document


def locate_archived_page(location: SourceLocation, head: HttpHead) -> SourceLocation:
    """Return the location of a page that came out of a web archive: its own address, and when the archive took it."""
    moment = head.headers.get("memento-datetime", "") or head.headers.get("x-archive-orig-date", "")
    if not moment:
        return location
    link = _ORIGINAL_LINK.search(head.headers.get("link", "")[:20_000])
    archived = unwrap_archived_url(location.url)
    url = link[1] if link else archived.url if archived else ""
    if not url:
        return location
    with suppress(ValueError, TypeError, OverflowError):
        captured_at = parsedate_to_datetime(moment)
        captured_at = captured_at if captured_at.tzinfo else captured_at.replace(tzinfo=UTC)
        return replace(location, url=url, captured_at=captured_at, is_dated=True)
    return replace(location, url=url)


def _detect_page_format(content: bytes, head: HttpHead, location: SourceLocation) -> str:
    """Return the format of a page, feed or text; empty for anything else."""
    media_type = head.media_type
    name = "page.html" if media_type in _MARKUP_TYPES else "x.bin"
    if media_type in _TEXT_TYPES:
        name = ""
    try:
        detected = detect_format(content[:HEAD_SIZE], name)
    except UnknownFormat:
        return ""
    if detected is None or detected.is_gzip:
        return ""
    format_name = detected.file_format.name
    if format_name == "text" and (media_type not in _TEXT_TYPES or location.url.endswith("/robots.txt")):
        return ""
    return format_name if format_name in {"html", "text", *_FEED_FORMATS} else ""


def _read_revisit(record: WarcRecord, location: SourceLocation, seen_pages: SeenPages) -> SourceItem:
    """Return the revisit of a capture, by its digest or by the capture it refers to."""
    head, _ = record.parse_message()
    if head.status not in {0, 200, 304}:
        return location.skip(f"an answer of status {head.status}, again")
    digest = seen_pages.find_digest(record.headers.get("warc-payload-digest", ""))
    if digest == NOT_A_PAGE or (head.media_type and head.media_type not in _MARKUP_TYPES | _TEXT_TYPES):
        return location.skip(f"no page but {escape_line(head.media_type, 60) or 'the like'}, again")
    url = record.headers.get("warc-refers-to-target-uri", "").strip("<> ") or record.url
    captured_at = parse_warc_date(record.headers.get("warc-refers-to-date", ""))
    if digest or captured_at:
        return Revisit(
            source=location.source,
            record=location.record,
            url=location.url[:2000],
            captured_at=location.captured_at,
            digest=digest,
            refers_to=(url[:2000], captured_at) if captured_at else None,
        )
    return location.refuse(
        "It says only that a page was seen again, and no page with its digest came before it. Take"
        " in the file that holds the page first, then this one again."
    )


def _normalize_claim(claim: str) -> str:
    return claim.strip().lower().rstrip("=")
