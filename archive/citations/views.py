"""Reference files of one article, and the citations of several."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.citations.formats import FORMATS
from archive.citations.services import build_citation_record, build_reference_list
from archive.citations.styles import STYLES
from archive.errors import SearchError
from archive.models import Article
from archive.web.params import Link, QueryParams, build_url, get_row_or_404
from archive.web.search_params import SearchParams
from archive.web.selection import PARAMETER, find_selected_keys
from archive.web.views import render_search_failure

MAX_CITATIONS = 100


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


@require_safe
def citation_list(request: HttpRequest) -> HttpResponse:
    """Show the articles chosen by `identifier`, or found by a search, as a list of references in one style."""
    params = QueryParams(request)
    style = params.get_choice("style", tuple(STYLES), next(iter(STYLES)))
    try:
        search, keys = find_selected_keys(request)
    except SearchError as error:
        return render_search_failure(request, error, SearchParams.from_request(request))
    articles = Article.objects.listed().filter(pk__in=keys[:MAX_CITATIONS]).defer("body").for_cards()
    records = [build_citation_record(article, request, timezone.localdate()) for article in articles]
    values = {name: params.data.getlist(name) for name in params.data if name != "style"}
    context = {
        "search": search,
        "style_links": params.build_choice_links("style", {name: name for name in STYLES}, style),
        "references": build_reference_list(records, style),
        "total": len(keys),
        "file_links": [
            Link(row.label, build_url(reverse("search-export", args=[row.suffix]), values)) for row in FORMATS
        ],
        "is_of_search": PARAMETER not in params.data,
    }
    return render(request, "citations/citation_list.html", context)
