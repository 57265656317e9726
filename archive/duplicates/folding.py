"""Door: printings of one text, folded under the earliest of them.

The rule: among the given articles, those that are one text (the same words, or nearly: a likeness
of 0.7 or more) are folded under the one whose latest possible day is the earliest; of several, the
one whose earliest possible day is; then the one with the lower identifier. Undated ones come last.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from archive.duplicates.fingerprints import in_parts
from archive.models import Article, NearDuplicate


@dataclass(frozen=True, slots=True)
class Folding:
    """Which article each folded one stands under, and which ones stand under it."""

    under: dict[int, int]
    folded: dict[int, tuple[int, ...]]

    def shown(self, ids: Iterable[int]) -> list[int]:
        """The given articles in their order, each text once: at the place of its first printing."""
        return list(dict.fromkeys(self.under.get(pk, pk) for pk in ids))


def printings(article_ids: Iterable[int]) -> Folding:
    """How these articles fold; shown and folded together are as many as were given."""
    ids = set(article_ids)
    groups = _together(_pairs(ids))
    rank = _ranks([pk for group in groups for pk in group])
    folded = {}
    for group in groups:
        first, *rest = sorted(group, key=lambda pk: rank[pk])
        folded[first] = tuple(rest)
    return Folding({pk: first for first, rest in folded.items() for pk in rest}, folded)


def _pairs(ids: set[int]) -> Iterator[tuple[int, int]]:
    for part in in_parts(sorted(ids)):
        rows = NearDuplicate.objects.printings().listed().filter(first__in=part).order_by()
        for first, second in rows.values_list("first", "second"):
            if second in ids:
                yield first, second


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
