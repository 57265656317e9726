"""All that a search finds, in its order: the numbers at once, the rows a few at a time."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse

from archive.errors import QuerySyntaxError, SearchError
from archive.models import Article
from archive.models.parts import in_parts
from archive.search.failures import explain_failure
from archive.search.service import found_keys
from archive.web.address import BadAddress
from archive.web.searching.search_address import SearchAddress

_PART = 400  # rows in memory at once


def found_by(request: HttpRequest) -> tuple[SearchAddress, tuple[int, ...]]:
    """The search an address asks, and the keys of what it finds; BadAddress where it cannot run."""
    here = SearchAddress.read(request)
    try:
        node = here.parsed().node
    except QuerySyntaxError as error:
        raise BadAddress(error.message, str(here)) from error
    return here, found_keys(here.request(node))


def search_failed(error: SearchError) -> HttpResponse:
    """A search that cannot be answered now, or not in time: 503 and a sentence, never a part."""
    return HttpResponse(
        explain_failure(error),
        status=503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def rows(keys: Sequence[int], *, texts: bool = False) -> Iterator[Article]:
    """The listed articles with these keys, in this order, as cards have them."""
    articles = Article.objects.listed().for_cards()
    if not texts:
        articles = articles.defer("body")
    for part in in_parts(keys, _PART):
        held = articles.in_bulk(part)
        yield from (held[key] for key in part if key in held)
