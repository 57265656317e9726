"""Which articles may tell of the same event: those of near days that share the most key terms.

Each term is asked for at most FEW articles of each side: those of single days before and after,
the nearest first, and those whose date is an interval or not known at all. So an article costs the
same in any archive, however many use its words on its day.
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
"""Terms of an article that others are looked for by."""
FEW: Final = 24
"""Articles of each side that one term leads to."""
MOST: Final = 60
"""Articles that one is compared with: those that share the most of its key terms."""

_SIDES: Final = (
    "day BETWEEN %s AND %s ORDER BY day DESC, latest DESC, id DESC",  # of that day and before it
    "day BETWEEN %s AND %s ORDER BY day, latest, id",  # after it
    "day IS NULL AND latest BETWEEN %s AND %s ORDER BY day, latest, id",  # it may be of these days
    "day IS NULL AND latest IS NULL ORDER BY day DESC, latest DESC, id DESC",  # it may be of any
)


def candidates(one: Profile) -> list[int]:
    """Placed articles of days that may be near, the most key terms in common first."""
    shared = Counter(_sharing(one))
    shared.pop(one.article, None)
    return sorted(shared, key=lambda pk: (-shared[pk], pk))[:MOST]


def _sharing(one: Profile) -> Iterator[int]:
    """The articles that each of its terms leads to."""
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
    """`day` moved by some days, as far as the calendar goes."""
    low, high = date.min + timedelta(abs(by)), date.max - timedelta(abs(by))
    return min(max(day, low), high) + timedelta(by)
