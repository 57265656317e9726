"""Directories of outlets and authors, filtered and sorted by query parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Author, Outlet
from archive.text.normalize import name_key
from archive.web.address import Asked, Way
from archive.web.browsing.holdings import NOTHING, Held, Holdings, holdings, of_authors
from archive.web.drawing.charts import sparkline
from archive.web.paging import Paging, paging

SIZE = 100
MOST_BARS = 36
FIELDS: Final[Mapping[str, Promise]] = {
    "country": _("Country"),
    "language": _("Language"),
    "kind": _("Kind"),
}
ORDERS: Final[Mapping[str, Callable[[Held], int] | None]] = {
    "name": None,
    "articles": lambda held: -held.count,
    "newest": lambda held: -held.last.toordinal() if held.last else 0,
    "oldest": lambda held: (held.first or date.max).toordinal(),
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter of a directory: the selected value, and every value with its label and count."""

    name: str
    title: Promise
    chosen: str
    choices: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Sparklines:
    """SVG paths by outlet key, all `width` units wide and on one time scale."""

    width: int
    paths: dict[int, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a directory: an outlet or an author, and its article count and dates."""

    row: Model
    held: Held


@dataclass(frozen=True, slots=True)
class Directory:
    """One page of a directory, with its current filters and sort."""

    rows: list[Entry]
    paging: Paging
    name: str
    order: str
    orders: dict[str, Way]
    narrowings: tuple[Narrowing, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """True if any filter is set."""
        return bool(self.name) or any(narrowing.chosen for narrowing in self.narrowings)


def outlets(asked: Asked, held: Holdings) -> Directory:
    """Return the outlets, filtered by country, language, kind and name."""
    chosen = {field: asked.text(field) for field in FIELDS}
    found = Outlet.objects.filter(**{field: value for field, value in chosen.items() if value})
    narrowings = tuple(
        Narrowing(field, title, chosen[field], _choices(field)) for field, title in FIELDS.items()
    )
    return _directory(found.order_by("name", "pk"), asked, held.of, narrowings)


def authors(asked: Asked) -> Directory:
    """Return the authors who have a listed article, filtered by name."""
    held = of_authors()
    found = Author.objects.order_by("sort_name", "name", "pk")
    return _directory(found, asked, lambda key: held.get(key, NOTHING), among=held)


def sparklines(held: Holdings | None = None) -> Sparklines:
    """Build each outlet's sparkline of articles dated to the day."""
    spans = (held or holdings()).spans
    return _drawn(
        [
            (outlet, first, count)
            for outlet, found in spans.items()
            for first, last, count in found
            if outlet is not None and first is not None and first == last
        ]
    )


def _directory(
    found: QuerySet,
    asked: Asked,
    held: Callable[[int], Held],
    narrowings: tuple[Narrowing, ...] = (),
    among: Mapping[int, Held] | None = None,
) -> Directory:
    name = asked.text("name")
    if key := name_key(name):
        found = found.filter(key__contains=key)
    order = asked.choice("sort", ORDERS, "name")
    keys = [pk for pk in found.values_list("pk", flat=True) if among is None or pk in among]
    if by := ORDERS[order]:
        keys.sort(key=lambda pk: by(held(pk)))
    page = paging(asked.page(), len(keys), asked.at_page, SIZE)
    rows = found.order_by().in_bulk(keys[page.slice])
    return Directory(
        rows=[Entry(rows[pk], held(pk)) for pk in keys[page.slice]],
        paging=page,
        name=name,
        order=order,
        orders={
            each: Way(each, asked.altered(sort=each, page=""), current=each == order)
            for each in ORDERS
        },
        narrowings=narrowings,
    )


def _choices(field: str) -> tuple[tuple[str, str, int], ...]:
    """Return value, label and number of outlets, the most frequent first."""
    rows = Outlet.objects.exclude(**{field: ""}).order_by().values_list(field)
    counted = rows.annotate(n=Count("pk")).order_by("-n", field)
    kinds = dict(Outlet.Kind.choices) if field == "kind" else {}
    return tuple((value, kinds.get(value, value), n) for value, n in counted)


def _drawn(rows: list[tuple[int, date, int]]) -> Sparklines:
    if not rows:
        return Sparklines(1, {})
    places = [(outlet, day.year * 12 + day.month, n) for outlet, day, n in rows]
    first = min(month for _, month, _ in places)
    months = max(month for _, month, _ in places) - first + 1
    step = -(-months // MOST_BARS)
    width = -(-months // step)
    counts: dict[int, list[int]] = {}
    for outlet, month, n in places:
        counts.setdefault(outlet, [0] * width)[(month - first) // step] += n
    return Sparklines(width, {outlet: sparkline(bars) for outlet, bars in counts.items()})
