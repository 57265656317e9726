"""Actions on chosen results: redirects to files, citations, a comparison or a list."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.db.addresses import reverse_cached
from archive.duplicates.folding import load_reprint_groups
from archive.errors import SearchError
from archive.models import Article
from archive.pages.search.results_context import FILE_LABELS
from archive.search.service import find_hits
from archive.web.page_errors import InvalidForm
from archive.web.params import QueryParams, build_url
from archive.web.search_params import SearchParams
from archive.web.selection import PARAMETER
from archive.web.views import render_search_failure

TICKED, PAGE, FOUND = "ticked", "page", "found"
ACTIONS: Final = ("export", "cite", "compare", "list")


@require_safe
def use_selection(request: HttpRequest) -> HttpResponse:
    """Redirect to what `do` names, with the articles that `of` names: those ticked, on the page, or found."""
    params, search = QueryParams(request), SearchParams.from_request(request)
    action = params.get_choice("do", ACTIONS, "export")
    chosen = params.get_choice("of", (TICKED, PAGE, FOUND), TICKED)
    suffix = params.get_choice("format", tuple(FILE_LABELS), next(iter(FILE_LABELS)))
    try:
        values = _build_values(params, search, chosen)
    except SearchError as error:
        return render_search_failure(request, error, search)
    if action == "compare":
        return redirect(_build_comparison_url(values, search))
    if action == "export":
        return redirect(build_url(reverse("search-export", args=[suffix]), values))
    return redirect(build_url(reverse_cached("citation-list" if action == "cite" else "list-add"), values))


def _build_values(params: QueryParams, search: SearchParams, chosen: str) -> Mapping[str, object]:
    """Return the parameters that name the articles chosen; InvalidForm where there are none."""
    if chosen == FOUND:
        return {"q": "", **dict(search.replace_params().list_params())}
    identifiers = _list_page_identifiers(search) if chosen == PAGE else list(params.get_list(PARAMETER))
    if not identifiers:
        raise InvalidForm(
            gettext("No results are selected. Tick the ones you want, or choose all on the page."), str(search)
        )
    return {PARAMETER: identifiers}


def _list_page_identifiers(search: SearchParams) -> list[str]:
    node = search.parse_node()
    reprints = None if search.are_reprints_separate else load_reprint_groups()
    keys = [hit.pk for hit in find_hits(search.build_search_request(node, reprints)).hits]
    identifiers = dict(Article.objects.listed().filter(pk__in=keys).order_by().values_list("pk", "identifier"))
    return [identifiers[key] for key in keys if key in identifiers]


def _build_comparison_url(values: Mapping[str, object], search: SearchParams) -> str:
    """Return the URL that compares two articles; InvalidForm for any other number."""
    identifiers = values.get(PARAMETER, ())
    if not isinstance(identifiers, list) or len(identifiers) != 2:
        raise InvalidForm(gettext("Select exactly two results to compare them."), str(search))
    return build_url(reverse_cached("compare-choice"), {"one": identifiers[0], "other": identifiers[1]})
