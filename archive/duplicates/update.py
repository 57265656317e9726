"""Update near-duplicates: read articles, pair them, group reprints."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date
from functools import cache
from typing import Final

from django.db.models import Count, Max

from archive.db.bulk import Progress, iter_batches, run_in_batches
from archive.duplicates import near_duplicates
from archive.duplicates.credits import update_credit_links
from archive.duplicates.near_duplicates import METHOD, TextOverlap, measure_overlap, prepare_text
from archive.models import Article, FingerprintedText, NearDuplicate

BATCH_SIZE: Final = 100  # articles per transaction: a killed run repeats at most these

PairsVersion = tuple[int, int]
"""Number of pairs and key of the last one, which change with every search for pairs."""


def compare_articles(ids: Iterable[int], progress: Progress | None = None) -> int:
    """Update the fingerprints, pairs and credit links of these articles.

    Withdrawn and deleted ones lose theirs. Idempotent, in any order; returns the number of pairs written.
    """
    article_ids = sorted(set(ids))
    count, total = len(article_ids), 2 * len(article_ids)
    run_in_batches(article_ids, _update_fingerprints, BATCH_SIZE, progress, total=total)
    return sum(run_in_batches(article_ids, _update_pairs, BATCH_SIZE, progress, done=count, total=total))


def find_uncompared_articles() -> list[int]:
    """Return articles whose current text was not compared, and withdrawn ones that were."""
    compared = dict(FingerprintedText.objects.filter(is_compared=True).values_list("article_id", "text_digest"))
    listed = dict(Article.objects.listed().order_by().values_list("pk", "text_digest").iterator())
    return sorted(pk for pk in compared.keys() | listed.keys() if compared.get(pk) != listed.get(pk))


def _update_fingerprints(ids: Sequence[int]) -> None:
    """Recreate the fingerprints and credit links of these articles, and delete their pairs."""
    NearDuplicate.objects.for_articles(*ids).delete()
    FingerprintedText.objects.filter(pk__in=ids).delete()
    articles = list(Article.objects.listed().filter(pk__in=ids).order_by("pk"))
    near_duplicates.save_fingerprints(articles)
    update_credit_links(ids, [article.pk for article in articles])


def _update_pairs(ids: Sequence[int]) -> int:
    """Save the pairs of these articles with all their candidates."""
    comparer = _PairComparer(ids)
    rows: dict[tuple[int, int], NearDuplicate] = {}
    for article_id in ids:
        for candidate_id in comparer.matches.rank_candidates(article_id):
            pair = (min(article_id, candidate_id), max(article_id, candidate_id))
            if candidate_id in comparer.bodies and pair not in rows and (row := comparer.compare_pair(*pair)):
                rows[pair] = row
    written = NearDuplicate.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["method", *(field.name for field in fields(TextOverlap))],
    )
    FingerprintedText.objects.filter(pk__in=ids).update(is_compared=True)
    return len(written)


class _PairComparer:
    """The articles of a batch and their candidates, each text prepared once."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.matches = near_duplicates.load_matches(ids)
        article_ids = {*ids, *self.matches.all_candidates}
        self.bodies = {
            pk: body
            for batch in iter_batches(sorted(article_ids))
            for pk, body in Article.objects.listed().filter(pk__in=batch).values_list("pk", "body")
        }
        self._digests = near_duplicates.load_body_digests(article_ids)
        self._get_text = cache(lambda pk: prepare_text(self.bodies[pk], self.matches.boilerplate))

    def compare_pair(self, first: int, second: int) -> NearDuplicate | None:
        digest = self._digests.get(first, "")
        is_identical = digest != "" and digest == self._digests.get(second)
        if not (overlap := measure_overlap(self._get_text(first), self._get_text(second), is_identical=is_identical)):
            return None
        return NearDuplicate(first_id=first, second_id=second, method=METHOD, **asdict(overlap))


def get_pairs_version() -> PairsVersion:
    """Return the version of the stored pairs, as a cache key."""
    totals = NearDuplicate.objects.aggregate(pairs=Count("*"), last=Max("pk"))
    return totals["pairs"], totals["last"] or 0


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
