"""A capture to take away: the record as a WARC file, to be saved and never shown."""

from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive.errors import PayloadError
from archive.models import Capture
from archive.provenance.exporting import export_warc
from archive.web.address import NotHere
from archive.web.lookup import row_of


@require_safe
def capture_warc(request: HttpRequest, pk: int) -> HttpResponse:
    """The capture with its address and moment, as other archives read it."""
    capture = row_of(Capture.objects.select_related("article", "payload"), pk=pk)
    article = capture.article
    home, words = article.get_absolute_url(), "Go to the article"
    if article.withdrawn_at:
        raise NotHere("The article was withdrawn; its captures are kept, not given.", home, words)
    file = BytesIO()
    try:
        export_warc([capture], file)
    except PayloadError as error:
        raise NotHere(
            "The original bytes of this capture are not in the store. The archive’s keeper can"
            f" look for them by their SHA-256, {capture.payload_id}.",
            home,
            words,
        ) from error
    name = f"{article.identifier}-{capture.pk}.warc.gz"
    response = HttpResponse(file.getvalue(), content_type="application/gzip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response
