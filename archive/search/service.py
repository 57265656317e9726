"""Search service: one request in, one page of results out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.conf import settings

from archive.errors import SearchError, SearchTimeout, TooManyMatches
from archive.models import Article
from archive.models.articles import load_article_cards
from archive.search import results
from archive.search.engines.base import EngineQuery, EngineResult, HistogramInterval, Hit, ScoreExplanation
from archive.search.highlight.snippets import (
    HighlightFragment,
    HighlightTarget,
    build_snippet,
    build_targets,
    highlight_title,
)
from archive.search.indexing import change_queue
from archive.search.indexing.change_queue import get_engine
from archive.search.no_results import NoResults, QueryProposal, TimedCounts, explain_no_results, propose_spellings
from archive.search.prepared_query import PreparedQuery, apply_waiting_changes, prepare_query
from archive.search.query.budget import TimeBudget, limit_time
from archive.search.query.nodes import Node
from archive.search.query.parser import parse_as_any
from archive.search.query.request import MatchMode, SearchRequest, SortOrder
from archive.search.query.unparse import to_canonical
from archive.search.query_expansion import collect_keys, expand_variants, load_variants
from archive.search.results import ResultPage, SearchHit
from archive.search.spelling_help import WordCounts
from archive.text.messages import lazy_message

_logger = logging.getLogger(__name__)
MAX_REPRINTS: Final = 12  # reprints listed under the first one of their text; of more, only their number is shown
_NO_LIMIT = 10_000_000  # more than any archive holds
_MAX_CACHED_BODY = 20_000  # characters; longer texts are rare and would fill the memory
_UNMARKED_NOTE: Final = lazy_message(
    "There was not enough time to highlight these words in every result: where none is highlighted, the text"
    " is shown from its beginning."
)


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """Articles of a query by period (its first day); `imprecise` ones are dated, but of no single period."""

    total: int
    counts: Mapping[date, int]
    undated: int
    imprecise: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FurtherHits:
    """A page of hits beyond the first; `collapsed_count` of the total are listed under another reprint."""

    hits: tuple[SearchHit, ...]
    total: int
    collapsed_count: int


def limit_search_time() -> AbstractContextManager[None]:
    """Limit the time of a search: inside, steps past the limit raise SearchTimeout.

    Several searches of one page can share it: the first one opened holds for those inside.
    """
    return limit_time(TimeBudget(settings.SEARCH_SECONDS))


def search(request: SearchRequest) -> ResultPage:
    """Return one page of hits with total, facets and months; SearchError if the index fails."""
    hidden, waiting_notes = apply_waiting_changes()
    with limit_search_time():
        prepared = prepare_query(request, hidden)
        result, hits, unmarked_notes = _find_hits(prepared.engine_query)
        return ResultPage(
            hits=hits,
            total=result.total,
            facets=results.build_facets(result.facets, prepared.facet_selection),
            selected=prepared.facet_selection.selected,
            scopes=prepared.scopes,
            months=tuple(results.MonthCount(month, count) for month, count in result.months),
            undated=result.undated,
            imprecise=result.imprecise,
            possible=result.possible,
            notes=(*prepared.notes, *waiting_notes, *unmarked_notes, *_build_incomplete_notes(result)),
            expansions=prepared.expansions,
            patterns=tuple(
                results.PatternExpansion(to_canonical(node), expansion.forms, expansion.total, expansion.is_truncated)
                for node, expansion in result.expansions.items()
            ),
            resolved_names=prepared.names.records,
            no_results=None if result.total else _explain_no_results(request, prepared),
            spellings=_propose_spellings(request, prepared, result.total) if result.total else (),
            collapsed_count=result.collapsed_count,
        )


def find_further_hits(request: SearchRequest, *, is_marked: bool = True) -> FurtherHits:
    """Return a page of hits with their total alone: what a page further on needs; SearchError as `search`.

    `is_marked`: with the matches highlighted, which takes most of the time of a long page.
    """
    hidden, _ = apply_waiting_changes()
    with limit_search_time():
        query = prepare_query(request, hidden).engine_query
        result, hits, _ = _find_hits(replace(query, facets=(), interval=None), is_marked=is_marked)
    return FurtherHits(hits, result.total, result.collapsed_count)


def explain(request: SearchRequest, pk: int) -> ScoreExplanation | None:
    """Explain the score of an article for a request; None if it does not match."""
    hidden, _ = apply_waiting_changes()
    with limit_search_time():
        return get_engine().explain(prepare_query(request, hidden).engine_query, pk)


def expand_query(
    node: Node | None, disabled_expansions: frozenset[str] = frozenset(), mode: MatchMode = MatchMode.ALL
) -> Node | None:
    """Return the query with its spelling variants, to highlight it in a text."""
    with limit_search_time():
        return expand_variants(node, load_variants(collect_keys(node), get_engine()), disabled_expansions, mode)[0]


def _propose_spellings(request: SearchRequest, prepared: PreparedQuery, total: int) -> tuple[QueryProposal, ...]:
    """Propose other spellings for a query with results; none where there is no time."""

    def count(node: Node) -> int:
        expanded, _ = expand_variants(node, prepared.variants, request.disabled_expansions)
        return get_engine().count([replace(prepared.engine_query, query=expanded)])[0]

    words = WordCounts(get_engine().count_documents, get_engine().find_similar_words)
    try:
        return propose_spellings(request.query, words, count, total, request.match)
    except SearchTimeout:
        return ()


def _explain_no_results(request: SearchRequest, prepared: PreparedQuery) -> NoResults | None:
    """Explain an empty result, and propose queries with results under the same facets."""
    if request.query is None and not prepared.engine_query.selected:
        return None

    def count(**changed: Any) -> int:
        return get_engine().count([replace(prepared.engine_query, **changed)])[0]

    any_node = None if request.match is MatchMode.ANY else parse_as_any(request.text)
    counts = TimedCounts(
        lambda node: count(query=expand_variants(node, prepared.variants, request.disabled_expansions)[0]),
        lambda: count(selected={}) if prepared.engine_query.selected else 0,
        WordCounts(get_engine().count_documents, get_engine().find_similar_words),
    )
    return explain_no_results(request.query, any_node, counts, request.match, text=request.text)


def find_keys(request: SearchRequest) -> tuple[int, ...]:
    """Return the primary keys of all hits of a request in order, for export and feeds.

    Expanded as in `search`; reprints of one text are not collapsed.
    """
    hidden, _ = apply_waiting_changes()
    unlimited = replace(request, offset=0, limit=_NO_LIMIT, reprints=None)
    with limit_search_time():
        return tuple(hit.pk for hit in get_engine().find(prepare_query(unlimited, hidden).engine_query).hits)


@dataclass(frozen=True, slots=True)
class HitWindow:
    """Some of the hits in their order, and how many there are, reprints of one text as one."""

    hits: tuple[Hit, ...]
    total: int


def find_hits(request: SearchRequest) -> HitWindow:
    """Return the hits of the request's slice alone: no rows, no facets."""
    hidden, _ = apply_waiting_changes()
    with limit_search_time():
        query = prepare_query(request, hidden).engine_query
        result = get_engine().find(replace(query, facets=(), interval=None))
    return HitWindow(result.hits, result.total - result.collapsed_count)


