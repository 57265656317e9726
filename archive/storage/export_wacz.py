"""Export captures as a WACZ 1.1.1: a WARC with an index, a list of pages with their texts, and digests of all of it.

The file is made as it is sent: nothing of it but the lines of the index is kept in memory.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final, cast
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from warcio.warcwriter import WARCWriter

from archive.db.bulk import iter_batches
from archive.errors import PayloadError
from archive.models import Capture
from archive.storage.export_warc import create_writer, get_payload_type, get_target_uri, write_capture

VERSION: Final = "1.1.1"
WARC_NAME: Final = "data.warc.gz"
WARC_PATH: Final = f"archive/{WARC_NAME}"
PAGES_PATH: Final = "pages/pages.jsonl"
INDEX_PATH: Final = "indexes/index.cdxj"
_BATCH: Final = 200
_CHUNK: Final = 64_000
_PAGES_HEAD: Final = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}


class _Outlet:
    """A stream that cannot be sought in; what is written is taken out in chunks."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self.chunks.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is nothing below."""

    def take(self, minimum: int = 0) -> Iterator[bytes]:
        """Yield what was written, if it is more than a minimum."""
        if self.size > minimum:
            data = b"".join(self.chunks)
            self.chunks, self.size = [], 0
            yield data


@dataclass(slots=True)
class _Member:
    """A file of the package, as it is written: its stream, size and digest."""

    stream: BinaryIO
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> int:
        """Write bytes, and count them."""
        self.size += len(data)
        self.digest.update(data)
        return self.stream.write(data)

    def flush(self) -> None:
        """Do nothing: the package is flushed at its end."""

    def describe(self, path: str) -> dict[str, object]:
        """Return the entry of the file in the list of files."""
        name = path.rpartition("/")[2]
        return {"name": name, "path": path, "hash": f"sha256:{self.digest.hexdigest()}", "bytes": self.size}


class WaczWriter:
    """Writes the captures with some keys, those of articles that readers may see, as chunks of a WACZ."""

    def __init__(self, keys: Sequence[int], *, title: str, site: str) -> None:
        self.keys = keys
        self.title = title
        self.site = site
        self.created = datetime.now(UTC)
        self.missing: list[str] = []
        self._index: list[str] = []
        self._resources: list[dict[str, object]] = []

    def iter_chunks(self) -> Iterator[bytes]:
        """Yield the bytes of the file."""
        outlet = _Outlet()
        with ZipFile(cast("BinaryIO", outlet), "w", allowZip64=True) as package:
            for path, method, write in (
                (PAGES_PATH, ZIP_DEFLATED, self._write_pages),
                (WARC_PATH, ZIP_STORED, self._write_warc),
                (INDEX_PATH, ZIP_DEFLATED, self._write_index),
            ):
                with package.open(self._create_entry(path, method), "w", force_zip64=True) as stream:
                    member = _Member(cast("BinaryIO", stream))
                    for _ in write(member):
                        yield from outlet.take(_CHUNK)
                self._resources.append(member.describe(path))
                yield from outlet.take()
            self._write_package(package)
        yield from outlet.take()

    def _create_entry(self, path: str, method: int) -> ZipInfo:
        entry = ZipInfo(path, self.created.timetuple()[:6])
        entry.compress_type = method
        return entry

    def _iter_captures(self) -> Iterator[Capture]:
        """Yield the captures in the order of the keys, a batch at a time."""
        captures = Capture.objects.filter(article__withdrawn_at=None).select_related("article", "payload")
        for batch in iter_batches(self.keys, _BATCH):
            captures_by_key = captures.in_bulk(batch)
            yield from (captures_by_key[key] for key in batch if key in captures_by_key)

    def _write_pages(self, member: _Member) -> Iterator[None]:
        """Write a line for each capture: address, time, headline and text of its article."""
        member.write(_dump_line(_PAGES_HEAD))
        for capture in self._iter_captures():
            article = capture.article
            page = {
                "id": f"{article.identifier}-{capture.pk}",
                "url": get_target_uri(capture),
                "ts": _format_moment(capture.captured_at),
                "title": article.title,
                "text": "\n\n".join(filter(None, (article.standfirst, article.body))),
                "article": f"{self.site}{article.permanent_path}",
            }
            member.write(_dump_line(page))
            yield

    def _write_warc(self, member: _Member) -> Iterator[None]:
        writer: WARCWriter = create_writer(cast("BinaryIO", member), WARC_NAME)
        for capture in self._iter_captures():
            offset = member.size
            try:
                write_capture(writer, capture)
            except PayloadError:
                self.missing.append(get_target_uri(capture))
            else:
                self._index.append(_build_index_line(capture, offset, member.size - offset))
            yield

    def _write_index(self, member: _Member) -> Iterator[None]:
        for line in sorted(self._index):
            member.write(line.encode())
            yield

    def _write_package(self, package: ZipFile) -> None:
        """Write the list of files with their digests, and the digest of this list."""
        values: dict[str, object] = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": self.title,
            "software": "Cuttings",
            "created": _format_moment(self.created),
            "resources": self._resources,
        }
        if self.missing:
            number = len(self.missing)
            values["description"] = f"{number} originals are lost in the archive and not here: see missingOriginals."
            values["missingOriginals"] = self.missing[:1_000]
        text = json.dumps(values, ensure_ascii=False, indent=2).encode()
        package.writestr(self._create_entry("datapackage.json", ZIP_DEFLATED), text)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}
        package.writestr(self._create_entry("datapackage-digest.json", ZIP_DEFLATED), json.dumps(digest))


