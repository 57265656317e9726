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
from archive.models.parts import in_parts

Stamp = tuple[int, int]
"""Number of pairs and key of the last one, which change with every search for pairs."""


def stamp() -> Stamp:
    """Return the version of the stored pairs, as a cache key."""
    told = NearDuplicate.objects.aggregate(pairs=Count("*"), last=Max("pk"))
    return told["pairs"], told["last"] or 0


def printings() -> tuple[tuple[int, ...], ...]:
    """Return groups of listed articles that are printings of one text.

    Two queries, and one more for each few hundred articles.
    """
    rows = NearDuplicate.objects.printings().listed().order_by()
    groups = _together(rows.values_list("first", "second"))
    rank = _ranks([pk for group in groups for pk in group])
    return tuple(tuple(sorted(group, key=lambda pk: rank[pk])) for group in groups)


def _together(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Group articles into connected components of the pairs."""
    beside: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    groups, seen = [], set()
    for start in beside:
        if start in seen:
            continue
        seen.add(start)
        group = [start]
        for one in group:
            fresh = [other for other in beside[one] if other not in seen]
            seen.update(fresh)
            group.extend(fresh)
        groups.append(group)
    return groups


def _ranks(ids: list[int]) -> dict[int, tuple[date, date, str]]:
    rows = (
        row
        for part in in_parts(ids)
        for row in Article.objects.filter(pk__in=part).values_list(
            "pk", "latest", "earliest", "identifier"
        )
    )
    return {
        pk: (latest or date.max, earliest or date.max, identifier)
        for pk, latest, earliest, identifier in rows
    }
