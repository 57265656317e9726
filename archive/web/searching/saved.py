"""Saved searches: their results now, and what is new since they were last seen."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from archive.errors import QuerySyntaxError, SearchError, SearchTimeout
from archive.models import Article, SavedSearch
from archive.search.failures import explain_failure
from archive.search.limits import time_limit
from archive.search.request import FacetName, Match, SearchRequest
from archive.search.service import found_keys
from archive.search.syntax import canonical, parse
from archive.web.languages import told
from archive.web.searching.search_address import SearchAddress

MOST = 100
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search with its results; `error` says why it could not be run."""

    row: SavedSearch
    address: str
    total: int = 0
    new: int = 0
    newest: tuple[Article, ...] = ()
    fault: str = ""


def save(here: SearchAddress, reader: User) -> SavedSearch:
    """Save the search as its canonical text; QuerySyntaxError where it cannot be parsed."""
    row, _ = SavedSearch.objects.get_or_create(
        reader=reader,
        query=canonical(here.parsed().node, here.match),
        narrowed=_narrowed(here),
        defaults={"seen_at": timezone.now()},
    )
    return row


def kept_by(reader: User) -> list[Kept]:
    """Run every saved search of a reader, the last saved first.

    All share the time limit of one search.
    """
    with time_limit():
        return [_looked_at(row) for row in SavedSearch.objects.filter(reader=reader)[:MOST]]


def address_of(row: SavedSearch) -> str:
    """Return the URL of a saved search."""
    asked = QueryDict(mutable=True)
    asked["q"] = row.query
    narrowed = f"&{row.narrowed}" if row.narrowed else ""
    return f"{reverse('search')}?{asked.urlencode()}{narrowed}"


def _narrowed(here: SearchAddress) -> str:
    """Return the query string without the query and the page."""
    return replace(here, text="", page=1).query_string


def _looked_at(row: SavedSearch) -> Kept:
    address = address_of(row)
    try:
        keys = found_keys(_request(row))
    except SearchTimeout:
        fault = gettext("There was no time to count this search. Open it to see what it finds.")
        return Kept(row, address, fault=fault)
    except QuerySyntaxError as error:
        return Kept(row, address, fault=told(error.args[0]))
    except SearchError as error:
        return Kept(row, address, fault=told(explain_failure(error)))
    new = _taken_in_since(row.seen_at).intersection(keys)
    rows = Article.objects.listed().select_related("outlet").defer("body")
    newest = rows.filter(pk__in=sorted(new)[-SHOWN:]).order_by("-added_at", "identifier")
    return Kept(row, address, len(keys), len(new), tuple(newest) if new else ())


def _request(row: SavedSearch) -> SearchRequest:
    narrowed = QueryDict(row.narrowed)
    match = Match(narrowed.get("match", Match.ALL))
    return SearchRequest(
        query=parse(row.query, mode=match).node,
        text=row.query,
        selected={name: tuple(narrowed.getlist(name)) for name in FacetName if name in narrowed},
        match=match,
        as_typed=frozenset(narrowed.getlist("as_typed")),
    )


def _taken_in_since(moment: datetime) -> set[int]:
    later = Article.objects.listed().filter(added_at__gt=moment).order_by()
    return set(later.values_list("pk", flat=True))
