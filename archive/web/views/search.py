"""The search page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from archive.errors import QuerySyntaxError, SearchError
from archive.models.addresses import address_of
from archive.search.request import FacetName
from archive.search.service import search
from archive.web.address import Asked, address
from archive.web.cards import cards
from archive.web.searching.composing import composed
from archive.web.searching.findings import findings
from archive.web.searching.folding import printings
from archive.web.searching.search_address import SearchAddress, visible
from archive.web.searching.understanding import understanding
from archive.web.searching.ways_on import ways_on, words_alone
from archive.web.views.errors import search_failed

_KEPT = (*FacetName, "match", "sort", "printings")
"""Parameters that a form carries over from the search it was sent from."""


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show one page of results; an invalid query gives a 400 that points to the error."""
    here = SearchAddress.read(request)
    try:
        parsed = here.parsed()
    except QuerySyntaxError as error:
        context = {"here": here, "fault": Fault.of(error, here)}
        return render(request, "archive/search_fault.html", context, status=400)
    try:
        fold = None if here.apart else printings()
        page = search(here.request(parsed.node, fold))
    except SearchError as error:
        return search_failed(request, error, here)
    here = here.narrowed_to(page.selected)
    cards(article for hit in page.hits for article in (hit.article, *hit.under))
    context = {
        "here": here,
        "parsed": parsed,
        "page": page,
        "too_many_pairs": fold is None and not here.apart,
        "findings": findings(here, parsed, page),
        "understanding": understanding(here, parsed, page),
        "ways_on": [] if page.total else ways_on(here, page.nothing),
        "words_alone": words_alone(here, page.nothing),
    }
    return render(request, "archive/search.html", context)


@require_safe
def compose(request: HttpRequest) -> HttpResponse:
    """Redirect from the advanced form to the search it describes."""
    asked = Asked(request)
    kept = {name: asked.several(f"narrow-{name}") for name in _KEPT}
    question = {"q": composed(asked)} | {name: list(values) for name, values in kept.items()}
    parts = {name: value for name, value in question.items() if value}
    return redirect(address(address_of("search"), parts))


@dataclass(frozen=True, slots=True)
class Fault:
    """A query split at its error, and the URL of the suggested correction, if any."""

    message: str
    before: str
    wrong: str
    after: str
    suggestion: str
    address: str

    @classmethod
    def of(cls, error: QuerySyntaxError, here: SearchAddress) -> "Fault":
        """Build the context from the error."""
        end = error.offset + error.length
        suggestion = error.suggestion or ""
        return cls(
            message=error.message,
            before=visible(here.text[: error.offset]),
            wrong=visible(here.text[error.offset : end]),
            after=visible(here.text[end:]),
            suggestion=suggestion,
            address=str(here.asking(suggestion)) if suggestion else "",
        )
