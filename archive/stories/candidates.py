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
from archive.stories.clustering import WINDOW_DAYS, ArticleVector

MAX_QUERY_TERMS: Final = 24
"""Maximum number of terms of an article that are looked up."""
MAX_PER_TERM: Final = 24
"""Maximum number of articles of each side that one term leads to."""
MAX_CANDIDATES: Final = 60
"""Maximum number of candidates: those that share the most key terms."""

_SIDE_CLAUSES: Final = (
    "day BETWEEN %s AND %s ORDER BY day DESC, latest DESC, id DESC",  # that day and before
    "day BETWEEN %s AND %s ORDER BY day, latest, id",  # after that day
    "day IS NULL AND latest BETWEEN %s AND %s ORDER BY day, latest, id",  # may be of these days
    "day IS NULL AND latest IS NULL ORDER BY day DESC, latest DESC, id DESC",  # undated
)


def find_candidates(profile: ArticleVector) -> list[int]:
    """Return placed articles that may be near in time, most shared key terms first."""
    shared_counts = Counter(_iter_sharing(profile))
    shared_counts.pop(profile.article, None)
    return sorted(shared_counts, key=lambda pk: (-shared_counts[pk], pk))[:MAX_CANDIDATES]


def _iter_sharing(profile: ArticleVector) -> Iterator[int]:
    """Yield the articles found by each term of the profile, with repeats."""
    terms = profile.vector.get_top_terms(MAX_QUERY_TERMS)
    if not terms:
        return
    first_day = _shift_day(profile.earliest, -WINDOW_DAYS) if profile.earliest else date.min
    last_day = _shift_day(profile.latest, WINDOW_DAYS) if profile.latest else date.max
    middle = profile.latest or profile.earliest or date.max
    next_day = _shift_day(middle, 1)
    side_params = (first_day, middle), (next_day, last_day), (first_day, date.max), ()
    params = [value for term in terms for days in side_params for value in (term, *days)]
    with connection.cursor() as cursor:
        cursor.execute(_build_sql(len(terms)), params)
        for (pk,) in cursor.fetchall():
            yield pk


@cache
def _build_sql(term_count: int) -> str:
    table = connection.ops.quote_name(KeyTerm._meta.db_table)
    select = f"SELECT profile_id FROM {table} WHERE term = %s AND"  # noqa: S608 -- a model's table
    sides = [
        f"SELECT * FROM ({select} {side} LIMIT {MAX_PER_TERM}) AS side"  # noqa: S608
        for side in _SIDE_CLAUSES
    ]
    return " UNION ALL ".join(sides * term_count)


def _shift_day(day: date, days: int) -> date:
    """Shift `day` by some days, clamped to the calendar's range."""
    earliest, latest = date.min + timedelta(abs(days)), date.max - timedelta(abs(days))
    return min(max(day, earliest), latest) + timedelta(days)
