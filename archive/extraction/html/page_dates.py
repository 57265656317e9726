"""Publication dates of a page: metadata, `time` tags and visible date lines."""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Final

from htmldate import find_date
from lxml.html import HtmlElement

from archive.extraction.html import date_candidates, shown_dates
from archive.extraction.html.date_candidates import URL_DAY, DateCandidate
from archive.extraction.html.metadata import JsonLdNode, find_labelled_days, list_statements
from archive.extraction.html.microdata import is_of_another_item
from archive.extraction.html.page import PageStatement, WebPage, get_visible_text
from archive.extraction.html.page_state import find_state_days
from archive.extraction.html.shown_dates import MAX_DATE_LINE, DateReader
from archive.extraction.html.visible_text import TitleContext, iter_visible_lines
from archive.formats.documents import FindingStatus
from archive.text import dates
from archive.text.dates import DayMonthOrder, PrintedDate, parse_timestamp

MAX_ELEMENTS: Final = 60
MAX_TEASER: Final = 300  # characters of a longer one that is an article itself
MIN_TEASER: Final = 60  # characters of a link to another article with its day
MAX_PAGE_LENGTH: Final = 2_000_000  # characters of a page that htmldate searches
_PUBLISHED_METAS: Final = (
    "article:published_time og:article:published_time og:published_time article:published datepublished"
    " citation_publication_date dc.date.issued dcterms.issued parsely-pub-date article.published"
    " published-date published_time publish-date publication_date publish_date publishdate pubdate pub_date"
    " originalpublicationdate article_date_original displaydate bt:pubdate rnews:datepublished"
    " dcsext.articlefirstpublished cxenseparse:recs:publishtime sailthru.date ptime pdate"
).split()
_DATE_METAS: Final = "citation_date dcterms.created dc.date.created dc.date dcterms.date date article_date".split()
_EPOCH: Final = re.compile(r"1\d{9}(?:\d{3})?")
_SOURCE_YEAR: Final = re.compile(
    r"(?<!\d)(?P<stamp>20\d\d)-\d\d-\d\d|(?:©|&copy;|copyright)\D{0,3}(?:20\d\d\s?[-–]\s?)?(?P<notice>20\d\d)",
    re.IGNORECASE,
)
_UPDATE: Final = re.compile(r"updat|modif|revis|changed", re.IGNORECASE)
_MONTH_FIRST_LANGUAGES: Final = frozenset({"en-US"})
_AMBIGUOUS_LANGUAGES: Final = frozenset({"", "en", "zh", "ja", "ko", "hu", "lt", "sv"})


def _infer_date_order(language: str) -> DayMonthOrder:
    """Return the order of day and month in numeric dates, if the language and country fix it."""
    if language in _MONTH_FIRST_LANGUAGES:
        return "month first"
    base, dash, _ = language.partition("-")
    if base == "en" and not dash:
        return "by the numbers"
    return "" if base in _AMBIGUOUS_LANGUAGES and base != "en" else "day first"


def find_publication_dates(
    page: WebPage, article: JsonLdNode, context: TitleContext, *, today: date, language: str, capture_day: date | None
) -> list[DateCandidate]:
    """Return the candidates for the day of publication, best first; relative dates count from `capture_day`."""
    reader = DateReader(today, language, _infer_date_order(language))
    candidates = _rank_candidates(page, article, context, reader)
    order = date_candidates.settle_order(candidates, page.url)
    if order not in {"", reader.order}:
        reader = replace(reader, order=order, reason=f"{order}, as the page's address has it")
        candidates = _rank_candidates(page, article, context, reader)
    if date_candidates.is_any_dated(candidates):
        return candidates
    searches = (
        shown_dates.find_dateline(context.opening, reader),
        shown_dates.iter_published_lines(page, reader),
        shown_dates.iter_byline_dates(context, reader),
        shown_dates.iter_hidden_bylines(page, reader),
        _find_script_days(page, context, reader),
        () if date_candidates.is_any_unsettled(candidates) else _iter_htmldate_dates(page, today),
        shown_dates.iter_relative_dates(context, capture_day),
        shown_dates.iter_single_dates(page, reader),
    )
    found = next((one for one in map(list, searches) if date_candidates.is_any_dated(one)), [])
    return [*found, *candidates]


def _rank_candidates(
    page: WebPage, article: JsonLdNode, context: TitleContext, reader: DateReader
) -> list[DateCandidate]:
    """Return what the page states and shows by its title, best first."""
    shown = date_candidates.drop_listed(list(shown_dates.iter_shown_dates(context, reader)))
    first_dates = date_candidates.rank_by_address([item for item in shown if not item.date.is_update], page.url)
    strong_statements = [
        *list_statements(article.get("datePublished"), "datePublished")[:2],
        *page.iter_meta(*_PUBLISHED_METAS),
        *_iter_microdata_dates(page),
        *find_labelled_days(page),
    ]
    weak_statements = [
        *list_statements(article.get("dateCreated"), "dateCreated")[:2],
        *_iter_time_tags(page),
        *page.iter_meta(*_DATE_METAS),
    ]
    if match := URL_DAY.search(page.url):
        weak_statements.append(PageStatement(match["day"].replace("/", "-"), "a day in the page's address"))
    candidates = [
        *(_parse_statement(item, reader) for item in strong_statements),
        *first_dates,
        *(_parse_statement(item, reader) for item in weak_statements),
        *(item for item in shown if item.date.is_update),
    ]
    candidates = [date_candidates.reject_clock_zero(candidate, page.url) for candidate in candidates]
    agreed = date_candidates.refine_month(date_candidates.prefer_agreed(candidates))
    return date_candidates.prefer_local_day(agreed, first_dates)


