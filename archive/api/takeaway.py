"""All that a search finds as one file, streamed: a table, lines of JSON, references."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from archive.api.found import found_by, rows
from archive.api.rows import as_csv, as_json_lines
from archive.citations.formats import FORMATS, Format
from archive.errors import SearchError
from archive.web.reading.citing import record_here, site_of

Written = Callable[[HttpRequest, tuple[int, ...]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, and the pieces it is written in."""

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


@require_safe
def results(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The file. What cannot be searched is said before the first byte is sent."""
    try:
        _, keys = found_by(request)
    except SearchError as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    kind = KINDS[suffix]
    return StreamingHttpResponse(
        kind.written(request, keys),
        content_type=f"{kind.media_type}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="search.{suffix}"',
            "X-Robots-Tag": "noindex",
        },
    )
