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

from archive.api.found import found_by, rows, search_failed
from archive.api.rows import as_csv, as_json_lines
from archive.citations.formats import FORMATS, Format
from archive.errors import SearchError
from archive.web.reading.citing import record_here, site_of

Written = Callable[[HttpRequest, tuple[int, ...]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """An export format: its media type, and the function that yields its text."""

    media_type: str
    written: Written


def _table(request: HttpRequest, keys: tuple[int, ...]) -> Iterator[str]:
    return as_csv(rows(keys), site_of(request))


def _lines(request: HttpRequest, keys: tuple[int, ...]) -> Iterator[str]:
    return as_json_lines(rows(keys, texts=True), site_of(request))


def _references(form: Format, request: HttpRequest, keys: tuple[int, ...]) -> Iterator[str]:
    return form.written(record_here(row, request) for row in rows(keys))


KINDS: Final[dict[str, Kind]] = {
    "csv": Kind("text/csv", _table),
    "jsonl": Kind("application/jsonl", _lines),
} | {form.suffix: Kind(form.media_type, partial(_references, form)) for form in FORMATS}


class Download(StreamingHttpResponse):
    """A streaming response that counts against DOWNLOADS_AT_ONCE until it is closed."""

    def close(self) -> None:
        """Release this download's slot."""
        super().close()
        with _LOCK:
            _UNDER_WAY.discard(self)


_UNDER_WAY: Final[WeakSet[Download]] = WeakSet()
_LOCK: Final = Lock()
_TOO_MANY: Final = (
    "Several large files are being downloaded from this archive just now. Try again in a minute."
)


@require_safe
def results(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Stream the export. Search errors are reported before the first byte is sent."""
    try:
        _, keys = found_by(request)
    except SearchError as error:
        return search_failed(error)
    kind = KINDS[suffix]
    response = Download(
        kind.written(request, keys) if request.method != "HEAD" else (),
        content_type=f"{kind.media_type}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="search.{suffix}"',
            "X-Robots-Tag": "noindex",
        },
    )
    with _LOCK:
        if len(_UNDER_WAY) < settings.DOWNLOADS_AT_ONCE:
            _UNDER_WAY.add(response)
            return response
    return _unavailable(_TOO_MANY, headers={"Retry-After": "60"})


def _unavailable(reason: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    plain = "text/plain; charset=utf-8"
    return HttpResponse(reason, status=503, content_type=plain, headers=headers)
