"""One run: hits, total, facets and calendar of a question, all from the same matches."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh

from archive.search.engines.contract import Answer, Found, Question, Value
from archive.search.engines.whoosh.compile import compiled, relaxed
from archive.search.engines.whoosh.execute import Matches
from archive.search.engines.whoosh.facets import Counted, chosen, counted, monthly
from archive.search.engines.whoosh.filters import Mask
from archive.search.engines.whoosh.sets import Docs
from archive.search.engines.whoosh.snapshot import Snapshot
from archive.search.request import FacetName, Sort


def answer(snapshot: Snapshot, question: Question) -> Answer:
    """Everything about `question` on this snapshot."""
    query = compiled(question.query, question.names, snapshot.columns.languages.kinds)
    found = Matches(snapshot, query)
    docs = _shown(snapshot, found.docs, question.hidden)
    ticks = {
        facet: chosen(snapshot.columns, facet, values)
        for facet, values in question.selected.items()
    }
    narrowed = _narrowed(docs, ticks)
    months, undated, imprecise = monthly(snapshot.columns, narrowed)
    return Answer(
        page=_page(snapshot, found, narrowed, question),
        total=len(narrowed),
        facets=_facets(snapshot, docs, ticks, question.selected),
        months=months,
        undated=undated,
        imprecise=imprecise,
        possibly=_possibly(snapshot, question, ticks, len(narrowed)),
        documents=snapshot.count,
    )


def best(keys: NDArray, ranks: NDArray[np.int32], first: int, last: int) -> NDArray[np.intp]:
    """Places of the `first` to `last` highest keys, equal keys by rank; the rest is not sorted."""
    last = min(last, len(keys))
    if first >= last:
        return np.empty(0, np.intp)
    picked = np.arange(len(keys))
    if len(keys) > 4 * last:
        limit = np.partition(keys, len(keys) - last)[len(keys) - last]
        above, level = np.flatnonzero(keys > limit), np.flatnonzero(keys == limit)
        wanted = last - len(above)
        if wanted < len(level):
            level = level[np.argpartition(ranks[level], wanted - 1)[:wanted]]
        picked = np.concatenate([above, level])
    return picked[np.lexsort((ranks[picked], -keys[picked]))][first:last]


def _shown(snapshot: Snapshot, docs: Docs, hidden: frozenset[int]) -> Docs:
    if not hidden:
        return docs
    return docs[~np.isin(snapshot.columns.pks[docs], list(hidden))]


def _narrowed(docs: Docs, ticks: Mapping[FacetName, Mask], but: FacetName | None = None) -> Docs:
    for facet, mask in ticks.items():
        if facet is not but:
            docs = docs[mask[docs]]
    return docs


def _facets(
    snapshot: Snapshot,
    docs: Docs,
    ticks: Mapping[FacetName, Mask],
    selected: Mapping[FacetName, frozenset[Value]],
) -> dict[FacetName, Counted]:
    return {
        facet: counted(
            snapshot.columns,
            facet,
            _narrowed(docs, ticks, but=facet),
            selected.get(facet, frozenset()),
        )
        for facet in FacetName
    }


def _page(snapshot: Snapshot, found: Matches, docs: Docs, question: Question) -> tuple[Found, ...]:
    first, last = question.offset, question.offset + question.limit
    if question.sort is Sort.RELEVANCE:
        keys = found.scores(docs)
        places = best(keys, snapshot.newest[docs], first, last)
        scores = keys[places].tolist()
    else:
        ranks = (snapshot.newest if question.sort is Sort.NEWEST else snapshot.oldest)[docs]
        places = best(-ranks, ranks, first, last)
        scores = [0.0] * len(places)
    pks = snapshot.columns.pks[docs[places]].tolist()
    return tuple(Found(pk, score) for pk, score in zip(pks, scores, strict=True))


def _possibly(
    snapshot: Snapshot, question: Question, ticks: Mapping[FacetName, Mask], certain: int
) -> int:
    """How many more there are when the periods asked for need not be certain."""
    wider = relaxed(question.query)
    if wider == question.query:
        return 0
    query: whoosh.Query = compiled(wider, question.names, snapshot.columns.languages.kinds)
    docs = _shown(snapshot, Matches(snapshot, query).docs, question.hidden)
    return len(_narrowed(docs, ticks)) - certain
