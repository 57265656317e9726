"""Collapsing of reprints: the first match of a group stands for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.request import Printings

Numbers = NDArray[np.int64]
_NONE: Final[Mapping[int, list[int]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Folded:
    """Matches after reprints are collapsed.

    The rows that stay (None: all), the number of collapsed matches, and the collapsed documents by
    the number of the document they are under.
    """

    standing: NDArray[np.intp] | None = None
    count: int = 0
    under: Mapping[int, list[int]] = field(default_factory=lambda: _NONE)


def folded(snapshot: Snapshot, docs: Docs, printings: Printings | None) -> Folded:
    """Collapse the reprints among the matching documents."""
    if printings is None or not printings.groups:
        return Folded()
    group, rank = _laid_out(snapshot, printings)
    rows = np.flatnonzero(group[docs] >= 0)
    rows = rows[np.lexsort((rank[docs[rows]], group[docs[rows]]))]
    groups = group[docs[rows]]
    goes_on = np.concatenate(([False], groups[1:] == groups[:-1]))[: len(rows)]
    if not goes_on.any():
        return Folded()
    standing = np.ones(len(docs), bool)
    standing[rows[goes_on]] = False
    first = rows[np.maximum.accumulate(np.where(goes_on, 0, np.arange(len(rows))))]
    under: dict[int, list[int]] = {}
    pairs = zip(docs[first[goes_on]].tolist(), docs[rows[goes_on]].tolist(), strict=True)
    for leader, other in pairs:
        under.setdefault(leader, []).append(other)
    return Folded(np.flatnonzero(standing), int(goes_on.sum()), under)


def _laid_out(snapshot: Snapshot, printings: Printings) -> tuple[Numbers, Numbers]:
    """Return group (-1: none) and rank of each document; cached in the snapshot."""
    known = snapshot.printings
    if known is None or known[0] is not printings:
        known = snapshot.printings = (printings, *_numbers(snapshot, printings))
    return known[1], known[2]


def _numbers(snapshot: Snapshot, printings: Printings) -> tuple[Numbers, Numbers]:
    sizes = np.array([len(group) for group in printings.groups])
    keys = np.array([pk for group in printings.groups for pk in group], dtype=np.int64)
    group = np.repeat(np.arange(len(sizes)), sizes)
    rank = np.arange(len(keys)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    order = np.argsort(keys, kind="stable")
    pks = snapshot.columns.pks
    place = order[np.minimum(np.searchsorted(keys, pks, sorter=order), len(keys) - 1)]
    is_known = keys[place] == pks
    return np.where(is_known, group[place], -1), np.where(is_known, rank[place], 0)
