"""Paging of lists."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.web.address import NotHere

PAGE_SIZE = 20
_NEAR = 2


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to one page; `after_gap` where pages before it are left out."""

    number: int
    address: str
    current: bool = False
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


def paging(number: int, total: int, address: Callable[[int], str], size: int = PAGE_SIZE) -> Paging:
    """Return page `number` of `total` items (at least one page); NotFound beyond the last."""
    pages = max(1, -(-total // size))
    if number > pages:
        raise NotHere(_beyond(number, pages, total), address(pages), gettext("Go to the last page"))
    return Paging(
        number=number,
        total=total,
        first=(number - 1) * size + 1 if total else 0,
        last=min(number * size, total),
        links=_links(number, pages, address),
        previous=address(number - 1) if number > 1 else "",
        next=address(number + 1) if number < pages else "",
    )


def _links(number: int, pages: int, address: Callable[[int], str]) -> tuple[PageLink, ...]:
    if pages == 1:
        return ()
    near = range(max(1, number - _NEAR), min(pages, number + _NEAR) + 1)
    shown = sorted({1, *near, pages})
    before = [0, *shown]
    return tuple(
        PageLink(page, address(page), current=page == number, after_gap=page - former > 1)
        for former, page in zip(before, shown, strict=False)
    )


def _beyond(number: int, pages: int, total: int) -> str:
    if pages == 1:
        form = gettext("This list of %(total)s has a single page; there is no page %(number)s.")
    else:
        form = gettext("This list of %(total)s has %(pages)s pages; there is no page %(number)s.")
    return form % {"total": f"{total:,}", "pages": f"{pages:,}", "number": f"{number:,}"}
