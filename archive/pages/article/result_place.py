"""The place of an article among the results of the search that led to it, and its neighbours there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.duplicates.folding import load_reprint_groups
from archive.errors import QuerySyntaxError, SearchError
from archive.models import Article
from archive.search.engines.base import Hit
from archive.search.query.request import PAGE_SIZE
from archive.search.service import find_hits
from archive.web.params import Link
from archive.web.search_params import SearchParams


@dataclass(frozen=True, slots=True)
class ResultPlace:
    """The number of a result among `total`, and links to those before and after it."""

    number: int
    total: int
    previous: Link | None = None
    next: Link | None = None


def find_result_place(search: SearchParams, article: Article) -> ResultPlace | None:
    """Find the article on the page of results that its address names; None where it is not there.

    One run of the engine, which also finds the last result of the page before and the first of the page after.
    """
    if not search.query_string:
        return None
    try:
        node = search.parse_query().node
        reprints = None if search.are_reprints_separate else load_reprint_groups()
        start = max(0, (search.page - 1) * PAGE_SIZE - 1)
        request = replace(search.build_search_request(node, reprints), offset=start, limit=PAGE_SIZE + 2)
        window = find_hits(request)
    except (QuerySyntaxError, SearchError):
        return None
    index = next((at for at, hit in enumerate(window.hits) if article.pk in (hit.pk, *hit.reprints)), None)
    if index is None:
        return None
    links = _link_hits(search, window.hits, start, (index - 1, index + 1))
    return ResultPlace(start + index + 1, window.total, *links)


def _link_hits(
    search: SearchParams, hits: Sequence[Hit], start: int, indexes: tuple[int, ...]
) -> tuple[Link | None, ...]:
    """Link the articles at these indexes, each with the page of results it is on; None beyond the ends."""
    keys = {index: hits[index].pk for index in indexes if 0 <= index < len(hits)}
    articles = Article.objects.listed().filter(pk__in=keys.values()).only("title", "identifier", "slug")
    rows = {row.pk: row for row in articles}
    return tuple(
        _build_link(search, rows[keys[index]], (start + index) // PAGE_SIZE + 1)
        if index in keys and keys[index] in rows
        else None
        for index in indexes
    )


def _build_link(search: SearchParams, article: Article, page: int) -> Link:
    query_string = search.replace_params(page=page).query_string
    return Link(article.title, f"{article.get_absolute_url()}?{query_string}")
