"""Update near-duplicates: read articles, pair them, group reprints."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Final

from django.db import connection

from archive.db.bulk import BatchWork, StepProgress, iter_batches, run_computed_batches
from archive.duplicates import near_duplicates
from archive.duplicates.credits import update_credit_links
from archive.duplicates.near_duplicates import METHOD
from archive.duplicates.overlap import (
    ComparableBodies,
    PairSigns,
    TextFingerprints,
    TextOverlap,
    compute_fingerprints,
    measure_overlaps,
)
from archive.models import Article, FingerprintedText, NearDuplicate

BATCH_SIZE: Final = 100  # articles per transaction: a killed run repeats at most these

_PAIRS_VERSION_SQL: Final = 'SELECT COUNT(*), MAX("id") FROM "archive_nearduplicate"'
_Issue = tuple[int | None, date | None]
PairsVersion = tuple[int, int]
"""Number of pairs and key of the last one, which change with every search for pairs."""


def compare_articles(ids: Iterable[int], progress: StepProgress | None = None) -> int:
    """Update the fingerprints, pairs and credit links of these articles.

    Withdrawn and deleted ones lose theirs. Idempotent, in any order; returns the number of pairs written. A run that is
    killed goes on where it was.
    """
    article_ids = sorted(set(ids))
    reading = BatchWork(_load_bodies, compute_fingerprints, _update_fingerprints)
    run_computed_batches(_find_unread(article_ids), reading, BATCH_SIZE, progress, step="Near copies, reading")
    pairing = BatchWork(_load_pairs, measure_overlaps, _update_pairs)
    return sum(run_computed_batches(article_ids, pairing, BATCH_SIZE, progress, step="Near copies, comparing"))


def _find_unread(ids: Sequence[int]) -> list[int]:
    """Return the articles whose fingerprints are to be saved; a run that was killed has saved some."""
    saved = dict(FingerprintedText.objects.filter(is_compared=False).values_list("article_id", "text_digest"))
    current = dict(Article.objects.listed().order_by().values_list("pk", "text_digest").iterator()) if saved else {}
    return [pk for pk in ids if pk not in saved or saved[pk] != current.get(pk)]


def find_uncompared_articles() -> list[int]:
    """Return articles whose current text was not compared, and withdrawn ones that were."""
    compared = dict(FingerprintedText.objects.filter(is_compared=True).values_list("article_id", "text_digest"))
    listed = dict(Article.objects.listed().order_by().values_list("pk", "text_digest").iterator())
    return sorted(pk for pk in compared.keys() | listed.keys() if compared.get(pk) != listed.get(pk))


def _load_bodies(ids: Sequence[int]) -> list[str]:
    return list(Article.objects.listed().filter(pk__in=ids).order_by("pk").values_list("body", flat=True))


def _update_fingerprints(ids: Sequence[int], bodies: list[str], fingerprints: list[TextFingerprints]) -> None:
    """Recreate the fingerprints and credit links of these articles, and delete their pairs."""
    NearDuplicate.objects.for_articles(*ids).delete()
    FingerprintedText.objects.filter(pk__in=ids).delete()
    articles = list(Article.objects.listed().filter(pk__in=ids).order_by("pk"))
    near_duplicates.save_fingerprints(articles, dict(zip(bodies, fingerprints, strict=True)))
    update_credit_links(ids, [article.pk for article in articles])


def _load_pairs(ids: Sequence[int]) -> ComparableBodies:
    """Load the bodies of these articles and of all their candidates, and the pairs of them."""
    matches = near_duplicates.load_matches(ids)
    issues = _load_issues({*ids, *matches.all_candidates})
    evidence = {
        (min(article, candidate), max(article, candidate)): matches.weigh_evidence(article, candidate)
        for article in ids
        for candidate in matches.rank_candidates(article)
        if article in issues and candidate in issues
    }
    paired_keys = sorted({key for pair in evidence for key in pair})
    bodies = {
        pk: body
        for batch in iter_batches(paired_keys)
        for pk, body in Article.objects.filter(pk__in=batch).values_list("pk", "body")
    }
    digests = near_duplicates.load_body_digests(paired_keys)
    pairs = {
        (first, second): PairSigns(
            evidence=count,
            is_identical=digests.get(first, "") != "" and digests.get(first) == digests.get(second),
            is_same_outlet_later=_is_same_outlet_later(issues[first], issues[second]),
        )
        for (first, second), count in evidence.items()
    }
    return ComparableBodies(bodies, matches.boilerplate, pairs)


def _load_issues(ids: Iterable[int]) -> dict[int, _Issue]:
    """Return outlet and day of each listed article; the day is None where it is not known."""
    return {
        pk: (outlet, earliest if earliest == latest else None)
        for batch in iter_batches(sorted(ids))
        for pk, outlet, earliest, latest in Article.objects.listed()
        .filter(pk__in=batch)
        .order_by()
        .values_list("pk", "outlet", "earliest", "latest")
    }


def _is_same_outlet_later(first: _Issue, second: _Issue) -> bool:
    """Return whether one outlet printed both articles, more than a night apart."""
    (outlet, day), (other_outlet, other_day) = first, second
    is_same_outlet = outlet is not None and outlet == other_outlet
    return is_same_outlet and day is not None and other_day is not None and abs((day - other_day).days) > 1


def _update_pairs(ids: Sequence[int], texts: ComparableBodies, overlaps: dict[tuple[int, int], TextOverlap]) -> int:
    """Save the pairs of these articles with all their candidates.

    A text that changed since it was loaded is compared again: its fingerprints are not those of the article.
    """
    keys = _load_issues(texts.bodies)
    written = NearDuplicate.objects.bulk_create(
        (
            NearDuplicate(first_id=first, second_id=second, method=METHOD, **asdict(overlap))
            for (first, second), overlap in overlaps.items()
            if first in keys and second in keys
        ),
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["method", *(field.name for field in fields(TextOverlap))],
    )
    FingerprintedText.objects.filter(pk__in=ids).update(is_compared=True)
    return len(written)


def get_pairs_version() -> PairsVersion:
    """Return the version of the stored pairs, as a cache key."""
    with connection.cursor() as cursor:  # the ORM takes longer to write this than the database to answer
        cursor.execute(_PAIRS_VERSION_SQL)
        count, last = cursor.fetchone()
    return count, last or 0


def group_reprints() -> tuple[tuple[int, ...], ...]:
    """Return groups of listed articles that are reprints of one text, the earliest first.

    Two queries, and one more for each few hundred articles.
    """
    rows = NearDuplicate.objects.exclude_passages().listed().order_by()
    groups = _group_connected(rows.values_list("first", "second"))
    sort_keys = {
        pk: (latest or date.max, earliest or date.max, identifier)
        for batch in iter_batches([pk for group in groups for pk in group])
        for pk, latest, earliest, identifier in Article.objects.filter(pk__in=batch).values_list(
            "pk", "latest", "earliest", "identifier"
        )
    }
    return tuple(tuple(sorted(group, key=sort_keys.__getitem__)) for group in groups)


def _group_connected(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Group articles into connected components of the pairs."""
    neighbours: dict[int, list[int]] = defaultdict(list)
    for article, neighbour in pairs:
        neighbours[article].append(neighbour)
        neighbours[neighbour].append(article)
    groups = []
    for start in list(neighbours):
        group, waiting = [], [start]
        while waiting:
            article = waiting.pop()
            if article in neighbours:
                group.append(article)
                waiting += neighbours.pop(article)
        if group:
            groups.append(group)
    return groups
