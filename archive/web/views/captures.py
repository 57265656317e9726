"""Original bytes of a capture, served without any active content."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from archive.errors import PayloadError
from archive.models import Capture
from archive.provenance.payloads import read_record_bytes
from archive.text.encodings import decode_as
from archive.web.address import NotFound
from archive.web.lookup import get_row_or_404
from archive.web.reading.text import HighlightQuery, build_article_text

INERT_POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox"


@require_safe
@xframe_options_sameorigin
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the original as plain text, or as a download where it is not text."""
    capture = _get_visible_capture(pk)
    return _build_inert_response(capture, _read_original(capture))


@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def original_and_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the original in a sandboxed frame beside the text."""
    capture = _get_visible_capture(pk)
    _read_original(capture)  # report a missing original here, not in an empty frame
    context = {
        "capture": capture,
        "article": capture.article,
        "text": build_article_text(capture.article, HighlightQuery()),
    }
    return render(request, "archive/beside.html", context)


def _get_visible_capture(pk: int) -> Capture:
    """Return the capture; NotFound where its article was withdrawn."""
    rows = Capture.objects.select_related("article__outlet", "payload")
    capture = get_row_or_404(rows, pk=pk)
    article = capture.article
    if article.withdrawn_at:
        raise NotFound(
            gettext("The article was withdrawn; its original is kept but not shown."),
            article.get_absolute_url(),
            gettext("Go to the article"),
        )
    return capture


def build_missing_original_error(capture: Capture) -> NotFound:
    """Return the NotFound for readers; it does not disclose the store's path."""
    return NotFound(
        gettext(
            "The original bytes of this capture are not in the store. The archive’s keeper can"
            " look for them by their SHA-256, %s."
        )
        % capture.payload_id,
        capture.article.get_absolute_url(),
        gettext("Go to the article"),
    )


def _read_original(capture: Capture) -> bytes:
    try:
        return read_record_bytes(capture)
    except PayloadError as error:
        raise build_missing_original_error(capture) from error


def _build_inert_response(capture: Capture, content: bytes) -> HttpResponse:
    text = _decode_text(content, capture.encoding)
    name = f"{capture.article.identifier}-{capture.pk}"
    if text is None:
        response = HttpResponse(content, content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{name}.bin"'
    else:
        response = HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{name}.txt"'
    response["Content-Security-Policy"] = INERT_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def _decode_text(content: bytes, encoding: str) -> str | None:
    """Decode the record; None where it is not text."""
    try:
        text = decode_as(content, encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else text
