"""Saved searches: their results now, and what is new since they were last seen."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from archive.db.addresses import reverse_cached
from archive.errors import QuerySyntaxError, ReadingError, SearchError, SearchTimeout
from archive.models import Article, SavedSearch
from archive.search.query.nodes import AddedClause, And
from archive.search.query.parser import parse_query, to_canonical
from archive.search.query.request import FacetName, MatchMode, ScopeName, SearchRequest
from archive.search.saved_queries import write_out_saved
from archive.search.service import explain_failure, find_keys, limit_search_time
from archive.text.normalize import clean_text, make_storable, name_key
from archive.web.language import translate_message
from archive.web.params import build_url
from archive.web.search_params import SearchParams

MAX_SEARCHES = 100
MAX_ARTICLES = 5
MAX_NAME = 100  # characters


@dataclass(frozen=True, slots=True)
class SavedSearchResult:
    """A saved search with its results; `error` says why it could not be run."""

    saved_search: SavedSearch
    url: str
    total: int = 0
    new_count: int = 0
    newest: tuple[Article, ...] = ()
    error: str = ""


def save_search(params: SearchParams, reader: User) -> SavedSearch:
    """Save the search as its canonical text; QuerySyntaxError where it cannot be parsed.

    Saved searches that it names stay names: it follows their changes. ReadingError beyond MAX_SEARCHES.
    """
    params.parse_query()
    if SavedSearch.objects.filter(reader=reader).count() >= MAX_SEARCHES:
        raise ReadingError(
            gettext("You have %s saved searches, which is as many as one reader can keep.") % MAX_SEARCHES
        )
    saved_search, _ = SavedSearch.objects.get_or_create(
        reader=reader,
        query=to_canonical(parse_query(params.text, mode=params.match).node, params.match),
        narrowed=replace(params, text="", page=1).query_string,
        defaults={"seen_at": timezone.now()},
    )
    return saved_search


def list_saved_searches(reader: User) -> list[SavedSearchResult]:
    """Run every saved search of a reader, the last saved first.

    All share the time limit of one search.
    """
    rows = SavedSearch.objects.filter(reader=reader).select_related("alert")
    with limit_search_time():
        return [_run_saved_search(row) for row in rows[:MAX_SEARCHES]]


def name_search(saved_search: SavedSearch, name: str) -> None:
    """Give a saved search a name for `saved:name`, or none; ReadingError where it cannot have it."""
    name = clean_text(make_storable(name))
    key = name_key(name)
    if len(name) > MAX_NAME or len(key) > MAX_NAME:
        raise ReadingError(gettext("The name of a saved search has at most %s characters.") % MAX_NAME)
    if name and not key:
        raise ReadingError(gettext("The name of a saved search needs letters or digits."))
    others = SavedSearch.objects.filter(reader=saved_search.reader_id, key=key).exclude(pk=saved_search.pk)
    if key and others.exists():
        raise ReadingError(gettext("Another of your saved searches has this name."))
    saved_search.name, saved_search.key = name, key
    saved_search.save(update_fields=["name", "key"])


def build_saved_search_url(saved_search: SavedSearch) -> str:
    """Return the URL of a saved search."""
    return build_kept_search_url(saved_search.query, saved_search.narrowed)


def build_kept_search_url(query: str, narrowed: str) -> str:
    """Return the URL of a search that is kept as its canonical text and the rest of its query string."""
    filters = f"&{narrowed}" if narrowed else ""
    return build_url(reverse_cached("search"), {"q": query}) + filters


def _run_saved_search(saved_search: SavedSearch) -> SavedSearchResult:
    url = build_saved_search_url(saved_search)
    try:
        keys = find_keys(build_request(saved_search))
    except SearchTimeout:
        message = gettext("There was no time to count this search. Open it to see what it finds.")
        return SavedSearchResult(saved_search, url, error=message)
    except QuerySyntaxError as error:
        return SavedSearchResult(saved_search, url, error=translate_message(error.args[0]))
    except SearchError as error:
        return SavedSearchResult(saved_search, url, error=translate_message(explain_failure(error)))
    added = Article.objects.listed().filter(added_at__gt=saved_search.seen_at).order_by()
    new = set(added.values_list("pk", flat=True)).intersection(keys)
    rows = Article.objects.listed().select_related("outlet").defer("body")
    newest = rows.filter(pk__in=sorted(new)[-MAX_ARTICLES:]).order_by("-added_at", "identifier")
    return SavedSearchResult(saved_search, url, len(keys), len(new), tuple(newest) if new else ())


def build_request(saved_search: SavedSearch, added: AddedClause | None = None) -> SearchRequest:
    """Build the request of a saved search, perhaps only for articles that came in during a period.

    QuerySyntaxError where its text can no longer be parsed.
    """
    filters = QueryDict(saved_search.narrowed)
    match = MatchMode(filters.get("match", MatchMode.ALL))
    node = write_out_saved(parse_query(saved_search.query, mode=match), saved_search.reader_id).node
    if added:
        node = And((node, added)) if node else added
    return SearchRequest(
        query=node,
        text=saved_search.query,
        selected={name: tuple(filters.getlist(name)) for name in FacetName if name in filters},
        scopes={name: filters[name] for name in ScopeName if filters.get(name)},
        match=match,
        disabled_expansions=frozenset(filters.getlist("as_typed")),
    )
