"""The directories of outlets and authors: narrowed and ordered by what the address says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Min, Model, Q, QuerySet

from archive.models import Article, Author, Outlet
from archive.text.normalize import name_key
from archive.web.address import Asked, Way
from archive.web.charts import sparkline
from archive.web.paging import Paging, paging

SIZE = 100
MOST_BARS = 36
FIELDS = ("country", "language", "kind")
OUTLET_ORDERS = {
    "name": ("name", "pk"),
    "articles": ("-article_count", "name", "pk"),
    "newest": ("-last_certain", "name", "pk"),
    "oldest": ("first_certain", "name", "pk"),
}
AUTHOR_ORDERS = {
    "name": ("sort_name", "name", "pk"),
    "articles": ("-article_count", "sort_name", "pk"),
    "newest": ("-last_certain", "sort_name", "pk"),
    "oldest": ("first_certain", "sort_name", "pk"),
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A field a directory can be narrowed by: what is chosen, and every value with its count."""

    name: str
    chosen: str
    choices: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Sparklines:
    """Small bars for each outlet (by its key), all `width` units wide and on one span of time."""

    width: int
    paths: dict[int, str]


@dataclass(frozen=True, slots=True)
class Directory:
    """One page of a directory, how it was asked for, and the other ways to ask."""

    rows: list[Model]
    paging: Paging
    name: str
    order: str
    orders: dict[str, Way]
    narrowings: tuple[Narrowing, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether something was asked for that leaves rows out."""
        return bool(self.name) or any(narrowing.chosen for narrowing in self.narrowings)


def outlets(asked: Asked) -> Directory:
    """The outlets of a country, language or kind, or with some words in their name."""
    found = _with_certain_days(Outlet.objects.with_coverage(), "articles")
    chosen = {field: asked.text(field) for field in FIELDS}
    found = found.filter(**{field: value for field, value in chosen.items() if value})
    narrowings = tuple(Narrowing(field, chosen[field], _choices(field)) for field in FIELDS)
    return _directory(found, asked, OUTLET_ORDERS, narrowings)


def authors(asked: Asked) -> Directory:
    """The authors with some words in their name; those without a listed article are left out."""
    found = _with_certain_days(Author.objects.with_coverage(), "bylines__article")
    found = found.filter(article_count__gt=0)
    return _directory(found, asked, AUTHOR_ORDERS)


def sparklines() -> Sparklines:
    """Every outlet's articles of known days over the archive's span of time; one query."""
    dated = Article.objects.listed().filter(outlet__isnull=False, earliest=F("latest"))
    rows = dated.order_by().values_list("outlet_id", "earliest").annotate(n=Count("pk"))
    return _drawn(list(rows))


def _directory(
    found: QuerySet,
    asked: Asked,
    orders: Mapping[str, tuple[str, ...]],
    narrowings: tuple[Narrowing, ...] = (),
) -> Directory:
    name = asked.text("name")
    if key := name_key(name):
        found = found.filter(key__contains=key)
    order = asked.choice("sort", orders, "name")
    page = paging(asked.page(), found.count(), asked.at_page, SIZE)
    return Directory(
        rows=list(found.order_by(*orders[order])[page.slice]),
        paging=page,
        name=name,
        order=order,
        orders={
            each: Way(each, asked.altered(sort=each, page=""), current=each == order)
            for each in orders
        },
        narrowings=narrowings,
    )


def _choices(field: str) -> tuple[tuple[str, str, int], ...]:
    """Value, name and number of outlets, the most frequent first."""
    rows = Outlet.objects.exclude(**{field: ""}).order_by().values_list(field)
    counted = rows.annotate(n=Count("pk")).order_by("-n", field)
    kinds = dict(Outlet.Kind.choices) if field == "kind" else {}
    return tuple((value, kinds.get(value, value), n) for value, n in counted)


def _with_certain_days(found: QuerySet, articles: str) -> QuerySet:
    """Each with the first and the last day that is known for one of its listed articles."""
    certain = Q(
        **{f"{articles}__withdrawn_at": None, f"{articles}__earliest": F(f"{articles}__latest")}
    )
    return found.annotate(
        first_certain=Min(f"{articles}__earliest", filter=certain),
        last_certain=Max(f"{articles}__earliest", filter=certain),
    )


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
