"""Candidate articles for the same event: near days, most key terms in common.

Each term leads to at most MAX_PER_TERM articles of each side: those of single days before and
after, nearest first, and those dated by an interval or not at all. So the cost of an article does
not depend on the size of the archive.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final

from django.db import connection

from archive.models import KeyTerm
from archive.stories.clustering import WINDOW, Profile

ASKED: Final = 24
"""Maximum number of terms of an article that are looked up."""
FEW: Final = 24
"""Maximum number of articles of each side that one term leads to."""
MOST: Final = 60
"""Maximum number of candidates: those that share the most key terms."""

_SIDES: Final = (
    "day BETWEEN %s AND %s ORDER BY day DESC, latest DESC, id DESC",  # that day and before
    "day BETWEEN %s AND %s ORDER BY day, latest, id",  # after that day
    "day IS NULL AND latest BETWEEN %s AND %s ORDER BY day, latest, id",  # may be of these days
    "day IS NULL AND latest IS NULL ORDER BY day DESC, latest DESC, id DESC",  # undated
)


def candidates(one: Profile) -> list[int]:
    """Return placed articles that may be near in time, most shared key terms first."""
    shared = Counter(_sharing(one))
    shared.pop(one.article, None)
    return sorted(shared, key=lambda pk: (-shared[pk], pk))[:MOST]


def _sharing(one: Profile) -> Iterator[int]:
    """Yield the articles found by each term of the profile, with repeats."""
    terms = one.vector.keys(ASKED)
    if not terms:
        return
    first = _shifted(one.earliest, -WINDOW) if one.earliest else date.min
    last = _shifted(one.latest, WINDOW) if one.latest else date.max
    middle = one.latest or one.earliest or date.max
    after = _shifted(middle, 1)
    days = (first, middle), (after, last), (first, date.max), ()
    given = [value for term in terms for side in days for value in (term, *side)]
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(terms)), given)
        for (pk,) in cursor.fetchall():
            yield pk


@cache
def _statement(terms: int) -> str:
    table = connection.ops.quote_name(KeyTerm._meta.db_table)
    found = f"SELECT profile_id FROM {table} WHERE term = %s AND"  # noqa: S608 -- the model's own name
    sides = [f"SELECT * FROM ({found} {side} LIMIT {FEW}) AS side" for side in _SIDES]  # noqa: S608
    return " UNION ALL ".join(sides * terms)


def _shifted(day: date, by: int) -> date:
    """Shift `day` by some days, clamped to the calendar's range."""
    low, high = date.min + timedelta(abs(by)), date.max - timedelta(abs(by))
    return min(max(day, low), high) + timedelta(by)
