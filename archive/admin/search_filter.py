"""List filter of the articles that a search finds, in the search's own words."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.db.bulk import select_keys
from archive.errors import QuerySyntaxError, SearchError
from archive.search.service import explain_failure, find_keys
from archive.web.page_errors import InvalidParameter
from archive.web.search_params import SearchParams

MAX_LENGTH = 6_000  # characters of the query string of a search


class SearchListFilter(admin.SimpleListFilter):
    """Filter of the articles found by a search, given by its query string: `found=q%3Dharbour`."""

    title, parameter_name = _("a search"), "found"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the search that the list is filtered by; one begins on the search page."""
        value = request.GET.get(self.parameter_name, "")
        return [(value, build_params(value).display_text or gettext("all articles"))] if value else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        return queryset.filter(pk__in=select_keys(find_found_keys(value))) if value else queryset


def build_params(query_string: str) -> SearchParams:
    """Return the search of a query string; InvalidParameter (400) where it is none."""
    request = HttpRequest()
    request.path = reverse("search")
    request.GET = QueryDict(query_string[:MAX_LENGTH])
    return SearchParams.from_request(request)


def find_found_keys(query_string: str) -> tuple[int, ...]:
    """Return the articles a search finds; InvalidParameter or BadRequest, in words, where it cannot be run."""
    params = build_params(query_string)
    try:
        return find_keys(params.build_search_request(params.parse_query().node))
    except QuerySyntaxError as error:
        raise InvalidParameter(error.message, str(params)) from error
    except SearchError as error:
        raise BadRequest(explain_failure(error)) from error
