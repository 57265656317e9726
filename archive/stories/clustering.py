"""Which event an article tells of: one pass, one article after the other, one threshold.

An article joins the cluster it is most like if the likeness is at least `THRESHOLD`, else it stays
alone. Likeness is the mean cosine of its terms with the members’, times a factor for time: known
days that are close speak for one event, days that surely lie apart against it; an interval is as
close as it can be, an unknown date says nothing.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
WINDOW: Final = 14
"""Days that may surely lie between an article and the nearest one of its story."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """An article as clustering sees it; its days are the bounds of its date, None where open."""

    article: int
    vector: Vector
    earliest: date | None = None
    latest: date | None = None


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


def best(one: Profile, clusters: Mapping[int, Sequence[Profile]], scales: Scales) -> Found | None:
    """The cluster that `one` is most like, if any is like enough; the first of equals."""
    scales.lay(one)
    found: Found | None = None
    for cluster, members in clusters.items():
        if not members or not (factor := _factor(one, members)):
            continue
        likeness = factor * sum(map(scales.cosine, members)) / len(members)
        if likeness >= THRESHOLD and (found is None or likeness > found.likeness):
            found = Found(cluster, likeness)
    return found


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


def _is_day(one: Profile) -> bool:
    return one.earliest is not None and one.earliest == one.latest


def _factor(one: Profile, members: Sequence[Profile]) -> float:
    """What the member nearest in time says: close days add, far ones take away, 14 end it."""
    apart = [(days_between(one, other), other) for other in members]
    known = [(days, not _is_day(other)) for days, other in apart if days is not None]
    if not known:
        return 1.0
    days, is_uncertain = min(known)
    if days > WINDOW:
        return 0.0
    gain = CLOSE if _is_day(one) and not is_uncertain else 1.0
    return gain * math.exp(-max(days - 1, 0) / FADES)
