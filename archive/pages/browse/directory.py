"""Directories of outlets and authors, with counts of their articles."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Final, cast

from django.db.models import Count, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.models import Author, Outlet
from archive.pages.browse.author_facts import OTHER, load_first_letters, load_outlets
from archive.search.engines.base import CountedArticles, RecordCount, RecordCounts
from archive.search.generation import read_generation
from archive.search.holdings import OutletMonths, count_outlet_months, count_records, count_spans
from archive.search.query.request import FacetName
from archive.text.normalize import name_key
from archive.web.cache import cached_by_generation
from archive.web.charts import build_sparkline_path
from archive.web.coverage import DateCoverage
from archive.web.paging import paginate
from archive.web.params import QueryParams

ROWS_PER_PAGE = 100
MAX_BARS = 36
FILTER_FIELDS: Final[Mapping[str, Promise]] = {"country": _("Country"), "language": _("Language"), "kind": _("Kind")}


@dataclass(frozen=True, slots=True)
class HoldingsSummary:
    """Number of listed articles, with the first and last day known for certain."""

    count: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Holdings:
    """Coverage of the archive at one generation of the index, and its counts by outlet key (None: unknown)."""

    coverage: DateCoverage = field(default_factory=DateCoverage)
    outlets: RecordCounts = field(default_factory=dict)
    generation: str = ""

    def summarise_outlet(self, outlet: int | None) -> HoldingsSummary:
        """Return the summary of one outlet."""
        return summarise_record(self.outlets, outlet)

    def count_by_outlet(self, first: date, last: date) -> RecordCounts:
        """Count the articles certainly of these days by outlet, leaving out empty ones."""
        chosen = CountedArticles(first=first, last=last)
        return cached_by_generation(
            ("outlets", first, last), lambda: count_records(FacetName.OUTLET, chosen), self.generation
        )

    def build_sparklines(self) -> dict[str, object]:
        """Build each outlet's sparkline of articles dated to the day: SVG paths of one `width`, by key."""
        return cached_by_generation("sparklines", lambda: _draw_sparklines(count_outlet_months()), self.generation)


def load_holdings() -> Holdings:
    """Return the holdings of the whole archive; their counts are cached."""
    generation = read_generation()
    coverage = cached_by_generation("coverage", lambda: DateCoverage(count_spans()), generation)
    outlets = cached_by_generation("outlets", lambda: count_records(FacetName.OUTLET), generation)
    return Holdings(coverage, outlets, generation)


def load_author_counts() -> RecordCounts:
    """Return the counts of every author who has a listed article (None: articles without an author), cached."""
    return cached_by_generation("authors", lambda: count_records(FacetName.AUTHOR))


def summarise_record(counts: RecordCounts, key: int | None) -> HoldingsSummary:
    """Return the summary of the outlet or author with this key."""
    return HoldingsSummary(*counts[key]) if key in counts else HoldingsSummary()


