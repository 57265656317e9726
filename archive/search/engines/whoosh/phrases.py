"""Words next to each other, by arrays of places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.segments import Segment
from archive.search.engines.whoosh.sets import Docs, common


def phrase(segment: Segment, field: str, stems: Sequence[bytes]) -> Docs:
    """Articles in which the words follow each other, every word counted."""
    lists = [segment.postings(field, word).docs for word in stems]
    order = sorted(range(len(stems)), key=lambda place: len(lists[place]))
    docs = lists[order[0]]
    for place in order[1:]:
        docs = common(docs, lists[place], segment.size)
    found: NDArray[np.int64] | None = None
    for place in order:
        if not len(docs):
            break
        keys = _keys(segment, field, stems[place], docs, shift=len(stems) - place)
        found = keys if found is None else np.intersect1d(found, keys, assume_unique=True)
        kept = np.unique(found >> 33).astype(np.int32)
        docs = kept
    return docs


def _keys(segment: Segment, field: str, word: bytes, docs: Docs, shift: int) -> NDArray[np.int64]:
    """(article, where the phrase would begin) as one number, for every place of the word."""
    rows = np.searchsorted(segment.postings(field, word).docs, docs)
    places = segment.places(field, word)
    starts, counts = places.starts[rows], places.starts[rows + 1] - places.starts[rows]
    before = np.cumsum(counts) - counts
    picked = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
    return (
        (np.repeat(docs.astype(np.int64), counts) << 33)
        + places.flat[picked].astype(np.int64)
        + shift
    )
