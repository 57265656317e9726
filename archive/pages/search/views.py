"""Views of search results, suggestions and scores."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from archive.db.addresses import reverse_cached
from archive.errors import QuerySyntaxError, SearchError
from archive.models import Article
from archive.pages.search.advanced_form import compose_query
from archive.pages.search.query_explanation import build_no_results_links, build_single_word_links, explain_query
from archive.pages.search.results_context import build_results_context, load_printings
from archive.search.completion import Completion, CompletionKind, suggest_completions
from archive.search.outlet_spellings import count_spellings_by_outlet
from archive.search.query.request import FacetName
from archive.search.service import explain, search
from archive.web.paging import annotate_inferred_dates
from archive.web.params import NotFound, QueryParams, build_url
from archive.web.search_params import SearchParams, mask_control_characters
from archive.web.views import render_search_failure

# Search completions for display and as links.

_CARRIED_PARAMS = (*FacetName, "match", "sort", "printings")
"""Parameters that a form carries over from the search it was sent from."""


@require_safe
def search_results(request: HttpRequest) -> HttpResponse:
    """Show one page of results; an invalid query gives a 400 that points to the error."""
    params = SearchParams.from_request(request)
    try:
        parsed = params.parse_query()
    except QuerySyntaxError as error:
        context = {"here": params, "fault": _describe_query_error(error, params)}
        return render(request, "search/query_error.html", context, status=400)
    try:
        printing_groups = None if params.is_unfolded else load_printings()
        page = search(params.build_search_request(parsed.node, printing_groups))
    except SearchError as error:
        return render_search_failure(request, error, params)
    params = params.replace_filters(page.selected)
    annotate_inferred_dates(article for hit in page.hits for article in (hit.article, *hit.reprints))
    context = {
        "here": params,
        "parsed": parsed,
        "page": page,
        "too_many_pairs": printing_groups is None and not params.is_unfolded,
        "findings": build_results_context(params, parsed, page),
        "understanding": explain_query(params, parsed, page),
        "ways_on": [] if page.total else build_no_results_links(params, page.no_results),
        "words_alone": build_single_word_links(params, page.no_results),
    }
    return render(request, "search/results.html", context)


@require_safe
def compose(request: HttpRequest) -> HttpResponse:
    """Redirect from the advanced form to the search it describes."""
    params = QueryParams(request)
    carried = {name: params.get_list(f"narrow-{name}") for name in _CARRIED_PARAMS}
    query_params = {"q": compose_query(params), **carried}
    return redirect(build_url(reverse_cached("search"), {name: value for name, value in query_params.items() if value}))


def _describe_query_error(error: QuerySyntaxError, params: SearchParams) -> dict[str, str]:
    """Split the query at its error; add the suggested correction and its URL, if any."""
    end = error.offset + error.length
    suggestion = error.suggestion or ""
    return {
        "message": error.message,
        "before": mask_control_characters(params.text[: error.offset]),
        "wrong": mask_control_characters(params.text[error.offset : end]),
        "after": mask_control_characters(params.text[end:]),
        "suggestion": suggestion,
        "url": str(params.replace_text(suggestion)) if suggestion else "",
    }


# Completions of a query, score explanations, and spellings of a name by outlet.

MAX_LENGTH = 400
"""Longer queries are not completed."""


@dataclass(frozen=True, slots=True)
class CompletionSuggestion:
    """One completion: the completed query, the inserted text, and a description."""

    text: str
    label: str
    description: str
    is_field: bool


def list_suggestions(typed: str) -> list[CompletionSuggestion]:
    """Return the completions of `typed`; none where it is too long."""
    if len(typed) > MAX_LENGTH:
        return []
    return [
        CompletionSuggestion(
            completion.text,
            completion.inserted_text,
            _describe_completion(completion),
            completion.kind is CompletionKind.FIELD,
        )
        for completion in suggest_completions(typed)
    ]


def build_suggestion_links(params: SearchParams) -> list[tuple[CompletionSuggestion, str]]:
    """Return each completion with its URL: its search, or after a field further completions."""
    links = []
    for suggestion in list_suggestions(params.text):
        completed = params.replace_text(suggestion.text)
        further_url = f"{reverse_cached('suggestions')}?{completed.query_string}"
        links.append((suggestion, further_url if suggestion.is_field else str(completed)))
    return links


def format_suggestion_count(number: int) -> str:
    """Return the number of completions as a status message for screen readers."""
    if not number:
        return gettext("No suggestions")
    return ngettext("%(n)d suggestion", "%(n)d suggestions", number) % {"n": number}


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


MIN_SHOWN_SCORE = 0.005  # smallest score visible with two decimals


@require_safe
def completion_list(request: HttpRequest) -> HttpResponse:
    """List completions of the query as links, for readers without script."""
    params = SearchParams.from_request(request)
    try:
        links = build_suggestion_links(params)
    except SearchError as error:
        return render_search_failure(request, error, params)
    return render(request, "search/completions.html", {"here": params, "ways_to_go_on": links})


@require_safe
def explain_score(request: HttpRequest, identifier: str) -> HttpResponse:
    """Explain the score of one article."""
    article = get_object_or_404(Article.objects.listed(), identifier=identifier)
    params = SearchParams.from_request(request)
    try:
        parsed = params.parse_query()
    except QuerySyntaxError as error:
        raise Http404(str(error)) from error
    try:
        explanation = explain(params.build_search_request(parsed.node), article.pk)
    except SearchError as error:
        return render_search_failure(request, error, params)
    if explanation is None:
        message = gettext("“%s” is not among what this question finds.") % article
        raise NotFound(message, str(params), gettext("Back to the search"))
    has_other_score = abs(explanation.other) >= MIN_SHOWN_SCORE
    context = {"here": params, "article": article, "explanation": explanation, "other": has_other_score}
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
        message = gettext("“%s” is not among the names that editors have listed with their spellings.") % name
        raise NotFound(message, str(SearchParams(text=name)), gettext("Search for it"))
    return render(request, "search/spellings_by_outlet.html", {"spellings": table, "name": name})
