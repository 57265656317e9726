"""Door: printings of one text, the earliest first.

The rule: articles that hang together by pairs that are one text (the same words, or nearly: a
likeness of 0.7 or more) are printings of it. First comes the one whose latest possible day is the
earliest; of several, the one whose earliest possible day is; then the one with the lower
identifier. Undated ones come last.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Max

from archive.models import Article, NearDuplicate
from archive.models.parts import in_parts

Stamp = tuple[int, int]
"""How many pairs there are, and the key of the last: no search for pairs leaves it as it was."""


def stamp() -> Stamp:
    """What tells whether the pairs are still those they were."""
    told = NearDuplicate.objects.aggregate(pairs=Count("*"), last=Max("pk"))
    return told["pairs"], told["last"] or 0


def printings() -> tuple[tuple[int, ...], ...]:
    """The listed articles that are printings of one text with others, in groups; two questions,
    and more only for each few hundred of them."""
    rows = NearDuplicate.objects.printings().listed().order_by()
    groups = _together(rows.values_list("first", "second"))
    rank = _ranks([pk for group in groups for pk in group])
    return tuple(tuple(sorted(group, key=lambda pk: rank[pk])) for group in groups)


def _together(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The articles of the pairs in groups that hang together."""
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
