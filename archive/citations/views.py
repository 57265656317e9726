"""Reference files of one article."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive.citations.formats import FORMATS
from archive.citations.services import build_citation_record
from archive.models import Article
from archive.web.params import get_row_or_404


@require_safe
def article_reference(request: HttpRequest, identifier: str, suffix: str) -> HttpResponse:
    """Serve the article as one reference. Withdrawn articles stay citable."""
    row = get_row_or_404(Article.objects.for_cards(), identifier=identifier)
    file_format = next(each for each in FORMATS if each.suffix == suffix)
    text = "".join(file_format.iter_chunks([build_citation_record(row, request)]))
    return HttpResponse(
        text,
        content_type=f"{file_format.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{identifier}.{suffix}"'},
    )