def count_by_period(node: Node | None, interval: HistogramInterval) -> PeriodCounts:
    """Count the articles of a query by month or year, in one run of the engine that reads no rows."""
    hidden, _ = apply_waiting_changes()
    with limit_search_time():
        prepared = prepare_query(SearchRequest(query=node), hidden)
        query = replace(prepared.engine_query, limit=1, facets=(), interval=interval, sort=SortOrder.NEWEST)
        result = get_engine().find(query)
    counts = {day: count for day, count in result.months if count}
    return PeriodCounts(result.total, counts, result.undated, result.imprecise, prepared.notes)


def _find_hits(
    query: EngineQuery, *, is_marked: bool = True
) -> tuple[EngineResult, tuple[SearchHit, ...], tuple[str, ...]]:
    """Return the result, its hits with their articles, and a note if not all of them are highlighted."""
    result, articles = _load_results(query)
    return result, *_build_hits(result, articles, build_targets(query.query) if is_marked else ())


def _load_results(query: EngineQuery) -> tuple[EngineResult, dict[int, Article]]:
    """Return the result and its articles; hits without a row are queued, and the search reruns."""
    result = get_engine().find(query)
    articles = load_article_cards(_list_page_keys(result))
    if missing_keys := set(_list_page_keys(result)) - set(articles):
        change_queue.queue_changes(missing_keys)
        result = get_engine().find(replace(query, hidden_keys=query.hidden_keys | missing_keys))
        articles = load_article_cards(_list_page_keys(result))
    return result, articles


