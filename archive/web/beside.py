"""Links to the previous and next record of a list."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model, Q, QuerySet

from archive.web.address import Way


@dataclass(frozen=True, slots=True)
class Beside:
    """The previous and next record; None at either end."""

    previous: Way | None
    next: Way | None


def beside(
    row: Model, rows: QuerySet, *order: str, label: Callable[[Any], str] = attrgetter("name")
) -> Beside:
    """Return the neighbours of `record` in `queryset`; two queries.

    `order` names non-null columns, `-` for descending; ties are broken by primary key.
    """
    rising = (*order, "pk")
    falling = tuple(_turned(each) for each in rising)
    return Beside(*(_first(row, rows, each, label) for each in (falling, rising)))


def _first(
    row: Model, rows: QuerySet, order: tuple[str, ...], label: Callable[[Any], str]
) -> Way | None:
    """Return the first record after `record` in this order.

    The bound on the first column is redundant, but lets the database use an index.
    """
    after, alike, bound = Q(), Q(), Q()
    for each in order:
        column, sign = each.removeprefix("-"), "lt" if each.startswith("-") else "gt"
        value = getattr(row, column)
        bound = bound or Q(**{f"{column}__{sign}e": value})
        after |= alike & Q(**{f"{column}__{sign}": value})
        alike &= Q(**{column: value})
    found = rows.filter(bound, after).order_by(*order).first()
    return Way(label(found), found.get_absolute_url()) if found else None


def _turned(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"
