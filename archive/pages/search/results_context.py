"""Template context of search results."""

from dataclasses import replace
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from archive.citations.formats import FORMATS
from archive.db.addresses import build_page_url, reverse_cached
from archive.errors import QuerySyntaxError
from archive.pages.search.query_periods import (
    allow_possible_dates,
    describe_period,
    find_period,
    list_periods,
    remove_parts,
    restrict_to_period,
)
from archive.search.query.filters import combine_with_filters
from archive.search.query.nodes import DateClause
from archive.search.query.parser import ParsedQuery, to_canonical
from archive.search.query.request import UNCERTAIN, UNDATED, UNKNOWN, FacetName, SortOrder
from archive.search.results import Facet, FacetValue, ResultPage, SearchHit, load_value_labels
from archive.search.scopes import load_scopes
from archive.web import coverage
from archive.web.charts import Histogram, build_histogram
from archive.web.links import format_month_and_year
from archive.web.paging import paginate
from archive.web.params import MAX_LENGTH, Link, build_url
from archive.web.search_params import SearchParams

FILE_LABELS: Final = (
    {"csv": "CSV", "jsonl": "JSON Lines"}
    | {form.suffix: form.label for form in FORMATS}
    | {"warc.gz": "WARC", "wacz": "WACZ"}
)
MAX_SHOWN_VALUES = 8


def build_results_context(params: SearchParams, parsed: ParsedQuery, page: ResultPage) -> dict[str, object]:
    """Build the context of all results of `parsed` (the hits are in `page`); NotFound beyond the last page."""

    def build_page_url(number: int) -> str:
        return str(params.replace_params(page=number))

    query_string = params.query_string
    query_params = dict(params.replace_params().list_params())
    are_separate = params.are_reprints_separate
    reprints_label = gettext("Group them") if are_separate else gettext("Show each one separately")
    return {
        "hits": [(hit, _build_score_url(hit, query_string)) for hit in page.hits],
        "outlet_count": _count_outlets(page),
        "period_text": _describe_period(page),
        "possible_link": _build_possible_link(params, parsed, page),
        "chart": _build_chart(params, parsed, page),
        "chips": _build_chips(params, parsed, page),
        "period": find_period(parsed.node),
        "facets": [_build_facet_context(params, facet) for facet in page.facets if facet.values],
        "sort_links": _build_sort_links(params, parsed),
        "reprints_link": Link(reprints_label, str(replace(params, are_reprints_separate=not are_separate))),
        "paging": paginate(params.page, page.total - page.collapsed_count, build_page_url),
        "file_links": [
            Link(label, build_url(reverse("search-export", args=[suffix]), query_params))
            for suffix, label in FILE_LABELS.items()
        ],
        "file_formats": FILE_LABELS.items(),
        "over_time_url": _build_over_time_url(params, parsed),
        "cite_url": build_url(reverse_cached("search-cite"), query_params),
        "code_url": build_url(reverse_cached("search-as-code"), query_params),
        "feed_url": build_url(reverse_cached("feed-of-search"), query_params),
        "edit_url": build_url(
            reverse("admin:archive_article_changelist"), {"found": params.replace_params().query_string}
        ),
        "save_url": build_url(reverse_cached("saved-save"), query_params),
        "today": timezone.localdate(),
    }


def _build_score_url(hit: SearchHit, query_string: str) -> str:
    """Return the URL of the page that explains the score of a hit; empty where it has none."""
    if not hit.score:
        return ""
    return f"{build_page_url('search', f'why/{hit.article.identifier}')}?{query_string}"


def _build_over_time_url(params: SearchParams, parsed: ParsedQuery) -> str:
    """Return the URL that compares the search, with its filters, over time; empty where no query says the same."""
    if params.scopes:
        return ""
    try:
        node = combine_with_filters(parsed.node, params.selected)
    except QuerySyntaxError:
        return ""
    text = to_canonical(node) if node else "*"
    return build_url(reverse_cached("compare-over-time"), {"q": text}) if len(text) <= MAX_LENGTH else ""


def _count_outlets(page: ResultPage) -> int:
    """Count the known outlets of the articles found."""
    with_hits = [row for row in _get_facet_values(page, FacetName.OUTLET) if row.count and row.value != UNKNOWN]
    return len([row for row in with_hits if row.selected] or with_hits)


def _get_facet_values(page: ResultPage, name: FacetName) -> list[FacetValue]:
    return [value for facet in page.facets if facet.name == name for value in facet.values]


def _describe_period(page: ResultPage) -> str:
    months = [row.month for row in page.months if row.count]
    parts = []
    if months:
        first, last = format_month_and_year(min(months)), format_month_and_year(max(months))
        parts.append(first if first == last else f"{first} – {last}")
    if page.undated:
        parts.append(gettext("%s undated") % f"{page.undated:,}")
    return "; ".join(parts)


