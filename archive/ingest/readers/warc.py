"""WARC and ARC: the captured pages, each with its URL, capture time and digest."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import BinaryIO, Final

from archive.containers import warc
from archive.containers.bounds import Bounds
from archive.containers.http import Head, page_of
from archive.errors import UnknownFormat, UnreadableDocument
from archive.ingest.documents import Item, Revisit
from archive.ingest.formats import HEAD, kind_of
from archive.ingest.readers.lines import too_large
from archive.ingest.readers.places import Inner, Place, one_line

_READ: Final = frozenset({"response", "resource", "revisit"})
_FEEDS: Final = frozenset({"feed", "jsonfeed"})
NO_PAGE: Final = "-"
_MOST_REMEMBERED: Final = 1_000_000


@dataclass(slots=True)
class Seen:
    """Pages read during a run: payload digest claimed by a WARC → the archive's digest."""

    by_digest: dict[str, str] = field(default_factory=dict)

    def remember(self, claim: str, digest: str) -> None:
        """Add a page; ignored after a million pages, to bound memory."""
        if claim and len(self.by_digest) < _MOST_REMEMBERED:
            self.by_digest.setdefault(_key(claim), digest)

    def digest_of(self, claim: str) -> str:
        """Return the archive's digest of a page read before, or an empty string."""
        return self.by_digest.get(_key(claim), "")


def read_warc(stream: BinaryIO, place: Place, bounds: Bounds, seen: Seen) -> Iterator[Item | Inner]:
    """Yield the documents of a WARC or ARC; records that are no pages are skipped."""
    found = warc.records(stream, most=bounds.document, container=bounds.container)
    for number, record in enumerate(found, start=1):
        here = place.within(
            ("warc", *record.place),
            record=_called(number, record),
            url=record.url,
            captured_at=record.moment or place.captured_at,
            is_dated=record.moment is not None,
        )
        if record.fault:
            yield here.refused(f"The record is broken: {record.fault}.")
        elif record.kind not in _READ:
            yield here.passed_over(f"a {record.kind or 'nameless'} record")
        elif record.kind == "revisit":
            yield _revisit(record, here, seen)
        else:
            yield from _page(record, here, bounds, seen)


def _page(record: warc.Record, here: Place, bounds: Bounds, seen: Seen) -> Iterator[Item | Inner]:
    head, body = record.message()
    if head.status not in {0, 200}:
        yield here.passed_over(f"an answer of status {head.status}")
        return
    if not record.url.startswith(("http:", "https:", "ftp:", "file:", "urn:", "metadata:")):
        yield here.passed_over("no page: its address is of another kind")
        return
    try:
        content = page_of(head, body, bounds.document) if record.is_whole else b""
        form = _form(content, head, here)
    except (UnreadableDocument, UnknownFormat) as error:
        yield here.refused(str(error))
        return
    if not form:
        seen.remember(record.headers.get("warc-payload-digest", ""), NO_PAGE)
        yield here.passed_over(f"no page but {one_line(head.media_type, 60) or 'of no told type'}")
    elif not record.is_whole or len(content) > bounds.document:
        yield here.refused(too_large(bounds.document))
    elif not content.strip():
        yield here.passed_over("a page without content")
    elif form in _FEEDS:
        yield Inner(BytesIO(content), replace(here, charset=head.charset))
    else:
        here = replace(here, charset=head.charset, fixity=record.fixity())
        document = here.document(content, f"text/{_SUBTYPES[form]}")
        seen.remember(record.headers.get("warc-payload-digest", ""), document.digest)
        yield document


_SUBTYPES: Final = {"html": "html", "text": "plain"}
_TEXTS: Final = frozenset({"text/plain", "text/markdown"})
_MARKUP: Final = frozenset({"text/html", "application/xhtml+xml", ""})


def _form(content: bytes, head: Head, here: Place) -> str:
    """Return the format of a page, feed or text; empty for anything else."""
    told = head.media_type
    name = "" if told in _TEXTS else "page.html" if told in _MARKUP else "x.bin"
    try:
        kind = kind_of(content[:HEAD], name)
    except UnknownFormat:
        return ""
    if kind is None or kind.is_gzip:
        return ""
    form = kind.form.name
    if form == "text" and (told not in _TEXTS or here.url.endswith("/robots.txt")):
        return ""
    return form if form in {"html", "text", *_FEEDS} else ""


def _revisit(record: warc.Record, here: Place, seen: Seen) -> Item:
    """Return the revisit of a capture, by its digest or by the capture it refers to."""
    head, _ = record.message()
    if head.status not in {0, 200, 304}:
        return here.passed_over(f"an answer of status {head.status}, again")
    digest = seen.digest_of(record.headers.get("warc-payload-digest", ""))
    if digest == NO_PAGE or (head.media_type and head.media_type not in _MARKUP | _TEXTS):
        return here.passed_over(f"no page but {one_line(head.media_type, 60) or 'the like'}, again")
    url = record.headers.get("warc-refers-to-target-uri", "").strip("<> ") or record.url
    moment = warc.moment_of(record.headers.get("warc-refers-to-date", ""))
    if digest or moment:
        return Revisit(
            source=here.source,
            record=here.record,
            url=here.url[:2000],
            captured_at=here.captured_at,
            digest=digest,
            refers_to=(url[:2000], moment) if moment else None,
        )
    return here.refused(
        "It says only that a page was seen again, and no page with its digest came before it. Take"
        " in the file that holds the page first, then this one again."
    )


def _called(number: int, record: warc.Record) -> str:
    return f"record {number} {one_line(record.url, 70)}".strip()


def _key(claim: str) -> str:
    return claim.strip().lower().rstrip("=")
