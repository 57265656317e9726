"""The original bytes of a capture, shown so that nothing in them can act."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive.errors import PayloadError
from archive.models import Capture
from archive.provenance.payloads import record_bytes
from archive.web.address import NotHere
from archive.web.lookup import row_of

INERT = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The record as it was taken in: as plain text, or to be saved where it is not text."""
    capture = row_of(Capture.objects.select_related("article", "payload"), pk=pk)
    article = capture.article
    if article.withdrawn_at:
        raise NotHere(
            "The article was withdrawn; its original is kept but not shown.",
            article.get_absolute_url(),
            "Go to the article",
        )
    try:
        content = record_bytes(capture)
    except PayloadError as error:
        raise NotHere(
            "The original bytes of this capture are not in the store. The archive’s keeper can"
            f" look for them by their SHA-256, {capture.payload_id}.",
            article.get_absolute_url(),
            "Go to the article",
        ) from error
    return _inert(capture, content)


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
    """The record read in its encoding; None where it is not text."""
    codec, _, note = encoding.partition(" ")
    try:
        text = content.decode(codec or "utf-8", "replace" if note else "strict")
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else text
