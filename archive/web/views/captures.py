"""Original bytes of a capture, served without any active content."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from archive.errors import PayloadError
from archive.models import Capture
from archive.provenance.payloads import record_bytes
from archive.text.encodings import decode_as
from archive.web.address import NotHere
from archive.web.lookup import row_of
from archive.web.reading.text import Marking, text_of

INERT = "default-src 'none'; frame-ancestors 'self'; sandbox"


@require_safe
@xframe_options_sameorigin
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the original as plain text, or as a download where it is not text."""
    capture = _shown(pk)
    return _inert(capture, _bytes_of(capture))


@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def beside(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the original in a sandboxed frame beside the text."""
    capture = _shown(pk)
    _bytes_of(capture)  # report a missing original here, not in an empty frame
    context = {
        "capture": capture,
        "article": capture.article,
        "text": text_of(capture.article, Marking()),
    }
    return render(request, "archive/beside.html", context)


def _shown(pk: int) -> Capture:
    """Return the capture; NotFound where its article was withdrawn."""
    rows = Capture.objects.select_related("article__outlet", "payload")
    capture = row_of(rows, pk=pk)
    article = capture.article
    if article.withdrawn_at:
        raise NotHere(
            gettext("The article was withdrawn; its original is kept but not shown."),
            article.get_absolute_url(),
            gettext("Go to the article"),
        )
    return capture


def not_in_store(capture: Capture) -> NotHere:
    """Return the NotFound for readers; it does not disclose the store's path."""
    return NotHere(
        gettext(
            "The original bytes of this capture are not in the store. The archive’s keeper can"
            " look for them by their SHA-256, %s."
        )
        % capture.payload_id,
        capture.article.get_absolute_url(),
        gettext("Go to the article"),
    )


def _bytes_of(capture: Capture) -> bytes:
    try:
        return record_bytes(capture)
    except PayloadError as error:
        raise not_in_store(capture) from error


def _inert(capture: Capture, content: bytes) -> HttpResponse:
    text = _as_text(content, capture.encoding)
    name = f"{capture.article.identifier}-{capture.pk}"
    if text is None:
        response = HttpResponse(content, content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{name}.bin"'
    else:
        response = HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{name}.txt"'
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def _as_text(content: bytes, encoding: str) -> str | None:
    """Decode the record; None where it is not text."""
    try:
        text = decode_as(content, encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else text
