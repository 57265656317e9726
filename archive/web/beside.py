"""The records before and after one in the order of its directory."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model, Q, QuerySet

from archive.web.address import Way


@dataclass(frozen=True, slots=True)
class Beside:
    """The neighbours of a record in its directory; None at either end."""

    previous: Way | None
    next: Way | None


def beside(
    row: Model, rows: QuerySet, *order: str, label: Callable[[Any], str] = attrgetter("name")
) -> Beside:
    """The neighbours of `row` among `rows`; two queries.

    `order` are columns that are never empty, `-` before one that falls; keys part what is alike.
    """
    rising = (*order, "pk")
    falling = tuple(_turned(each) for each in rising)
    return Beside(*(_first(row, rows, each, label) for each in (falling, rising)))


def _first(
    row: Model, rows: QuerySet, order: tuple[str, ...], label: Callable[[Any], str]
) -> Way | None:
    """The nearest that comes after `row` in this order.

    The bound on the first column says nothing new; an index is entered by it.
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
