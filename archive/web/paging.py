"""Pages of a long list, and the previous and next record."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext

from archive.web.params import Link, NotFound

PAGE_SIZE = 20
_NEIGHBOUR_PAGES = 2


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to one page; `after_gap` where pages before it are left out."""

    number: int
    url: str
    is_current: bool = False
    after_gap: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a list: items `first` to `last` of `total`, counted from 1."""

    number: int
    total: int
    first: int
    last: int
    links: tuple[PageLink, ...] = ()
    previous: str = ""
    next: str = ""

    @property
    def slice(self) -> slice:
        """The slice of the whole list on this page."""
        return slice(self.first - 1 if self.first else 0, self.last)


def paginate(number: int, total: int, page_url: Callable[[int], str], size: int = PAGE_SIZE) -> Paging:
    """Return page `number` of `total` items (at least one page); NotFound beyond the last."""
    pages = max(1, -(-total // size))
    if number > pages:
        raise NotFound(_describe_missing_page(number, pages, total), page_url(pages), gettext("Go to the last page"))
    return Paging(
        number=number,
        total=total,
        first=(number - 1) * size + 1 if total else 0,
        last=min(number * size, total),
        links=_build_page_links(number, pages, page_url),
        previous=page_url(number - 1) if number > 1 else "",
        next=page_url(number + 1) if number < pages else "",
    )


def _build_page_links(number: int, pages: int, page_url: Callable[[int], str]) -> tuple[PageLink, ...]:
    if pages == 1:
        return ()
    nearby = range(max(1, number - _NEIGHBOUR_PAGES), min(pages, number + _NEIGHBOUR_PAGES) + 1)
    shown_pages = sorted({1, *nearby, pages})
    before = [0, *shown_pages]
    return tuple(
        PageLink(page, page_url(page), is_current=page == number, after_gap=page - previous_page > 1)
        for previous_page, page in zip(before, shown_pages, strict=False)
    )


def _describe_missing_page(number: int, pages: int, total: int) -> str:
    if pages == 1:
        form = gettext("This list of %(total)s has a single page; there is no page %(number)s.")
    else:
        form = gettext("This list of %(total)s has %(pages)s pages; there is no page %(number)s.")
    return form % {"total": f"{total:,}", "pages": f"{pages:,}", "number": f"{number:,}"}


# Links to the previous and next record of a list.


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
    return Neighbours(*(_find_next(record, queryset, each, label) for each in (descending, ascending)))


def _find_next(record: Model, queryset: QuerySet, order: tuple[str, ...], label: Callable[[Any], str]) -> Link | None:
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