def _build_possible_link(params: SearchParams, parsed: ParsedQuery, page: ResultPage) -> Link | None:
    if not page.possible or parsed.node is None:
        return None
    url = str(params.replace_params(text=to_canonical(allow_possible_dates(parsed.node), parsed.mode)))
    return Link(gettext("%s more possibly from this period") % f"{page.possible:,}", url)


def _build_chart(params: SearchParams, parsed: ParsedQuery, page: ResultPage) -> Histogram:
    def build_month_url(month: date) -> str:
        query = restrict_to_period(parsed, params.text, month, coverage.get_month_end(month))
        return str(params.replace_params(text=query))

    def build_year_url(year: str) -> str:
        return str(params.replace_params(selected={**params.selected, FacetName.YEAR: (year,)}))

    months = {row.month: row.count for row in page.months if row.count}
    if coverage.can_show_months(months):
        unit = "month"
        periods, uncertain = months, page.imprecise
        columns = coverage.build_month_columns(months, build_month_url)
    else:
        unit = "year"
        periods, uncertain = _count_years(page)
        columns = coverage.build_year_columns(periods, lambda year: build_year_url(str(year.year)))
    separate = coverage.build_separate_columns(page.undated, build_year_url(UNDATED), uncertain, unit)
    chart = build_histogram(gettext("Articles found, over time"), columns, separate, unit)
    return replace(chart, first_day=min(periods, default=None))


def _count_years(page: ResultPage) -> tuple[dict[date, int], int]:
    """Return the articles found by year, and the number of those without an exact year."""
    values = _get_facet_values(page, FacetName.YEAR)
    if any(value.selected for value in values):
        values = [value for value in values if value.selected]
    years = {date(int(row.value), 1, 1): row.count for row in values if row.value.isdigit()}
    return years, sum(row.count for row in values if row.value == UNCERTAIN)


def _build_chips(params: SearchParams, parsed: ParsedQuery, page: ResultPage) -> tuple[Link, ...]:
    """Return a link for each filter and each period of the query that leads to the search without it."""
    labels = {(facet.name, row.value): str(row.label) for facet in page.facets for row in facet.values}
    filters = [
        Link(labels.get((name, value), value), str(params.toggle_filter(name, value)))
        for name, values in params.selected.items()
        for value in values
    ]
    periods = [
        Link(describe_period(period), str(params.replace_params(text=_remove_period(parsed, period))))
        for period in list_periods(parsed.node)
    ]
    scopes = [Link(scope.label, str(params.remove_scope(scope.name))) for scope in page.scopes]
    return (*scopes, *filters, *periods)


def _remove_period(parsed: ParsedQuery, period: DateClause) -> str:
    node = remove_parts(parsed.node, (period,))
    return to_canonical(node, parsed.mode) if node else ""


def list_filters(params: SearchParams) -> list[tuple[str, str, str]]:
    """Return the name, value and label of each facet value that is selected; a query for each kind of record."""
    labels = load_value_labels(params.selected)
    scopes: list[tuple[str, str, str]] = [(each.name, each.value, each.label) for each in load_scopes(params.scopes)]
    return scopes + [
        (name, value, labels.get((name, value), value)) for name, values in params.selected.items() for value in values
    ]


def list_sorts(params: SearchParams) -> list[tuple[SortOrder, str, bool]]:
    """Return each order with its label and whether it is chosen."""
    return [(sort, label, sort == params.sort) for sort, label in _name_sorts().items()]


def _name_sorts() -> dict[SortOrder, str]:
    return {
        SortOrder.RELEVANCE: gettext("relevance"),
        SortOrder.NEWEST: gettext("newest first"),
        SortOrder.OLDEST: gettext("oldest first"),
    }


def _build_facet_context(params: SearchParams, facet: Facet) -> dict[str, object]:
    """Return a facet with links for its first values and all selected ones (`shown`), and for the others (`more`)."""
    urls = params.build_filter_urls(facet.name, [row.value for row in facet.values])
    links = [Link(str(row.label), url, row.selected, row.count) for row, url in zip(facet.values, urls, strict=True)]
    is_short = len(links) <= MAX_SHOWN_VALUES + 2
    shown: list[Link] = []
    more: list[Link] = []
    for index, link in enumerate(links):
        (shown if is_short or index < MAX_SHOWN_VALUES or link.is_current else more).append(link)
    return {
        "name": facet.name,
        "label": str(facet.label),
        "shown": shown,
        "more": more,
        "selected_labels": [link.label for link in shown if link.is_current],
    }


def _build_sort_links(params: SearchParams, parsed: ParsedQuery) -> tuple[Link, ...]:
    names = _name_sorts()
    current = params.get_sort(parsed.node)
    sorts = [sort for sort in SortOrder if parsed.node is not None or sort != SortOrder.RELEVANCE]
    return tuple(Link(names[sort], str(params.replace_params(sort=sort)), sort == current) for sort in sorts)
