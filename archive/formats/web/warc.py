"""WARC and ARC: the pages in them, as documents."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import BinaryIO, Final

from archive.errors import UnknownFormat, UnreadableDocument
from archive.formats.detection.detection import HEAD_SIZE, detect_format
from archive.formats.detection.page_pictures import attach_pictures, has_images
from archive.formats.documents import InnerFile, Revisit, SourceItem, SourceLocation, escape_line
from archive.formats.file_formats import FILE_FORMATS
from archive.formats.streams import SizeLimits, format_too_large
from archive.formats.web.http import HttpHead, decode_body
from archive.formats.web.warc_pictures import WarcPictures
from archive.formats.web.warc_records import WarcRecord, iter_records, parse_warc_date
from archive.text.web_archives import unwrap_archived_url

_ORIGINAL_LINK: Final = re.compile(r"<([^<>\s]{8,4000})>\s*;\s*rel=\"?original\"?", re.IGNORECASE)
_READ_TYPES: Final = frozenset({"response", "resource", "revisit"})
_FEED_FORMATS: Final = frozenset({"feed", "jsonfeed"})
NOT_A_PAGE: Final = "-"
_MAX_REMEMBERED: Final = 1_000_000
_TEXT_TYPES: Final = frozenset({"text/plain", "text/markdown"})
_MARKUP_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", ""})


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
    pictures = WarcPictures(stream)
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
            yield from _read_page(record, record_location, limits, seen_pages, pictures)


def _read_page(
    record: WarcRecord, location: SourceLocation, limits: SizeLimits, seen_pages: SeenPages, pictures: WarcPictures
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
        finder = pictures.get_finder() if has_images(content) else None
        yield from attach_pictures(iter([document]), finder)


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
