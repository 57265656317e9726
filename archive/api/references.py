"""Export of one article to a reference file (BibTeX, RIS, CSL-JSON)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive.citations.formats import FORMATS
from archive.models import Article
from archive.web.lookup import row_of
from archive.web.reading.citing import record_here


@require_safe
def article(request: HttpRequest, identifier: str, suffix: str) -> HttpResponse:
    """Serve the article as one reference. Withdrawn articles stay citable."""
    row = row_of(Article.objects.for_cards(), identifier=identifier)
    form = next(each for each in FORMATS if each.suffix == suffix)
    text = "".join(form.written([record_here(row, request)]))
    return HttpResponse(
        text,
        content_type=f"{form.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{identifier}.{suffix}"'},
    )
