"""All results of a search: the primary keys at once, the articles in chunks."""

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
    """Run the search of a request; return its parameters and the primary keys it finds.

    Raises InvalidParameter where the query cannot be parsed.
    """
    here = SearchAddress.read(request)
    try:
        node = here.parsed().node
    except QuerySyntaxError as error:
        raise BadAddress(error.message, str(here)) from error
    return here, found_keys(here.request(node))


def search_failed(error: SearchError) -> HttpResponse:
    """Return a plain-text 503 response for a search that failed or timed out."""
    return HttpResponse(
        explain_failure(error),
        status=503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def rows(keys: Sequence[int], *, texts: bool = False) -> Iterator[Article]:
    """Yield the listed articles with these keys, in this order, with outlet and authors."""
    articles = Article.objects.listed().for_cards()
    if not texts:
        articles = articles.defer("body")
    for part in in_parts(keys, _PART):
        held = articles.in_bulk(part)
        yield from (held[key] for key in part if key in held)
