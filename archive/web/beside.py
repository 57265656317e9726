"""Links to the previous and next record of a list."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model, Q, QuerySet

from archive.web.address import Link


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The previous and next record; None at either end."""

    previous: Link | None
    next: Link | None


def previous_and_next(
    record: Model, queryset: QuerySet, *order: str, label: Callable[[Any], str] = attrgetter("name")
) -> Neighbours:
    """Return the neighbours of `record` in `queryset`; two queries.

    `order` names non-null columns, `-` for descending; ties are broken by primary key.
    """
    ascending = (*order, "pk")
    descending = tuple(_reverse_order(each) for each in ascending)
    return Neighbours(
        *(_find_next(record, queryset, each, label) for each in (descending, ascending))
    )


def _find_next(
    record: Model, queryset: QuerySet, order: tuple[str, ...], label: Callable[[Any], str]
) -> Link | None:
    """Return the first record after `record` in this order.

    The bound on the first column is redundant, but lets the database use an index.
    """
    after, equal_so_far, bound = Q(), Q(), Q()
    for each in order:
        column, sign = each.removeprefix("-"), "lt" if each.startswith("-") else "gt"
        value = getattr(record, column)
        bound = bound or Q(**{f"{column}__{sign}e": value})
        after |= equal_so_far & Q(**{f"{column}__{sign}": value})
        equal_so_far &= Q(**{column: value})
    neighbour = queryset.filter(bound, after).order_by(*order).first()
    return Link(label(neighbour), neighbour.get_absolute_url()) if neighbour else None


def _reverse_order(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"
