"""Template context of a page of results: counts, chart, facets, sorting, exports."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from archive.search.request import UNCERTAIN, UNDATED, UNKNOWN, FacetName, Sort
from archive.search.results import Facet, FacetValue, ResultPage
from archive.search.syntax import Parsed, canonical
from archive.web.address import Way
from archive.web.days import month_name
from archive.web.drawing.charts import Histogram, histogram
from archive.web.drawing.coverage import month_end
from archive.web.drawing.timeline import apart_columns, fits, month_columns, year_columns
from archive.web.paging import Paging, paging
from archive.web.searching import takeaway
from archive.web.searching.narrowing import possibly, within
from archive.web.searching.search_address import SearchAddress

SHOWN_VALUES = 8


@dataclass(frozen=True, slots=True)
class Group:
    """One facet: its first values with all selected ones, and the rest."""

    name: str
    label: str
    shown: tuple[Way, ...]
    more: tuple[Way, ...]

    @property
    def ticked(self) -> tuple[str, ...]:
        """Labels of the selected values."""
        return tuple(way.label for way in self.shown if way.current)


@dataclass(frozen=True, slots=True)
class Findings:
    """Context for the results as a whole; the hits themselves are in ResultPage.

    `day` is the current day in UTC.
    """

    outlets: int
    span: str
    possibly: Way | None
    chart: Histogram
    chips: tuple[Way, ...]
    groups: tuple[Group, ...]
    sorts: tuple[Way, ...]
    printings: Way
    paging: Paging
    files: tuple[Way, ...]
    feed: str
    save: str
    day: date


def findings(here: SearchAddress, parsed: Parsed, page: ResultPage) -> Findings:
    """Build the context of `page`, the results of `parsed`; NotFound beyond the last page."""
    return Findings(
        outlets=_outlets(page),
        span=_span(page),
        possibly=_possibly(here, parsed, page),
        chart=_chart(here, parsed, page),
        chips=_chips(here, page),
        groups=tuple(_group(here, facet) for facet in page.facets if facet.values),
        sorts=_sorts(here, parsed),
        printings=_printings(here),
        paging=paging(here.page, page.total - page.folded, here.at_page),
        files=takeaway.files(here),
        feed=takeaway.feed(here),
        save=takeaway.save(here),
        day=timezone.now().date(),
    )


def _printings(here: SearchAddress) -> Way:
    """Return the link that switches between folded and separate printings."""
    label = (
        gettext("fold printings of one text")
        if here.apart
        else gettext("show every printing apart")
    )
    return Way(label, str(replace(here, apart=not here.apart)))


def _outlets(page: ResultPage) -> int:
    """Count the known outlets of the articles found."""
    held = [row for row in _values(page, FacetName.OUTLET) if row.count and row.value != UNKNOWN]
    return len([row for row in held if row.selected] or held)


def _values(page: ResultPage, name: FacetName) -> list[FacetValue]:
    return [value for facet in page.facets if facet.name == name for value in facet.values]


def _span(page: ResultPage) -> str:
    months = [row.month for row in page.months if row.count]
    parts = []
    if months:
        first, last = month_name(min(months)), month_name(max(months))
        parts.append(first if first == last else f"{first} – {last}")
    if page.undated:
        parts.append(gettext("%s undated") % f"{page.undated:,}")
    return "; ".join(parts)


def _possibly(here: SearchAddress, parsed: Parsed, page: ResultPage) -> Way | None:
    if not page.possibly or parsed.node is None:
        return None
    address = str(here.asking(canonical(possibly(parsed.node), parsed.mode)))
    return Way(gettext("%s more possibly in range") % f"{page.possibly:,}", address)


def _chart(here: SearchAddress, parsed: Parsed, page: ResultPage) -> Histogram:
    months = {row.month: row.count for row in page.months if row.count}
    undated = _only(here, UNDATED)
    years: dict[date, int] = {}
    if fits(months):
        columns, unit = month_columns(months, lambda month: _month(here, parsed, month)), "month"
        apart = apart_columns(page.undated, undated, page.imprecise, unit)
    else:
        years, rest = _years(page)
        columns = year_columns(years, lambda year: _only(here, str(year.year)))
        unit, apart = "year", apart_columns(page.undated, undated, rest, "year")
    drawn = histogram(gettext("Articles found, over time"), columns, apart, unit)
    return replace(drawn, begins=min(months if unit == "month" else years, default=None))


def _month(here: SearchAddress, parsed: Parsed, month: date) -> str:
    return str(here.asking(within(parsed, here.text, month, month_end(month))))


def _only(here: SearchAddress, year: str) -> str:
    return str(here.only(FacetName.YEAR, year))


def _years(page: ResultPage) -> tuple[dict[date, int], int]:
    """Return the articles found by year, and the number of those of no single year."""
    values = _values(page, FacetName.YEAR)
    if any(value.selected for value in values):
        values = [value for value in values if value.selected]
    years = {date(int(row.value), 1, 1): row.count for row in values if row.value.isdigit()}
    return years, sum(row.count for row in values if row.value == UNCERTAIN)


def _chips(here: SearchAddress, page: ResultPage) -> tuple[Way, ...]:
    labels = {
        (facet.name, row.value): str(row.label) for facet in page.facets for row in facet.values
    }
    return tuple(
        Way(labels.get((name, value), value), str(here.toggled(name, value)))
        for name, values in here.selected.items()
        for value in values
    )


def _group(here: SearchAddress, facet: Facet) -> Group:
    ways = [
        (Way(str(row.label), str(here.toggled(facet.name, row.value)), row.selected, row.count))
        for row in facet.values
    ]
    few = len(ways) <= SHOWN_VALUES + 2
    first = [way for at, way in enumerate(ways) if few or at < SHOWN_VALUES or way.current]
    rest = [way for way in ways if way not in first]
    return Group(facet.name, str(facet.label), tuple(first), tuple(rest))


def _sorts(here: SearchAddress, parsed: Parsed) -> tuple[Way, ...]:
    names = {
        Sort.RELEVANCE: gettext("by relevance"),
        Sort.NEWEST: gettext("newest"),
        Sort.OLDEST: gettext("oldest"),
    }
    current = here.order(parsed.node)
    offered = [sort for sort in Sort if parsed.node is not None or sort != Sort.RELEVANCE]
    return tuple(Way(names[sort], str(here.sorted_by(sort)), sort == current) for sort in offered)