def _list_page_keys(result: EngineResult) -> list[int]:
    return [pk for hit in result.hits for pk in (hit.pk, *hit.reprints[:MAX_REPRINTS])]


def _build_hits(
    result: EngineResult, articles: dict[int, Article], targets: tuple[HighlightTarget, ...]
) -> tuple[tuple[SearchHit, ...], tuple[str, ...]]:
    """Build the hits of the page, and a note if there was no time to highlight all of them."""
    hits: list[SearchHit] = []
    notes: tuple[str, ...] = ()
    for engine_hit in result.hits:
        if article := articles.get(engine_hit.pk):
            try:
                hits.append(_build_hit(engine_hit, article, articles, targets))
            except SearchTimeout:
                targets, notes = (), (_UNMARKED_NOTE,)
                hits.append(_build_hit(engine_hit, article, articles, targets))
    return tuple(hits), notes


def _build_hit(
    engine_hit: Hit, article: Article, articles: dict[int, Article], targets: tuple[HighlightTarget, ...]
) -> SearchHit:
    mark_article = _mark_cached if len(article.body) <= _MAX_CACHED_BODY else _mark_cached.__wrapped__
    title, snippet = mark_article(article.title, article.standfirst, article.body, targets, article.language)
    return SearchHit(
        article=article,
        score=engine_hit.score,
        title=title,
        snippet=snippet,
        reprints=tuple(articles[pk] for pk in engine_hit.reprints[:MAX_REPRINTS] if pk in articles),
        reprint_count=len(engine_hit.reprints),
    )


@lru_cache(maxsize=1_000)
def _mark_cached(
    title: str, standfirst: str, body: str, targets: tuple[HighlightTarget, ...], language: str
) -> tuple[tuple[HighlightFragment, ...], tuple[HighlightFragment, ...]]:
    """Return the marked title and the passage to show; cached, as readers come back to a page of results."""
    return highlight_title(title, targets, language), build_snippet((standfirst, body), targets, language)


def _build_incomplete_notes(result: EngineResult) -> list[str]:
    """Note an incomplete index, a possible reason for an empty result."""
    if result.total or result.documents >= (article_count := Article.objects.listed().count()):
        return []
    return [
        lazy_message(
            "Only {documents} of {held} articles are in the search index so far; the others cannot be found yet.",
            documents=f"{result.documents:,}",
            held=f"{article_count:,}",
        )
    ]


def explain_failure(error: SearchError) -> str:
    """Return the sentence for readers: what to change, or that the administrator must act.

    The message of a damaged, missing or locked index names commands and files: it is logged.
    """
    if isinstance(error, SearchTimeout | TooManyMatches):
        return error.args[0]
    _logger.error("A search failed: %s", error)
    return lazy_message(
        "The search index cannot be read just now. The administrator of this archive can find in the log"
        " what happened and what to do; try again later."
    )
