"""The articles that an address names: by identifiers, `?identifier=7k2m9qxa&identifier=…`, or by a search."""

from django.http import HttpRequest

from archive.models import Article
from archive.search.service import find_keys
from archive.web.params import QueryParams
from archive.web.search_params import SearchParams

PARAMETER = "identifier"


def find_selected_keys(request: HttpRequest) -> tuple[SearchParams, tuple[int, ...]]:
    """Return the search of an address, and the keys of the articles it names or, without any, of those found.

    InvalidParameter where the query cannot be parsed, SearchError where it cannot be run.
    """
    search, selected_keys = SearchParams.from_request(request), _load_selected_keys(QueryParams(request))
    if selected_keys is None:
        return search, find_keys(search.build_search_request(search.parse_node()))
    return search, selected_keys


def _load_selected_keys(params: QueryParams) -> tuple[int, ...] | None:
    """Return the keys of the listed articles chosen, in the order of the address; None where it names none."""
    identifiers = params.get_list(PARAMETER)
    if not identifiers:
        return None
    rows = Article.objects.listed().filter(identifier__in=identifiers).order_by()
    keys = dict(rows.values_list("identifier", "pk"))
    return tuple(keys[each] for each in identifiers if each in keys)
