"""Groups of printings of one text, the earliest first.

Articles connected by pairs that are one text (the same words, or a likeness of 0.7 or more) form a
group. They are ordered by latest possible day, then earliest possible day, then identifier; undated
ones come last.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Max

from archive.models import Article, NearDuplicate
from archive.models.parts import iter_batches

PairsVersion = tuple[int, int]
"""Number of pairs and key of the last one, which change with every search for pairs."""


def get_pairs_version() -> PairsVersion:
    """Return the version of the stored pairs, as a cache key."""
    totals = NearDuplicate.objects.aggregate(pairs=Count("*"), last=Max("pk"))
    return totals["pairs"], totals["last"] or 0


def group_printings() -> tuple[tuple[int, ...], ...]:
    """Return groups of listed articles that are printings of one text.

    Two queries, and one more for each few hundred articles.
    """
    rows = NearDuplicate.objects.exclude_passages().listed().order_by()
    groups = _group_connected(rows.values_list("first", "second"))
    sort_keys = _load_sort_keys([pk for group in groups for pk in group])
    return tuple(tuple(sorted(group, key=lambda pk: sort_keys[pk])) for group in groups)


def _group_connected(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Group articles into connected components of the pairs."""
    neighbours: dict[int, list[int]] = defaultdict(list)
    for article, neighbour in pairs:
        neighbours[article].append(neighbour)
        neighbours[neighbour].append(article)
    groups, seen = [], set()
    for start in neighbours:
        if start in seen:
            continue
        seen.add(start)
        group = [start]
        for article in group:
            unseen = [neighbour for neighbour in neighbours[article] if neighbour not in seen]
            seen.update(unseen)
            group.extend(unseen)
        groups.append(group)
    return groups


def _load_sort_keys(ids: list[int]) -> dict[int, tuple[date, date, str]]:
    rows = (
        row
        for batch in iter_batches(ids)
        for row in Article.objects.filter(pk__in=batch).values_list(
            "pk", "latest", "earliest", "identifier"
        )
    )
    return {
        pk: (latest or date.max, earliest or date.max, identifier)
        for pk, latest, earliest, identifier in rows
    }
