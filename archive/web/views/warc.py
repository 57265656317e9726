"""Download of a capture as a WARC file."""

from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.errors import PayloadError
from archive.models import Capture
from archive.provenance.exporting import export_warc
from archive.web.address import NotFound
from archive.web.lookup import get_row_or_404
from archive.web.views.captures import build_missing_original_error


@require_safe
def capture_warc(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the capture as a WARC attachment."""
    capture = get_row_or_404(Capture.objects.select_related("article", "payload"), pk=pk)
    article = capture.article
    if article.withdrawn_at:
        raise NotFound(
            gettext("The article was withdrawn; its original is kept but not shown."),
            article.get_absolute_url(),
            gettext("Go to the article"),
        )
    file = BytesIO()
    try:
        export_warc([capture], file)
    except PayloadError as error:
        raise build_missing_original_error(capture) from error
    name = f"{article.identifier}-{capture.pk}.warc.gz"
    response = HttpResponse(file.getvalue(), content_type="application/gzip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response
