"""One query run: hits, total, facets and date histogram from the same matches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh

from archive.search.engines.contract import (
    Answer,
    Expansion,
    Explanation,
    Found,
    Order,
    Question,
    Value,
)
from archive.search.engines.whoosh.arrays.segments import Key
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.fields.filters import Mask
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.engines.whoosh.running.compile import compiled, relaxed
from archive.search.engines.whoosh.running.execute import Matches
from archive.search.engines.whoosh.running.explain import explained
from archive.search.engines.whoosh.running.facets import Counted, calendar, chosen, counted
from archive.search.engines.whoosh.running.lexicon import expanded
from archive.search.engines.whoosh.running.nearness import WEIGHED_AGAIN, nearness, words_of
from archive.search.engines.whoosh.running.orders import candidates, in_order, keys_of, orders_of
from archive.search.engines.whoosh.running.printings import Folded, folded
from archive.search.engines.whoosh.running.weights import Scores
from archive.search.query import (
    And,
    AtLeast,
    Fuzzy,
    InQuotation,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Together,
    Wildcard,
)
from archive.search.request import FacetName

Ticks = Mapping[FacetName, Mask]


def answer(snapshot: Snapshot, question: Question) -> Answer:
    """Run `query` on a snapshot."""
    asked = _understood(snapshot, question)
    orders = orders_of(question.sort)
    found = Matches(snapshot, asked.query, scored=Order.RELEVANCE in orders)
    docs, scores = _shown(snapshot, found, question.hidden)
    ticks = _ticks(snapshot, question)
    rows = _narrowed(docs, ticks)
    narrowed, scores = (docs, scores) if rows is None else (docs[rows], scores[rows])
    months, undated, imprecise = calendar(snapshot.columns, narrowed, question.step)
    fold = folded(snapshot, narrowed, question.printings)
    return Answer(
        page=_page(snapshot, asked.words, narrowed, scores, question, fold),
        total=len(narrowed),
        facets=_facets(snapshot, docs, narrowed, ticks, question),
        months=months,
        undated=undated,
        imprecise=imprecise,
        possibly=_possibly(snapshot, asked.wider, question, len(narrowed)),
        documents=snapshot.count,
        expanded=asked.patterns,
        folded=fold.count,
    )


def total(snapshot: Snapshot, question: Question) -> int:
    """Count the articles `query` finds."""
    query = compiled(question.query, question.names, snapshot)
    return _total(snapshot, query, question)


def explanation(snapshot: Snapshot, question: Question, pk: int) -> Explanation | None:
    """Explain the score of the article with this key; None where the query does not find it."""
    places = np.flatnonzero((snapshot.columns.pks == pk) & snapshot.alive)
    if not len(places):
        return None
    query = compiled(question.query, question.names, snapshot)
    return explained(snapshot, query, int(places[0]), near=question.nearness)


@dataclass(frozen=True, slots=True)
class Understood:
    """A compiled query.

    `relaxed` also finds articles only possibly of its periods (None: no more); `expansions` are
    those of its wildcards and misspellings.
    """

    query: whoosh.Query
    words: tuple[Key, ...]
    wider: whoosh.Query | None
    patterns: Mapping[Wildcard | Fuzzy, Expansion]


def _understood(snapshot: Snapshot, question: Question) -> Understood:
    node, names = question.query, question.names

    def read() -> Understood:
        query, wider = compiled(node, names, snapshot), relaxed(node)
        return Understood(
            query,
            words_of(query),
            None if wider == node else compiled(wider, names, snapshot),
            dict(_expansions(snapshot, node)),
        )

    return snapshot.remembered((node, frozenset(names.items())), read)


def _total(snapshot: Snapshot, query: whoosh.Query, question: Question) -> int:
    docs, _ = _shown(snapshot, Matches(snapshot, query, scored=False), question.hidden)
    rows = _narrowed(docs, _ticks(snapshot, question))
    return len(docs) if rows is None else int(np.count_nonzero(rows))


def _shown(snapshot: Snapshot, found: Matches, hidden: frozenset[int]) -> tuple[Docs, Scores]:
    if not hidden:
        return found.docs, found.scores
    kept = ~np.isin(snapshot.columns.pks[found.docs], list(hidden))
    return found.docs[kept], found.scores[kept]


def _ticks(snapshot: Snapshot, question: Question) -> Ticks:
    return {
        facet: chosen(snapshot.columns, facet, values)
        for facet, values in question.selected.items()
    }


def _narrowed(docs: Docs, ticks: Ticks, but: FacetName | None = None) -> Mask | None:
    """Return a mask of the articles selected in all facets but `excluded`; None where all are."""
    masks = [mask[docs] for facet, mask in ticks.items() if facet is not but]
    return np.logical_and.reduce(masks) if masks else None


def _facets(
    snapshot: Snapshot, docs: Docs, narrowed: Docs, ticks: Ticks, question: Question
) -> dict[FacetName, Counted]:
    nothing: frozenset[Value] = frozenset()
    found = {}
    for facet in question.facets:
        among = narrowed
        if facet in ticks:
            rows = _narrowed(docs, ticks, but=facet)
            among = docs if rows is None else docs[rows]
        ticked = question.selected.get(facet, nothing)
        found[facet] = counted(snapshot.columns, facet, among, ticked)
    return found


def _page(
    snapshot: Snapshot,
    words: Sequence[Key],
    docs: Docs,
    scores: Scores,
    question: Question,
    fold: Folded,
) -> tuple[Found, ...]:
    if fold.standing is not None:
        docs, scores = docs[fold.standing], scores[fold.standing]
    orders = orders_of(question.sort)
    last = min(question.offset + question.limit, len(docs))
    if question.offset >= last:
        return ()
    makers = keys_of(orders, snapshot.columns, scores)
    rows = candidates(docs, makers, max(last, WEIGHED_AGAIN))
    rows = in_order(docs, rows, makers)[: max(last, WEIGHED_AGAIN)]
    worth = scores[rows]
    if question.nearness and orders[0] is Order.RELEVANCE and len(words) > 1:
        worth, rows = _with_nearness(snapshot, words, docs, worth, rows)
    page, pks = slice(question.offset, last), snapshot.columns.pks
    shown = docs[rows[page]]
    found = map(Found, pks[shown].tolist(), worth[page].tolist())
    if not fold.under:
        return tuple(found)
    return tuple(
        replace(one, under=tuple(pks[fold.under.get(doc, [])].tolist()))
        for one, doc in zip(found, shown.tolist(), strict=True)
    )


def _with_nearness(
    snapshot: Snapshot, words: Sequence[Key], docs: Docs, worth: Scores, rows: NDArray[np.intp]
) -> tuple[Scores, NDArray[np.intp]]:
    """Add proximity scores to the best rows and sort again."""
    best = np.argsort(rows[:WEIGHED_AGAIN])
    worth = worth.copy()
    worth[best] += nearness(snapshot, words, docs[rows[best]])
    order = np.argsort(-worth, kind="stable")
    return worth[order], rows[order]


def _possibly(
    snapshot: Snapshot, wider: whoosh.Query | None, question: Question, certain: int
) -> int:
    """Count the further articles that are only possibly of the periods asked for."""
    return 0 if wider is None else _total(snapshot, wider, question) - certain


def _expansions(
    snapshot: Snapshot, node: Node | None
) -> Iterator[tuple[Wildcard | Fuzzy, Expansion]]:
    match node:
        case Wildcard() | Fuzzy():
            yield node, expanded(snapshot, node)[1]
        case And(parts) | Or(parts) | Near(parts) | Together(parts):
            for part in parts:
                yield from _expansions(snapshot, part)
        case Not(part) | AtLeast(part) | InQuotation(part):
            yield from _expansions(snapshot, part)
        case NotNear(wanted, unwanted):
            yield from _expansions(snapshot, wanted)
            yield from _expansions(snapshot, unwanted)