_NOTHING: Final = RecordCount()
SORT_KEYS: Final[Mapping[str, Callable[[RecordCount], int] | None]] = {
    "name": None,
    "articles": lambda summary: -summary.articles,
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
    context = _build_directory(_filter_outlets(params).prefetch_related("domains"), params, archive_holdings.outlets)
    filters = [
        {"name": name, "title": title, "selected": selected[name], "choices": _count_values(name)}
        for name, title in FILTER_FIELDS.items()
    ]
    return context | {"filters": filters, "is_filtered": any((context["name"], *selected.values()))}


def list_authors(params: QueryParams) -> dict[str, object]:
    """Return a page of the authors who have a listed article, filtered by name or first letter, as a template context.

    `unknown` is the number of articles without an author.
    """
    counts, letters = load_author_counts(), load_first_letters()
    alphabet = sorted(
        {letters[pk] for pk in counts if pk is not None and pk in letters}, key=lambda each: (each == OTHER, each)
    )
    letter = params.get_choice("letter", ("", *alphabet), "")
    listed = {pk for pk in counts if pk is not None and letter in ("", letters.get(pk, OTHER))}
    context = _build_directory(_AUTHORS_IN_ORDER.all(), params, counts, listed)
    rows = cast("list[DirectoryEntry]", context["rows"])
    return context | {
        "is_filtered": bool(context["is_filtered"] or letter),
        "letter": letter,
        "letter_links": params.build_choice_links("letter", {"": _("All"), **_label_letters(alphabet)}, letter),
        "outlets": load_outlets([entry.record.pk for entry in rows]),
        "unknown": summarise_record(counts, None).count,
    }


_AUTHORS_IN_ORDER: Final = Author.objects.order_by("sort_name", "name", "pk")


def find_outlets(params: QueryParams, archive_holdings: Holdings) -> list[int]:
    """Return the keys of the outlets that a directory with these parameters lists, in its order."""
    return _sort_keys(_filter_outlets(params), params, archive_holdings.outlets, None)


def find_authors(params: QueryParams, counts: RecordCounts) -> list[int]:
    """Return the keys of the authors that a directory with these parameters lists, in its order."""
    return _sort_keys(_AUTHORS_IN_ORDER.all(), params, counts, {pk for pk in counts if pk is not None})


def _filter_outlets(params: QueryParams) -> QuerySet[Outlet]:
    selected = {field: value for field in FILTER_FIELDS if (value := params.get_text(field))}
    return Outlet.objects.filter(**selected).order_by("name", "pk")


def _label_letters(letters: Sequence[str]) -> dict[str, str]:
    return {letter: gettext("other") if letter == OTHER else letter for letter in letters}


def _draw_sparklines(months: OutletMonths) -> dict[str, object]:
    points = [(outlet, month.year * 12 + month.month, count) for outlet, month, count in months if outlet is not None]
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
    queryset: QuerySet, params: QueryParams, counts: RecordCounts, listed: Set[int] | None = None
) -> dict[str, object]:
    """Return a page of the records, or of those `listed`, filtered by name."""
    name = params.get_text("name")
    order = params.get_choice("sort", SORT_KEYS, "name")
    keys = _sort_keys(queryset, params, counts, listed)
    page = paginate(params.get_page_number(), len(keys), params.build_page_url, ROWS_PER_PAGE)
    rows = queryset.order_by().in_bulk(keys[page.slice])
    entries = [DirectoryEntry(rows[pk], summarise_record(counts, pk)) for pk in keys[page.slice]]
    links = params.build_choice_links("sort", {key: key for key in SORT_KEYS}, order)
    sort_links = dict(zip(SORT_KEYS, links, strict=True))
    return {"rows": entries, "paging": page, "name": name, "sort_links": sort_links, "is_filtered": bool(name)}


def _sort_keys(queryset: QuerySet, params: QueryParams, counts: RecordCounts, listed: Set[int] | None) -> list[int]:
    """Return the keys of the records, or of those `listed`, with the name asked for, in the order asked for."""
    if key := name_key(params.get_text("name")):
        queryset = queryset.filter(key__contains=key)
    keys = [pk for pk in queryset.values_list("pk", flat=True) if listed is None or pk in listed]
    if sort_key := SORT_KEYS[params.get_choice("sort", SORT_KEYS, "name")]:
        keys.sort(key=lambda pk: sort_key(counts.get(pk, _NOTHING)))
    return keys


def _count_values(field: str) -> tuple[tuple[str, str, int], ...]:
    """Return value, label and number of outlets, the most frequent first."""
    rows = Outlet.objects.exclude(**{field: ""}).order_by().values_list(field)
    counted = rows.annotate(n=Count("pk")).order_by("-n", field)
    kinds = dict(Outlet.Kind.choices) if field == "kind" else {}
    return tuple((value, kinds.get(value, value), n) for value, n in counted)
