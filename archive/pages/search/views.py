"""Views of search results, suggestions and scores."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from archive.db.addresses import reverse_cached
from archive.duplicates.folding import load_reprint_groups
from archive.errors import QuerySyntaxError, SearchError
from archive.models import Article
from archive.pages.search.advanced_form import compose_query, read_period
from archive.pages.search.form_filling import NO_PERIOD, FilledForm, fill_form
from archive.pages.search.query_explanation import (
    build_no_results_links,
    build_single_word_links,
    build_spelling_links,
    explain_query,
)
from archive.pages.search.results_context import (
    build_results_context,
    list_filters,
    list_sorts,
)
from archive.search.completion import Completion, CompletionKind, suggest_completions
from archive.search.outlet_spellings import count_spellings_by_outlet
from archive.search.query.request import FacetName, ScopeName
from archive.search.service import explain, search
from archive.web.page_errors import NotFound
from archive.web.paging import annotate_inferred_dates
from archive.web.params import QueryParams, build_url
from archive.web.search_params import SearchParams, mask_control_characters
from archive.web.views import render_search_failure

SWAPPED = "swapped"
"""Value of the parameter `dates` where a form exchanged the first and the last day."""
_CARRIED_PARAMS = (*ScopeName, *FacetName, "match", "sort", "printings")
"""Parameters that a form carries over from the search it was sent from."""
MAX_LENGTH = 400
"""Longer queries are not completed."""
MIN_SHOWN_SCORE = 0.005  # smallest score visible with two decimals


@require_safe
def search_results(request: HttpRequest) -> HttpResponse:
    """Show one page of results; an invalid query gives a 400 that points to the error."""
    params = SearchParams.from_request(request)
    try:
        parsed = params.parse_query()
        reprint_groups = None if params.are_reprints_separate else load_reprint_groups()
        page = search(params.build_search_request(parsed.node, reprint_groups))
    except QuerySyntaxError as error:
        context = {"search": params, "error": _describe_query_error(error, params)}
        return render(request, "search/query_error.html", context, status=400)
    except SearchError as error:
        return render_search_failure(request, error, params)
    params = params.replace_params(selected=page.selected, page=params.page)
    annotate_inferred_dates(article for hit in page.hits for article in (hit.article, *hit.reprints))
    context = {
        "search": params,
        "parsed": parsed,
        "page": page,
        "too_many_pairs": reprint_groups is None and not params.are_reprints_separate,
        "results": build_results_context(params, parsed, page),
        "explanation": explain_query(params, parsed, page),
        "are_dates_swapped": request.GET.get("dates") == SWAPPED,
        "spelling_links": build_spelling_links(params, page),
        "related_links": [] if page.total else build_no_results_links(params, page.no_results),
        "word_links": build_single_word_links(params, page.no_results),
    }
    return render(request, "search/results.html", context)


@require_safe
def advanced_search(request: HttpRequest) -> HttpResponse:
    """Show the advanced search, filled from the search in the address."""
    params = SearchParams.from_request_leniently(request)
    try:
        filled = fill_form(params.parse_query(), params.display_text)
    except QuerySyntaxError:
        filled = FilledForm(params.display_text, {}, NO_PERIOD)
    context = {"search": params, "filled": filled, "filters": list_filters(params), "sorts": list_sorts(params)}
    return render(request, "search/advanced.html", context)


@require_safe
def compose_search(request: HttpRequest) -> HttpResponse:
    """Redirect from a form to the search it describes."""
    params = QueryParams(request)
    period = read_period(params)
    carried = {name: params.get_list(f"narrow-{name}") for name in _CARRIED_PARAMS}
    swapped = {"dates": SWAPPED if period.is_swapped else ""}
    query_params = {"q": compose_query(params, period), **carried, **swapped}
    return redirect(build_url(reverse_cached("search"), {name: value for name, value in query_params.items() if value}))


def _describe_query_error(error: QuerySyntaxError, params: SearchParams) -> dict[str, object]:
    """Split the query at its error; add the suggested corrections and their URLs, if any."""
    start, end = error.offset, error.offset + error.length
    suggestion = error.suggestion or ""
    return {
        "message": error.message,
        "before": mask_control_characters(params.text[:start]),
        "wrong": mask_control_characters(params.text[start:end]),
        "after": mask_control_characters(params.text[end:]),
        "suggestion": suggestion,
        "url": str(params.replace_params(text=suggestion)) if suggestion else "",
        "others": [(other, str(params.replace_params(text=other))) for other in error.others],
    }


def list_suggestions(typed: str) -> list[tuple[Completion, str]]:
    """Return the completions of `typed` with their descriptions; none where it is too long."""
    completions = suggest_completions(typed) if len(typed) <= MAX_LENGTH else []
    return [(completion, _describe_completion(completion)) for completion in completions]


def _describe_completion(completion: Completion) -> str:
    """Return `outlet, also The Gazette · 412 articles`."""
    kinds = {
        CompletionKind.OUTLET: gettext("outlet"),
        CompletionKind.AUTHOR: gettext("author"),
        CompletionKind.SPEAKER: gettext("speaker"),
    }
    words = [kinds.get(completion.kind, ""), gettext(completion.meaning) if completion.meaning else ""]
    if completion.alternatives:
        words.append(gettext("also %(names)s") % {"names": ", ".join(completion.alternatives)})
    parts = [", ".join(filter(None, words))]
    if (number := completion.articles) is not None:
        parts.append(ngettext("%(shown)s article", "%(shown)s articles", number) % {"shown": f"{number:,}"})
    return " · ".join(filter(None, parts))


@require_safe
def completion_list(request: HttpRequest) -> HttpResponse:
    """List completions of the query as links to their searches, for readers without script.

    After a field, the link leads to the further completions.
    """
    params = SearchParams.from_request(request)
    try:
        suggestions = list_suggestions(params.text)
    except SearchError as error:
        return render_search_failure(request, error, params)
    rows = []
    for completion, description in suggestions:
        url = str(params.replace_params(text=completion.text))
        if completion.kind is CompletionKind.FIELD:
            url = f"{reverse_cached('suggestions')}?{url.partition('?')[2]}"
        rows.append((completion.text, description, url))
    return render(request, "search/completions.html", {"search": params, "suggestions": rows})


@require_safe
def explain_score(request: HttpRequest, identifier: str) -> HttpResponse:
    """Explain the score of one article."""
    article = get_object_or_404(Article.objects.listed(), identifier=identifier)
    params = SearchParams.from_request(request)
    try:
        explanation = explain(params.build_search_request(params.parse_query().node), article.pk)
    except QuerySyntaxError as error:
        raise Http404(str(error)) from error
    except SearchError as error:
        return render_search_failure(request, error, params)
    if explanation is None:
        message = gettext("“%s” is not among the results of this search.") % article
        raise NotFound(message, str(params), gettext("Back to results"))
    has_other_score = abs(explanation.other) >= MIN_SHOWN_SCORE
    context = {"search": params, "article": article, "explanation": explanation, "has_other_score": has_other_score}
    return render(request, "search/score_explanation.html", context)


@require_safe
def spellings_table(request: HttpRequest) -> HttpResponse:
    """Show the spellings of a name by outlet."""
    name = QueryParams(request).get_text("name")
    try:
        table = count_spellings_by_outlet(name)
    except SearchError as error:
        return render_search_failure(request, error, SearchParams(text=name))
    if table is None:
        message = gettext("There is no list of spellings for “%s”.") % name
        raise NotFound(message, str(SearchParams(text=name)), gettext("Search for it"))
    return render(request, "search/spellings_by_outlet.html", {"spellings": table, "name": name})
