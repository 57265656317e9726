"""Collapsing of reprints: the first match of a group stands for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays.sets import DocNumbers
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.request import ReprintGroups

GroupNumbers = NDArray[np.int64]
_NONE: Final[Mapping[int, list[int]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReprintCollapse:
    """Matches after reprints are collapsed.

    The rows that stay (None: all), the number of collapsed matches, and the collapsed documents by
    the number of the document they are under.
    """

    leading_rows: NDArray[np.intp] | None = None
    count: int = 0
    reprints_by_leader: Mapping[int, list[int]] = field(default_factory=lambda: _NONE)


def collapse_reprints(
    snapshot: Snapshot, docs: DocNumbers, reprints: ReprintGroups | None
) -> ReprintCollapse:
    """Collapse the reprints among the matching documents."""
    if reprints is None or not reprints.groups:
        return ReprintCollapse()
    group, rank = _get_groups(snapshot, reprints)
    rows = np.flatnonzero(group[docs] >= 0)
    rows = rows[np.lexsort((rank[docs[rows]], group[docs[rows]]))]
    groups = group[docs[rows]]
    is_collapsed = np.concatenate(([False], groups[1:] == groups[:-1]))[: len(rows)]
    if not is_collapsed.any():
        return ReprintCollapse()
    is_leading = np.ones(len(docs), bool)
    is_leading[rows[is_collapsed]] = False
    first = rows[np.maximum.accumulate(np.where(is_collapsed, 0, np.arange(len(rows))))]
    reprints_by_leader: dict[int, list[int]] = {}
    pairs = zip(docs[first[is_collapsed]].tolist(), docs[rows[is_collapsed]].tolist(), strict=True)
    for leader, other in pairs:
        reprints_by_leader.setdefault(leader, []).append(other)
    return ReprintCollapse(np.flatnonzero(is_leading), int(is_collapsed.sum()), reprints_by_leader)


def _get_groups(snapshot: Snapshot, reprints: ReprintGroups) -> tuple[GroupNumbers, GroupNumbers]:
    """Return group (-1: none) and rank of each document; cached in the snapshot."""
    cached = snapshot.reprint_cache
    if cached is None or cached[0] is not reprints:
        cached = snapshot.reprint_cache = (reprints, *_compute_groups(snapshot, reprints))
    return cached[1], cached[2]


def _compute_groups(
    snapshot: Snapshot, reprints: ReprintGroups
) -> tuple[GroupNumbers, GroupNumbers]:
    sizes = np.array([len(group) for group in reprints.groups])
    keys = np.array([pk for group in reprints.groups for pk in group], dtype=np.int64)
    group = np.repeat(np.arange(len(sizes)), sizes)
    rank = np.arange(len(keys)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    order = np.argsort(keys, kind="stable")
    pks = snapshot.columns.pks
    row = order[np.minimum(np.searchsorted(keys, pks, sorter=order), len(keys) - 1)]
    is_known = keys[row] == pks
    return np.where(is_known, group[row], -1), np.where(is_known, rank[row], 0)
