"""Candidates for the story of an article: placed articles that share key terms, and their vectors."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Final

from django.db import connection

from archive.db.bulk import insert_rows, iter_batches
from archive.models import KeyTerm, TermProfile
from archive.stories.article_vectors import ArticleVector, DocumentFrequencies
from archive.stories.clustering import WINDOW_DAYS
from archive.text.event_features import load_features
from archive.text.similarity import TERM_BUCKETS, load_terms
from archive.web.coverage import shift_and_clamp_day

MAX_QUERY_TERMS: Final = 24  # words of an article that are looked up
MAX_QUERY_FEATURES: Final = 10  # names and numbers that are looked up for articles of other languages
IDS_PER_FEATURE: Final = 2  # readings of one name
MAX_PER_TERM: Final = 24  # articles of each side that one term leads to
MAX_CANDIDATES: Final = 60  # those that share the most key terms
MAX_KEYS: Final = 16  # terms an article is found by: the highest-weighted
MAX_CACHED: Final = 20_000  # vectors of articles
_SIDE_CLAUSES: Final = (
    "day BETWEEN %s AND %s ORDER BY day DESC, latest DESC, id DESC",  # that day and before
    "day BETWEEN %s AND %s ORDER BY day, latest, id",  # after that day
    "day IS NULL AND latest BETWEEN %s AND %s ORDER BY day, latest, id",  # may be of these days
    "day IS NULL AND latest IS NULL ORDER BY day DESC, latest DESC, id DESC",  # undated
)


def find_candidates(profile: ArticleVector, *, across_languages: bool = False) -> list[int]:
    """Return placed articles that may be near in time, most shared key terms first.

    `across_languages` also those that share names and numbers.
    """
    searches = [profile.vector.get_top_terms(MAX_QUERY_TERMS)]
    if across_languages:
        searches.append(_list_feature_terms(profile, MAX_QUERY_FEATURES))
    found: dict[int, None] = {}
    for terms in searches:
        shared_counts = Counter(_iter_sharing(profile, terms))
        shared_counts.pop(profile.article, None)
        best = sorted(shared_counts, key=lambda pk: (-shared_counts[pk], pk))
        found |= dict.fromkeys(best[:MAX_CANDIDATES])
    return list(found)


def _list_feature_terms(profile: ArticleVector, count: int) -> list[int]:
    if profile.features is None:
        return []
    return [TERM_BUCKETS + key for key in profile.features.select_key_ids(count, IDS_PER_FEATURE)]


def _iter_sharing(profile: ArticleVector, terms: Sequence[int]) -> Iterator[int]:
    """Yield the articles found by each of the terms, with repeats."""
    if not terms:
        return
    first_day = shift_and_clamp_day(profile.earliest, -WINDOW_DAYS) if profile.earliest else date.min
    last_day = shift_and_clamp_day(profile.latest, WINDOW_DAYS) if profile.latest else date.max
    middle = profile.latest or profile.earliest or date.max
    next_day = shift_and_clamp_day(middle, 1)
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


def save_keys(profiles: Iterable[ArticleVector]) -> None:
    """Save the key terms by which later articles find these."""
    rows = (
        (term, profile.article, profile.exact_day, profile.latest)
        for profile in profiles
        for term in (*profile.vector.get_top_terms(MAX_KEYS), *_list_feature_terms(profile, MAX_QUERY_FEATURES))
    )
    insert_rows(KeyTerm, ("term", "profile", "day", "latest"), rows)


def delete_keys(ids: Sequence[int]) -> None:
    """Delete the key terms of these articles."""
    KeyTerm.objects.filter(profile__in=ids).delete()


class ProfileCache:
    """Cache of weighted profiles, with one state of the counts."""

    def __init__(self, counts: DocumentFrequencies) -> None:
        self._counts = counts
        self._profiles: dict[int, ArticleVector] = {}

    def load(self, ids: Iterable[int]) -> dict[int, ArticleVector]:
        """Return the profiles of these articles; those without one are left out."""
        unique_ids = list(ids)
        missing = [pk for pk in unique_ids if pk not in self._profiles]
        if len(self._profiles) > MAX_CACHED:
            self._profiles.clear()
            missing = unique_ids
        for batch in iter_batches(missing):
            for row in TermProfile.objects.filter(pk__in=batch).defer("feature_labels", "text_digest"):
                features = self._counts.weigh_features(load_features(row.features or b""))
                vector = self._counts.build_vector(load_terms(row.terms), row.language, features)
                dates = row.earliest, row.latest
                self._profiles[row.pk] = ArticleVector(row.pk, vector, *dates, row.language, features)
        return {pk: self._profiles[pk] for pk in unique_ids if pk in self._profiles}
