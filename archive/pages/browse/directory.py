"""Directories of outlets and authors, with counts of their articles."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from django.db.models import Count, F, Max, Min, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Article, Author, Byline, Outlet
from archive.text.normalize import name_key
from archive.web.cache import cached_by_generation
from archive.web.charts import build_sparkline_path
from archive.web.coverage import DateCoverage
from archive.web.paging import paginate
from archive.web.params import QueryParams

DateSpans = tuple[tuple[date | None, date | None, int], ...]
ROWS_PER_PAGE = 100
MAX_BARS = 36
FILTER_FIELDS: Final[Mapping[str, Promise]] = {"country": _("Country"), "language": _("Language"), "kind": _("Kind")}


@dataclass(frozen=True, slots=True)
class HoldingsSummary:
    """Number of listed articles, with the first and last day known for certain."""

    count: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Holdings:
    """Counts of listed articles by outlet key (None: unknown) and by span of days."""

    spans: Mapping[int | None, DateSpans]

    @cached_property
    def coverage(self) -> DateCoverage:
        """Date coverage of all listed articles."""
        return DateCoverage(tuple(span for spans in self.spans.values() for span in spans))

    def summarise_outlet(self, outlet: int | None) -> HoldingsSummary:
        """Return the summary of one outlet."""
        spans = self.spans.get(outlet, ())
        certain = [first for first, last, _ in spans if first and first == last]
        total = sum(count for _, _, count in spans)
        return HoldingsSummary(total, min(certain, default=None), max(certain, default=None))

    def count_by_outlet(self, first: date, last: date) -> dict[int | None, int]:
        """Count the articles certainly of these days by outlet, leaving out empty ones."""
        counts = {outlet: DateCoverage(spans).restrict(first, last).total for outlet, spans in self.spans.items()}
        return {outlet: count for outlet, count in counts.items() if count}


def load_holdings() -> Holdings:
    """Return the holdings of the whole archive, cached."""
    return cached_by_generation("holdings", _read_holdings)


def load_author_summaries() -> Mapping[int, HoldingsSummary]:
    """Return the summary of every author who has a listed article, cached."""
    return cached_by_generation("authors", _read_author_summaries)


def count_without_author() -> int:
    """Count the listed articles without an author."""
    return cached_by_generation("without author", lambda: Article.objects.listed().filter(bylines=None).count())


def _read_holdings() -> Holdings:
    rows = Article.objects.listed().order_by().values_list("outlet", "earliest", "latest")
    spans: defaultdict[int | None, list[tuple[date | None, date | None, int]]] = defaultdict(list)
    for outlet, first, last, count in rows.annotate(n=Count("pk")):
        spans[outlet].append((first, last, count))
    return Holdings({outlet: tuple(outlet_spans) for outlet, outlet_spans in spans.items()})


def _read_author_summaries() -> dict[int, HoldingsSummary]:
    listed = Byline.objects.filter(article__withdrawn_at=None).order_by().values_list("author")
    certain = Q(article__earliest=F("article__latest"))
    counted = listed.annotate(
        n=Count("article", distinct=True),
        first=Min("article__earliest", filter=certain),
        last=Max("article__earliest", filter=certain),
    )
    return {author: HoldingsSummary(*values) for author, *values in counted}


SORT_KEYS: Final[Mapping[str, Callable[[HoldingsSummary], int] | None]] = {
    "name": None,
    "articles": lambda summary: -summary.count,
    "newest": lambda summary: -summary.last.toordinal() if summary.last else 0,
    "oldest": lambda summary: (summary.first or date.max).toordinal(),
}


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One line of a directory: an outlet or an author, and its article count and dates."""

    record: Model
    summary: HoldingsSummary


def list_outlets(params: QueryParams, archive_holdings: Holdings) -> dict[str, object]:
    """Return a page of the outlets, filtered by country, language, kind and name, as a template context."""
    selected = {field: params.get_text(field) for field in FILTER_FIELDS}
    queryset = Outlet.objects.filter(**{field: value for field, value in selected.items() if value})
    context = _build_directory(queryset.order_by("name", "pk"), params, archive_holdings.summarise_outlet)
    filters = [
        {"name": name, "title": title, "selected": selected[name], "choices": _count_values(name)}
        for name, title in FILTER_FIELDS.items()
    ]
    return context | {"filters": filters, "is_filtered": any((context["name"], *selected.values()))}


def list_authors(params: QueryParams) -> dict[str, object]:
    """Return a page of the authors who have a listed article, filtered by name, as a template context."""
    summaries = load_author_summaries()
    queryset = Author.objects.order_by("sort_name", "name", "pk")
    return _build_directory(queryset, params, summaries.__getitem__, allowed=summaries)


def build_sparklines(archive_holdings: Holdings) -> dict[str, object]:
    """Build each outlet's sparkline of articles dated to the day: SVG paths of one `width`, by key."""
    points = [
        (outlet, first.year * 12 + first.month, count)
        for outlet, outlet_spans in archive_holdings.spans.items()
        for first, last, count in outlet_spans
        if outlet is not None and first is not None and first == last
    ]
    if not points:
        return {"width": 1, "paths": {}}
    first_month = min(month for _, month, _ in points)
    month_count = max(month for _, month, _ in points) - first_month + 1
    step = -(-month_count // MAX_BARS)
    width = -(-month_count // step)
    counts: dict[int, list[int]] = {}
    for outlet, month, n in points:
        counts.setdefault(outlet, [0] * width)[(month - first_month) // step] += n
    paths = {outlet: build_sparkline_path(bars) for outlet, bars in counts.items()}
    return {"width": width, "paths": paths}


def _build_directory(
    queryset: QuerySet,
    params: QueryParams,
    get_summary: Callable[[int], HoldingsSummary],
    allowed: Mapping[int, HoldingsSummary] | None = None,
) -> dict[str, object]:
    name = params.get_text("name")
    if key := name_key(name):
        queryset = queryset.filter(key__contains=key)
    order = params.get_choice("sort", SORT_KEYS, "name")
    keys = [pk for pk in queryset.values_list("pk", flat=True) if allowed is None or pk in allowed]
    if sort_key := SORT_KEYS[order]:
        keys.sort(key=lambda pk: sort_key(get_summary(pk)))
    page = paginate(params.get_page_number(), len(keys), params.build_page_url, ROWS_PER_PAGE)
    rows = queryset.order_by().in_bulk(keys[page.slice])
    entries = [DirectoryEntry(rows[pk], get_summary(pk)) for pk in keys[page.slice]]
    links = params.build_choice_links("sort", {key: key for key in SORT_KEYS}, order)
    sort_links = dict(zip(SORT_KEYS, links, strict=True))
    return {"rows": entries, "paging": page, "name": name, "sort_links": sort_links, "is_filtered": bool(name)}


def _count_values(field: str) -> tuple[tuple[str, str, int], ...]:
    """Return value, label and number of outlets, the most frequent first."""
    rows = Outlet.objects.exclude(**{field: ""}).order_by().values_list(field)
    counted = rows.annotate(n=Count("pk")).order_by("-n", field)
    kinds = dict(Outlet.Kind.choices) if field == "kind" else {}
    return tuple((value, kinds.get(value, value), n) for value, n in counted)
