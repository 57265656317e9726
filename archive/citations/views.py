"""Reference files of one article, the citations of several, and searches that are cited."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from archive.citations.cited_searches import build_search_url, cite_search, compare_search
from archive.citations.formats import FORMATS
from archive.citations.services import build_citation_record, build_reference_list
from archive.citations.styles import STYLES
from archive.errors import QuerySyntaxError, ReadingError, SearchError
from archive.models import Article, CitedSearch
from archive.web.language import translate_message
from archive.web.logins import require_login
from archive.web.page_errors import InvalidForm
from archive.web.params import Link, QueryParams, build_url, get_row_or_404, get_site_url
from archive.web.search_params import SearchParams
from archive.web.selection import PARAMETER, find_selected_keys
from archive.web.views import render_search_failure

MAX_CITATIONS = 100
MAX_NAMED = 50  # articles that came or went since a search was cited


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


@require_POST
@require_login
def cite_one_search(request: HttpRequest) -> HttpResponse:
    """Keep the search in the address with what it finds, and lead to its page."""
    params = SearchParams.from_request(request)
    try:
        cited = cite_search(params, cast(User, request.user))
    except (QuerySyntaxError, ReadingError) as error:
        raise InvalidForm(translate_message(error.args[0]), str(params)) from error
    except SearchError as error:
        return render_search_failure(request, error, params)
    return redirect(cited)


@require_safe
def cited_search(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show a cited search as it was; with `again`, what it finds now and what changed."""
    cited = get_row_or_404(CitedSearch.objects.defer("identifiers"), identifier=identifier)
    comparison = None
    if QueryParams(request).get_choice("again", ("", "1"), ""):
        try:
            comparison = compare_search(cited, request)
        except SearchError as error:
            return render_search_failure(request, error, SearchParams(text=cited.query))
    named = (comparison.added[:MAX_NAMED], comparison.removed[:MAX_NAMED]) if comparison else ((), ())
    context = {
        "cited": cited,
        "address": get_site_url(request) + cited.get_absolute_url(),
        "search_url": build_search_url(cited),
        "filters": cited.narrowed.split("&") if cited.narrowed else [],
        "comparison": comparison,
        "added": _load_named(named[0]),
        "removed": _load_named(named[1]),
        "max_named": MAX_NAMED,
    }
    return render(request, "citations/cited_search.html", context)


def _load_named(identifiers: tuple[str, ...]) -> list[Article]:
    """Load the listed articles with these identifiers, the newest first."""
    rows = Article.objects.listed().filter(identifier__in=identifiers).select_related("outlet")
    return list(rows.defer("body", "standfirst").newest_first()) if identifiers else []
