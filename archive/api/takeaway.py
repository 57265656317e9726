"""Export of all results of a search as one streamed file: CSV, JSON Lines, references."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Final
from weakref import WeakSet

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from archive.api.found import build_search_failure, find_result_keys, iter_articles
from archive.api.rows import iter_csv, iter_json_lines
from archive.citations.formats import FORMATS, CitationFormat
from archive.errors import SearchError
from archive.web.reading.citing import build_citation_record, get_site_url

RecordWriter = Callable[[HttpRequest, tuple[int, ...]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format: its media type, and the function that yields its text."""

    media_type: str
    write_records: RecordWriter


def _write_csv(request: HttpRequest, keys: tuple[int, ...]) -> Iterator[str]:
    return iter_csv(iter_articles(keys), get_site_url(request))


def _write_json_lines(request: HttpRequest, keys: tuple[int, ...]) -> Iterator[str]:
    return iter_json_lines(iter_articles(keys, with_texts=True), get_site_url(request))


def _write_references(
    file_format: CitationFormat, request: HttpRequest, keys: tuple[int, ...]
) -> Iterator[str]:
    return file_format.iter_chunks(
        build_citation_record(row, request) for row in iter_articles(keys)
    )


EXPORT_FORMATS: Final[dict[str, ExportFormat]] = {
    "csv": ExportFormat("text/csv", _write_csv),
    "jsonl": ExportFormat("application/jsonl", _write_json_lines),
} | {
    form.suffix: ExportFormat(form.media_type, partial(_write_references, form)) for form in FORMATS
}


class ExportResponse(StreamingHttpResponse):
    """A streaming response that counts against DOWNLOADS_AT_ONCE until it is closed."""

    def close(self) -> None:
        """Release this download's slot."""
        super().close()
        with _DOWNLOADS_LOCK:
            _ACTIVE_DOWNLOADS.discard(self)


_ACTIVE_DOWNLOADS: Final[WeakSet[ExportResponse]] = WeakSet()
_DOWNLOADS_LOCK: Final = Lock()
_BUSY_MESSAGE: Final = (
    "Several large files are being downloaded from this archive just now. Try again in a minute."
)


@require_safe
def export_results(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Stream the export. Search errors are reported before the first byte is sent."""
    try:
        _, keys = find_result_keys(request)
    except SearchError as error:
        return build_search_failure(error)
    export_format = EXPORT_FORMATS[suffix]
    response = ExportResponse(
        export_format.write_records(request, keys) if request.method != "HEAD" else (),
        content_type=f"{export_format.media_type}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="search.{suffix}"',
            "X-Robots-Tag": "noindex",
        },
    )
    with _DOWNLOADS_LOCK:
        if len(_ACTIVE_DOWNLOADS) < settings.DOWNLOADS_AT_ONCE:
            _ACTIVE_DOWNLOADS.add(response)
            return response
    return _build_unavailable_response(_BUSY_MESSAGE, headers={"Retry-After": "60"})


def _build_unavailable_response(
    reason: str, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    content_type = "text/plain; charset=utf-8"
    return HttpResponse(reason, status=503, content_type=content_type, headers=headers)
