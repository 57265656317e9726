"""WARC and ARC: the captured pages, each with its URL, capture time and digest."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import BinaryIO, Final

from archive.errors import UnknownFormat, UnreadableDocument
from archive.formats import warc
from archive.formats.detection import HEAD_SIZE, detect_format
from archive.formats.documents import Revisit, SourceItem
from archive.formats.http import HttpHead, decode_body
from archive.formats.records import format_too_large
from archive.formats.streams import InnerFile, SizeLimits, SourceLocation, escape_line

_READ_TYPES: Final = frozenset({"response", "resource", "revisit"})
_FEED_FORMATS: Final = frozenset({"feed", "jsonfeed"})
NOT_A_PAGE: Final = "-"
_MAX_REMEMBERED: Final = 1_000_000


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
    records = warc.iter_records(
        stream, max_bytes=limits.max_document_bytes, max_container_bytes=limits.max_container_bytes
    )
    for number, record in enumerate(records, start=1):
        record_location = location.enter_step(
            ("warc", *record.position),
            record=_format_record_name(number, record),
            url=record.url,
            captured_at=record.captured_at or location.captured_at,
            is_dated=record.captured_at is not None,
        )
        if record.fault:
            yield record_location.refuse(f"The record is broken: {record.fault}.")
        elif record.record_type not in _READ_TYPES:
            yield record_location.skip(f"a {record.record_type or 'nameless'} record")
        elif record.record_type == "revisit":
            yield _read_revisit(record, record_location, seen_pages)
        else:
            yield from _read_page(record, record_location, limits, seen_pages)


def _read_page(
    record: warc.WarcRecord, location: SourceLocation, limits: SizeLimits, seen_pages: SeenPages
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
        yield location.refuse(str(error))
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
        location = replace(location, charset=head.charset, fixity=record.check_fixity())
        document = location.build_document(content, f"text/{_SUBTYPES[page_format]}")
        seen_pages.remember(record.headers.get("warc-payload-digest", ""), document.digest)
        yield document


_SUBTYPES: Final = {"html": "html", "text": "plain"}
_TEXT_TYPES: Final = frozenset({"text/plain", "text/markdown"})
_MARKUP_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", ""})


def _detect_page_format(content: bytes, head: HttpHead, location: SourceLocation) -> str:
    """Return the format of a page, feed or text; empty for anything else."""
    media_type = head.media_type
    name = "" if media_type in _TEXT_TYPES else "page.html" if media_type in _MARKUP_TYPES else "x.bin"
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


def _read_revisit(record: warc.WarcRecord, location: SourceLocation, seen_pages: SeenPages) -> SourceItem:
    """Return the revisit of a capture, by its digest or by the capture it refers to."""
    head, _ = record.parse_message()
    if head.status not in {0, 200, 304}:
        return location.skip(f"an answer of status {head.status}, again")
    digest = seen_pages.find_digest(record.headers.get("warc-payload-digest", ""))
    if digest == NOT_A_PAGE or (head.media_type and head.media_type not in _MARKUP_TYPES | _TEXT_TYPES):
        return location.skip(f"no page but {escape_line(head.media_type, 60) or 'the like'}, again")
    url = record.headers.get("warc-refers-to-target-uri", "").strip("<> ") or record.url
    captured_at = warc.parse_warc_date(record.headers.get("warc-refers-to-date", ""))
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


def _format_record_name(number: int, record: warc.WarcRecord) -> str:
    return f"record {number} {escape_line(record.url, 70)}".strip()


def _normalize_claim(claim: str) -> str:
    return claim.strip().lower().rstrip("=")
