"""Proximity scores: terms of a query close together in an article add to its score.

For each two neighbouring occurrences of different query terms, d positions apart, each adds the
other's idf / d² to its accumulator a, which then counts like a frequency:

    Σ over terms  min(1, idf) × a × (K1 + 1) / (a + K1 × (1 − B + B × length / average length))

with the idf of `snapshot`. Only the best articles by term scores are reranked; as proximity never
lowers a score, the order below them holds.

S. Büttcher, C. L. A. Clarke, B. Lushman: Term proximity scoring for ad-hoc retrieval on very large
text collections, SIGIR 2006.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh

from archive.search.engines.whoosh.arrays.segments import Key, Segment
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.arrays.spans import SHIFT
from archive.search.engines.whoosh.generations.snapshot import K1, Snapshot
from archive.search.engines.whoosh.running.queries import AnyForm, Placed

WEIGHED_AGAIN: Final = 100
"""Number of articles reranked, the best by term scores."""
_MOST_WORDS: Final = 32
_WORD_BITS: Final = 6
_WORD: Final = (1 << _WORD_BITS) - 1
_DOC_AT: Final = _WORD_BITS + SHIFT
"""In a 64-bit key the term is lowest, then the position, the article highest."""
_COMMON: Final = 0.2
"""Terms in more than four of five articles are left out."""


def words_of(query: whoosh.Query) -> tuple[Key, ...]:
    """Return the distinct terms of `text` in a query."""
    return tuple(dict.fromkeys(_words(query)))[:_MOST_WORDS]


def nearness(snapshot: Snapshot, words: Sequence[Key], docs: Docs) -> NDArray[np.float64]:
    """Return the proximity score of each article (ascending numbers of the whole index)."""
    found = np.zeros(len(docs))
    rare = [word for word in words if _rarity(snapshot, word) > _COMMON]
    if len(rare) < 2:
        return found
    if len(snapshot.segments) == 1:
        return _in_segment(snapshot, snapshot.segments[0], rare, docs.astype(np.int32))
    bounds = [*docs.searchsorted(snapshot.offsets).tolist(), len(docs)]
    for number, (segment, offset) in enumerate(
        zip(snapshot.segments, snapshot.offsets, strict=True)
    ):
        first, last = bounds[number], bounds[number + 1]
        if first < last:
            here = (docs[first:last] - offset).astype(np.int32)
            found[first:last] = _in_segment(snapshot, segment, rare, here)
    return found


def _in_segment(
    snapshot: Snapshot, segment: Segment, words: Sequence[Key], docs: Docs
) -> NDArray[np.float64]:
    keys = _occurrences(segment, words, docs)
    numbers, places = keys & _WORD, keys >> _WORD_BITS
    apart = places[1:] - places[:-1]
    met = ((numbers[1:] != numbers[:-1]) & (apart > 0) & (apart < 1 << SHIFT - 1)).nonzero()[0]
    rarities = [_rarity(snapshot, word) for word in words]
    rarity, weights = np.array([rarities, [min(1, one) * (K1 + 1) for one in rarities]])
    pairs = numbers[np.array([met, met + 1])]
    gathered = np.bincount(
        ((keys[met] >> _DOC_AT) * len(words) + pairs).ravel(),
        (rarity[pairs[::-1]] / np.square(apart[met], dtype=np.float64)).ravel(),
        len(docs) * len(words),
    ).reshape(len(docs), len(words))
    norms = snapshot.norms("text")[segment.lengths("text")[docs]][:, None]
    return gathered / (gathered + norms) @ weights


def _occurrences(segment: Segment, words: Sequence[Key], docs: Docs) -> NDArray[np.int64]:
    """Return one key (article, position, term) for every occurrence; ascending.

    An article is its index in `docs`, a term its index in `terms`.
    """
    owners, found = np.arange(len(docs)) << _DOC_AT, []
    for number, word in enumerate(words):
        rows, places = segment.located("text", word, docs), segment.places("text", word)
        begins = places.starts[rows]  # row -1, without the term: beyond the end
        counts = np.maximum(places.starts[rows + 1] - begins, 0)
        keys = (owners + number).repeat(counts)
        at = (begins - (counts.cumsum() - counts)).repeat(counts)
        at += np.arange(len(at))
        keys += np.left_shift(places.flat[at], _WORD_BITS, dtype=np.int64)
        found.append(keys)
    keys = np.concatenate(found)
    keys.sort()
    return keys


def _rarity(snapshot: Snapshot, word: Key) -> float:
    return snapshot.idf("text", word)


def _words(query: whoosh.Query) -> Iterator[Key]:
    if not getattr(query, "boost", 1.0):
        return
    match query:
        case whoosh.Term(fieldname="text"):
            yield query.text.encode() if isinstance(query.text, str) else query.text
        case whoosh.Phrase(fieldname="text"):
            yield from (word.encode() for word in query.words)
        case AnyForm() if query.given[0] == "text":
            yield query.given[1]
        case Placed():
            yield from (key for field, key in query.plan.scored_by() if field == "text")
        case whoosh.And() | whoosh.Or():
            for part in query:
                yield from _words(part)
        case whoosh.AndNot() | whoosh.AndMaybe() | whoosh.Require():
            yield from _words(query.a)
