"""Single-pass clustering of articles into stories, with one similarity threshold.

An article joins the most similar cluster if the score is at least `THRESHOLD`, else it stays alone.
The score is the mean cosine of its terms with the members’, times a time factor: certain days that
are close raise it, days that surely lie apart lower it; an interval counts as close as it can be.
Without a known day on one side the terms must score higher, and an article nearly as similar to a
story of another time joins neither.
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
"""Factor if both days are certain and at most a day apart."""
FADES: Final = 10.0
"""Days in which the time factor decays by e."""
UNKNOWN: Final = 0.9
"""Factor if only one of the days is known, as for more than four days apart."""
RIVAL: Final = 0.8
"""Share of the best score from which a cluster of another time is a rival."""
WINDOW: Final = 14
"""Maximum certain distance in days between an article and the nearest one of its story."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """An article in vector form, with the bounds of its date (None if open)."""

    article: int
    vector: Vector
    earliest: date | None = None
    latest: date | None = None

    @property
    def day(self) -> date | None:
        """Return the day, if it is certain."""
        return self.earliest if self.earliest == self.latest else None


@dataclass(frozen=True, slots=True)
class Found:
    """The best cluster for an article, and its score."""

    cluster: int
    likeness: float


class Scales:
    """Cosine similarity of one article with many, over one reused dense array."""

    def __init__(self) -> None:
        self._surface = np.zeros(BUCKETS, dtype=np.float32)
        self._laid = np.array([], dtype=np.int64)

    def lay(self, one: Profile) -> None:
        """Load the article to compare others with."""
        self._surface[self._laid] = 0
        self._surface[one.vector.ids] = one.vector.weights
        self._laid = one.vector.ids

    def cosine(self, other: Profile) -> float:
        """Return the cosine of the loaded article and `other`, 0 to 1."""
        return float(self._surface[other.vector.ids] @ other.vector.weights)


def may_join(one: Profile, others: Iterable[Profile], scales: Scales) -> list[Profile]:
    """Filter the others to those similar enough, assuming the best time factor.

    A cluster's score is the mean over its members, so at least one must reach the threshold.
    """
    scales.lay(one)
    return [other for other in others if CLOSE * scales.cosine(other) >= THRESHOLD]


def best(one: Profile, clusters: Mapping[int, Sequence[Profile]], scales: Scales) -> Found | None:
    """Return the highest-scoring cluster above the threshold, the first of equals."""
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
    """Return whether the known dates of both lie too far apart for one event."""
    days = days_between(_span(members), _span(others))
    return days is not None and days > WINDOW


def _span(members: Sequence[Profile]) -> Profile:
    """Return a profile with the combined date interval of the dated members."""
    dated = [one for one in members if _is_dated(one)]
    first = [one.earliest for one in dated]
    last = [one.latest for one in dated]
    return replace(
        members[0],
        earliest=min((day for day in first if day), default=None) if all(first) else None,
        latest=max((day for day in last if day), default=None) if all(last) else None,
    )


def nearest(one: Profile, members: Iterable[Profile], most: int) -> list[Profile]:
    """Return the `limit` members nearest in time."""
    return sorted(members, key=lambda other: (days_between(one, other) or 0, other.article))[:most]


def days_between(one: Profile, other: Profile) -> int | None:
    """Return the certain distance in days between two articles; None if either is undated."""
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
    """Return the time factor: from the member nearest in time, 0 beyond the window.

    1 if neither side is dated.
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