def _find_script_days(page: WebPage, context: TitleContext, reader: DateReader) -> list[DateCandidate]:
    """Return the day that the page's scripts have beside its title, if they all have the same."""
    days = [replace(_parse_statement(item, reader), status="inferred") for item in find_state_days(page, context.title)]
    return days[:1] if len({candidate.date.edtf for candidate in days}) == 1 else []


def _iter_htmldate_dates(page: WebPage, today: date) -> Iterator[DateCandidate]:
    """Yield the date htmldate finds; the first of a month is dropped as a guess."""
    if len(page.text) > MAX_PAGE_LENGTH:
        return
    try:
        tree, url = _copy_without_unrelated(page), page.url or None
        day = find_date(tree, extensive_search=False, original_date=True, url=url, max_date=today.isoformat())
    except (ValueError, TypeError, AttributeError):
        return
    if not day or day.endswith("-01"):
        return
    if day[:4] < _find_latest_year(page, today) and not _is_shown(page, day, today):
        return  # an old day that no reader sees: of something else
    if printed_date := parse_timestamp(day, today=today):
        statement = PageStatement(day, "a date that htmldate finds on the page")
        yield DateCandidate(statement, printed_date, "inferred")


def _find_latest_year(page: WebPage, today: date) -> str:
    """Return the latest year of the stamps and copyright notices in the page's source; empty if there are none."""
    years = (match["stamp"] or match["notice"] for match in _SOURCE_YEAR.finditer(page.text, 0, MAX_PAGE_LENGTH))
    return max((year for year in years if int(year) <= today.year), default="")


def _is_shown(page: WebPage, day: str, today: date) -> bool:
    """Return whether a visible line of the page has this day."""
    reader = DateReader(today, order="day first")
    lines = (line.text for line in iter_visible_lines(page) if dates.may_hold_date(line.text))
    return any(printed_date.edtf == day for line in lines for printed_date in reader.find_dates(line))


def _copy_without_unrelated(page: WebPage) -> HtmlElement:
    """Return a copy of the tree without comments, related articles, the times of links to others and the like."""
    tree = copy(page.tree)
    pairs = zip(page.tree.iter(), tree.iter(), strict=False)
    for duplicate in [
        duplicate
        for element, duplicate in pairs
        if element in page.unrelated_parts or (element.tag == "time" and _is_of_teaser(element))
    ]:
        if duplicate.getparent() is not None:
            duplicate.drop_tree()
    return tree


def _parse_statement(statement: PageStatement, reader: DateReader) -> DateCandidate:
    text = reader.mark_calendar(statement.value.strip()[:MAX_DATE_LINE])
    printed_date = (
        parse_timestamp(text, today=reader.today, order=reader.order)
        or (dates.parse_epoch(int(text), today=reader.today) if _EPOCH.fullmatch(text) else None)
        or PrintedDate("", 0, 0, "it is no date")
    )
    status: FindingStatus = "inferred" if printed_date.is_order_dependent else "stated"
    statement = replace(statement, rule=reader.explain(statement.rule, printed_date))
    return DateCandidate(statement, printed_date, status)


def _iter_microdata_dates(page: WebPage) -> Iterator[PageStatement]:
    for element in page.item_properties:
        name = (element.get("itemprop") or "").lower()
        if "datepublished" in name and element.tag != "meta" and not is_of_another_item(element):
            value = element.get("content") or element.get("datetime") or get_visible_text(element, 100)
            if value.strip():
                yield PageStatement(value, "microdata datePublished", "", element.sourceline or 0)
                return


def _iter_time_tags(page: WebPage) -> Iterator[PageStatement]:
    """Yield `time` tags, those marked as the publication first."""
    times = []
    for element in islice(page.tree.iter("time"), MAX_ELEMENTS):
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        is_published = element.get("pubdate") is not None or "publish" in names
        is_of_page = element not in page.unrelated_parts and (is_published or not _is_of_teaser(element))
        if is_of_page and (is_published or not _UPDATE.search(names)):
            times.append((not is_published, element))
    for _, element in sorted(times, key=lambda pair: pair[0])[:3]:
        value = element.get("datetime") or get_visible_text(element, 100)
        if value.strip():
            yield PageStatement(value.strip(), "the tag time", "", element.sourceline or 0)


def _is_of_teaser(element: HtmlElement) -> bool:
    """Return whether an element is of a link to another article: of a link, an item or a short article without h1."""
    for ancestor in element.iterancestors("a", "li", "article"):
        if next(ancestor.iter("h1"), None) is not None:
            return False
        length = len(get_visible_text(ancestor, MAX_TEASER + 1))
        if ancestor.tag == "article" and length > MAX_TEASER:
            return False  # a whole article, whatever its headline is
        if length >= MIN_TEASER:
            return True
    return False
