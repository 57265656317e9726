"""Exports of everything a search matches, streamed as CSV, JSON Lines, references, WARC or WACZ."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Final
from weakref import WeakSet

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from archive.citations.formats import FORMATS, CitationFormat
from archive.citations.services import build_citation_record
from archive.curation.metadata_table import escape_cell
from archive.db.bulk import iter_batches
from archive.errors import SearchError
from archive.models import Article, Collection
from archive.search.service import explain_failure
from archive.storage.export_wacz import WaczWriter, iter_warc_chunks, list_capture_keys
from archive.web.params import get_row_or_404, get_site_url
from archive.web.selection import find_selected_keys

COLUMNS = (
    "identifier address title outlet authors published earliest latest section language words canonical_url".split()
)
_CHUNK_SIZE = 400  # rows in memory at once
_ACTIVE_DOWNLOADS: Final[WeakSet[ExportResponse]] = WeakSet()
_DOWNLOADS_LOCK: Final = Lock()
_BUSY_MESSAGE: Final = "Several large files are being downloaded from this archive just now. Try again in a minute."


def iter_csv(articles: Iterable[Article], site: str) -> Iterator[str]:
    """Yield CSV with a header row, in chunks; cells that would be formulas are escaped."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for article in articles:
        values = build_record(article, site)
        writer.writerow([_format_cell(values[name]) for name in COLUMNS])
        if buffer.tell() > 30_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def iter_json_lines(articles: Iterable[Article], site: str) -> Iterator[str]:
    """Yield one JSON object a line, with the text, in the form that `ingest` reads."""
    for article in articles:
        texts = {"standfirst": article.standfirst, "text": article.body}
        yield json.dumps(build_record(article, site) | texts, ensure_ascii=False) + "\n"


def build_record(article: Article, site: str) -> dict[str, object]:
    """Return the metadata of an article by column; empty strings where nothing is known."""
    return {
        "identifier": article.identifier,
        "address": f"{site}{article.permanent_path}",
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else "",
        "authors": [str(byline.author) for byline in article.credits],
        "published": article.published,
        "earliest": article.earliest.isoformat() if article.earliest else "",
        "latest": article.latest.isoformat() if article.latest else "",
        "section": article.section,
        "language": article.language,
        "words": article.word_count,
        "canonical_url": article.canonical_url,
    }


def _format_cell(value: object) -> object:
    """Join lists by semicolons; escape would-be spreadsheet formulas."""
    if isinstance(value, list):
        value = "; ".join(value)
    return escape_cell(value) if isinstance(value, str) else value


def build_search_failure(error: SearchError) -> HttpResponse:
    """Return a plain-text 503 response for a search that failed or timed out."""
    return _build_unavailable_response(explain_failure(error), {"Cache-Control": "no-store"})


def _build_unavailable_response(reason: str, headers: Mapping[str, str]) -> HttpResponse:
    return HttpResponse(reason, status=503, content_type="text/plain; charset=utf-8", headers=headers)


def iter_articles(keys: Sequence[int], *, with_texts: bool = False) -> Iterator[Article]:
    """Yield the listed articles with these keys, in this order, with outlet and authors."""
    articles = Article.objects.listed().for_cards()
    if not with_texts:
        articles = articles.defer("body")
    for chunk in iter_batches(keys, _CHUNK_SIZE):
        articles_by_key = articles.in_bulk(chunk)
        yield from (articles_by_key[key] for key in chunk if key in articles_by_key)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format: its media type, and the function that yields its text."""

    media_type: str
    write_records: Callable[[HttpRequest, tuple[int, ...]], Iterator[str] | Iterator[bytes]]


def _write_references(file_format: CitationFormat, request: HttpRequest, keys: tuple[int, ...]) -> Iterator[str]:
    return file_format.iter_chunks(build_citation_record(row, request) for row in iter_articles(keys))


def _write_wacz(request: HttpRequest, keys: tuple[int, ...]) -> Iterator[bytes]:
    writer = WaczWriter(list_capture_keys(keys), title=settings.SITE_NAME, site=get_site_url(request))
    return writer.iter_chunks()


EXPORT_FORMATS: Final[dict[str, ExportFormat]] = {
    "csv": ExportFormat("text/csv", lambda request, keys: iter_csv(iter_articles(keys), get_site_url(request))),
    "jsonl": ExportFormat(
        "application/jsonl",
        lambda request, keys: iter_json_lines(iter_articles(keys, with_texts=True), get_site_url(request)),
    ),
    "warc.gz": ExportFormat("application/warc", lambda _, keys: iter_warc_chunks(list_capture_keys(keys))),
    "wacz": ExportFormat("application/wacz", _write_wacz),
} | {form.suffix: ExportFormat(form.media_type, partial(_write_references, form)) for form in FORMATS}
ORIGINALS_FORMATS: Final = ("warc.gz", "wacz")
"""Formats that hold the originals of articles."""


class ExportResponse(StreamingHttpResponse):
    """A streaming response that counts against DOWNLOADS_AT_ONCE until it is closed."""

    def close(self) -> None:
        """Release this download's slot."""
        super().close()
        with _DOWNLOADS_LOCK:
            _ACTIVE_DOWNLOADS.discard(self)


@require_safe
def export_results(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Stream the export. Search errors are reported before the first byte is sent."""
    try:
        _, keys = find_selected_keys(request)
    except SearchError as error:
        return build_search_failure(error)
    return _stream_export(request, keys, suffix, "search")


@require_safe
def export_article(request: HttpRequest, identifier: str, suffix: str) -> HttpResponseBase:
    """Stream the originals of an article."""
    article = get_row_or_404(Article.objects.listed(), identifier=identifier)
    return _stream_export(request, (article.pk,), suffix, identifier)


@require_safe
def export_collection(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """Stream the originals of the articles of a collection."""
    collection = get_row_or_404(Collection.objects.all(), slug=slug)
    keys = collection.articles.listed().order_by("pk").values_list("pk", flat=True)
    return _stream_export(request, tuple(keys), suffix, f"collection-{collection.pk}")


@require_safe
def export_archive(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Stream the originals of all articles."""
    keys = Article.objects.listed().order_by("pk").values_list("pk", flat=True)
    return _stream_export(request, tuple(keys), suffix, "archive")


def _stream_export(request: HttpRequest, keys: tuple[int, ...], suffix: str, name: str) -> HttpResponseBase:
    """Return the file of some articles; 503 where too many are being downloaded."""
    export_format = EXPORT_FORMATS[suffix]
    charset = "" if suffix in ORIGINALS_FORMATS else "; charset=utf-8"
    response = ExportResponse(
        export_format.write_records(request, keys) if request.method != "HEAD" else (),
        content_type=f"{export_format.media_type}{charset}",
        headers={"Content-Disposition": f'attachment; filename="{name}.{suffix}"', "X-Robots-Tag": "noindex"},
    )
    with _DOWNLOADS_LOCK:
        if len(_ACTIVE_DOWNLOADS) < settings.DOWNLOADS_AT_ONCE:
            _ACTIVE_DOWNLOADS.add(response)
            return response
    return _build_unavailable_response(_BUSY_MESSAGE, {"Retry-After": "60"})