def iter_warc_chunks(keys: Sequence[int]) -> Iterator[bytes]:
    """Yield captures as a gzipped WARC; lost originals are left out and named in a last record."""
    outlet, missing = _Outlet(), []
    writer = create_writer(cast("BinaryIO", outlet), "export.warc.gz")
    captures = Capture.objects.filter(article__withdrawn_at=None).select_related("article", "payload")
    for batch in iter_batches(keys, _BATCH):
        captures_by_key = captures.in_bulk(batch)
        for key in batch:
            if capture := captures_by_key.get(key):
                try:
                    write_capture(writer, capture)
                except PayloadError:
                    missing.append(get_target_uri(capture))
                yield from outlet.take(_CHUNK)
    if missing:
        lost = {"software": "Cuttings", "missing-originals": " ".join(missing[:1_000])}
        writer.write_record(writer.create_warcinfo_record("missing", lost))
    yield from outlet.take()


def list_capture_keys(article_keys: Sequence[int]) -> list[int]:
    """Return the keys of the captures of some articles, article by article, the oldest first."""
    keys: list[int] = []
    for batch in iter_batches(article_keys, 500):
        rows = Capture.objects.filter(article__in=batch).order_by("captured_at", "pk")
        by_article: dict[int, list[int]] = {}
        for article_key, key in rows.values_list("article_id", "pk"):
            by_article.setdefault(article_key, []).append(key)
        keys += [key for article_key in batch for key in by_article.get(article_key, ())]
    return keys


def _build_index_line(capture: Capture, offset: int, length: int) -> str:
    """Return a line of the CDXJ index."""
    url = get_target_uri(capture)
    values = {
        "url": url,
        "digest": f"sha256:{capture.digest}",
        "mime": get_payload_type(capture) or "application/octet-stream",
        "status": "200",
        "offset": str(offset),
        "length": str(length),
        "filename": WARC_NAME,
    }
    return f"{build_sort_key(url)} {capture.captured_at.astimezone(UTC):%Y%m%d%H%M%S} {json.dumps(values)}\n"


def build_sort_key(url: str) -> str:
    """Return an address as indexes of web archives sort it: `example,pilot)/ferry?id=7`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in ("http", "https"):
        return re.sub(r"\s", "%20", url)
    labels = re.sub(r"^www\d*\.", "", host).split(".")
    suffix = f":{port}" if port and port not in (80, 443) else ""
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    path = parts.path.lower().rstrip("/") or "/"
    return re.sub(r"\s", "%20", f"{','.join(reversed(labels))}{suffix}){path}{'?' + query if query else ''}")


def _format_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _dump_line(values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
