"""Which event an article tells of: one pass, one article after the other, one threshold.

An article joins the cluster it is most like if the likeness is at least `THRESHOLD`, else it stays
alone. Likeness is the mean cosine of its terms with the members’, times a factor for time: known
days that are close speak for one event, days that surely lie apart against it; an interval is as
close as it can be. Where one of the days is not known at all, the terms must say more, and an
article that is nearly as like to what was told at another time joins neither.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from archive.stories.weighing import Vector
from archive.text.terms import BUCKETS

THRESHOLD: Final = 0.22
CLOSE: Final = 1.25
"""What is gained where both days are known and at most a day apart."""
FADES: Final = 10.0
"""Days after which the gain has shrunk by e."""
UNKNOWN: Final = 0.9
"""What is left where only one of the days is known: as if more than four days lay between."""
RIVAL: Final = 0.8
"""From this share of the best likeness on, another time may as well be meant."""
WINDOW: Final = 14
"""Days that may surely lie between an article and the nearest one of its story."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """An article as clustering sees it; its days are the bounds of its date, None where open."""

    article: int
    vector: Vector
    earliest: date | None = None
    latest: date | None = None

    @property
    def day(self) -> date | None:
        """Its day, if it is known to be of one."""
        return self.earliest if self.earliest == self.latest else None


@dataclass(frozen=True, slots=True)
class Found:
    """The cluster that an article joins, and how like it is."""

    cluster: int
    likeness: float


class Scales:
    """Compares one article with many: its terms are laid out once on a surface that is kept."""

    def __init__(self) -> None:
        self._surface = np.zeros(BUCKETS, dtype=np.float32)
        self._laid = np.array([], dtype=np.int64)

    def lay(self, one: Profile) -> None:
        """Put this article on the scales instead of the one before."""
        self._surface[self._laid] = 0
        self._surface[one.vector.ids] = one.vector.weights
        self._laid = one.vector.ids

    def cosine(self, other: Profile) -> float:
        """How much the terms of both say the same, from 0 to 1."""
        return float(self._surface[other.vector.ids] @ other.vector.weights)


def may_join(one: Profile, others: Iterable[Profile], scales: Scales) -> list[Profile]:
    """Those of the others that are like enough, if their days speak for it as well as they can.

    An article is as like a cluster as its members are on average: one at least must be so like.
    """
    scales.lay(one)
    return [other for other in others if CLOSE * scales.cosine(other) >= THRESHOLD]


def best(one: Profile, clusters: Mapping[int, Sequence[Profile]], scales: Scales) -> Found | None:
    """The cluster that `one` is most like, if any is like enough; the first of equals."""
    scales.lay(one)
    found = [
        Found(cluster, _factor(one, members) * sum(map(scales.cosine, members)) / len(members))
        for cluster, members in clusters.items()
        if members
    ]
    first = max(found, key=lambda one: one.likeness, default=None)
    if first is None or first.likeness < THRESHOLD:
        return None
    rivals = [clusters[one.cluster] for one in found if one.likeness >= RIVAL * first.likeness]
    if one.day is None and any(_are_apart(clusters[first.cluster], other) for other in rivals):
        return None
    return first


def _are_apart(members: Sequence[Profile], others: Sequence[Profile]) -> bool:
    """Whether all that is known of their days lies too far apart for one event."""
    days = days_between(_span(members), _span(others))
    return days is not None and days > WINDOW


def _span(members: Sequence[Profile]) -> Profile:
    """The days of those members that are dated, as one interval."""
    dated = [one for one in members if _is_dated(one)]
    first = [one.earliest for one in dated]
    last = [one.latest for one in dated]
    return replace(
        members[0],
        earliest=min((day for day in first if day), default=None) if all(first) else None,
        latest=max((day for day in last if day), default=None) if all(last) else None,
    )


def nearest(one: Profile, members: Iterable[Profile], most: int) -> list[Profile]:
    """The `most` members that lie closest in time."""
    return sorted(members, key=lambda other: (days_between(one, other) or 0, other.article))[:most]


def days_between(one: Profile, other: Profile) -> int | None:
    """Days that surely lie between two articles; None where nothing is known of one of them."""
    if not _is_dated(one) or not _is_dated(other):
        return None
    gaps = [
        (late.earliest - early.latest).days
        for early, late in ((one, other), (other, one))
        if early.latest and late.earliest
    ]
    return max([0, *gaps])


def _is_dated(one: Profile) -> bool:
    return one.earliest is not None or one.latest is not None


def _factor(one: Profile, members: Sequence[Profile]) -> float:
    """What the member nearest in time says: close days add, far ones take away, 14 end it.

    Where no day is known on either side, the terms are all there is to go by.
    """
    apart = [(days_between(one, other), other) for other in members]
    known = [(days, other.day is None) for days, other in apart if days is not None]
    if not known:
        return UNKNOWN if _is_dated(one) or any(map(_is_dated, members)) else 1.0
    days, is_uncertain = min(known)
    if days > WINDOW:
        return 0.0
    gain = CLOSE if one.day and not is_uncertain else 1.0
    return gain * math.exp(-max(days - 1, 0) / FADES)
