"""All results of a search: the primary keys at once, the articles in chunks."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse

from archive.errors import QuerySyntaxError, SearchError
from archive.models import Article
from archive.models.parts import iter_batches
from archive.search.failures import explain_failure
from archive.search.service import find_keys
from archive.web.address import InvalidParameter
from archive.web.searching.search_address import SearchParams

_CHUNK_SIZE = 400  # rows in memory at once


def find_result_keys(request: HttpRequest) -> tuple[SearchParams, tuple[int, ...]]:
    """Run the search of a request; return its parameters and the primary keys it finds.

    Raises InvalidParameter where the query cannot be parsed.
    """
    params = SearchParams.from_request(request)
    try:
        node = params.parse_query().node
    except QuerySyntaxError as error:
        raise InvalidParameter(error.message, str(params)) from error
    return params, find_keys(params.build_search_request(node))


def build_search_failure(error: SearchError) -> HttpResponse:
    """Return a plain-text 503 response for a search that failed or timed out."""
    return HttpResponse(
        explain_failure(error),
        status=503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def iter_articles(keys: Sequence[int], *, with_texts: bool = False) -> Iterator[Article]:
    """Yield the listed articles with these keys, in this order, with outlet and authors."""
    articles = Article.objects.listed().for_cards()
    if not with_texts:
        articles = articles.defer("body")
    for chunk in iter_batches(keys, _CHUNK_SIZE):
        articles_by_key = articles.in_bulk(chunk)
        yield from (articles_by_key[key] for key in chunk if key in articles_by_key)
