"""Publication dates of a page: metadata, `time` tags and visible date lines."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Final

from htmldate import find_date
from lxml.html import HtmlElement

from archive.extraction.html import date_candidates
from archive.extraction.html.date_candidates import URL_DAY, DateCandidate
from archive.extraction.html.metadata import JsonLdNode, find_labelled_days, list_statements
from archive.extraction.html.microdata import is_of_another_item
from archive.extraction.html.page import PageStatement, WebPage, get_visible_text
from archive.extraction.html.visible_text import TitleContext, VisibleLine, iter_visible_lines
from archive.formats.documents import FindingStatus
from archive.text import dates
from archive.text.calendars import mark_jalali
from archive.text.date_patterns import DATE_LABEL_WORDS, PUBLICATION_LABEL, UPDATE_LABEL
from archive.text.dates import DayMonthOrder, PrintedDate, find_dates, may_hold_date, parse_timestamp, strip_dates
from archive.text.names import find_byline_start

MAX_DATE_LINE: Final = 110  # characters of a line that is a date and little more
MAX_WORDS_BESIDE: Final = 8  # other words on a line that is about its date
MAX_BYLINE_WORDS_BESIDE: Final = 14  # the same on a byline
MIN_SENTENCE_WORDS: Final = 4  # lower-case words that make a line a sentence
MAX_ELEMENTS: Final = 60
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
_UPDATE: Final = re.compile(r"updat|modif|revis|changed", re.IGNORECASE)
_MEMBER_LABEL: Final = re.compile(
    r"\b(?:joined|join date|member since|registered(?: since)?|mitglied seit|registriert(?: seit)?|beigetreten"
    r"|membre depuis|inscrit(?:e)? (?:le|depuis)|miembro desde|membro dal?|lid sinds|medlem sedan)\b",
    re.IGNORECASE,
)
_MONTH_FIRST_LANGUAGES: Final = frozenset({"en-US"})
_AMBIGUOUS_LANGUAGES: Final = frozenset({"", "en", "zh", "ja", "ko", "hu", "lt", "sv"})


def _infer_date_order(language: str) -> DayMonthOrder:
    """Return the order of day and month in numeric dates, if the language and country fix it."""
    if language in _MONTH_FIRST_LANGUAGES:
        return "month first"
    base, dash, _ = language.partition("-")
    return "" if base in _AMBIGUOUS_LANGUAGES and not (base == "en" and dash) else "day first"


def find_publication_dates(
    page: WebPage, article: JsonLdNode, context: TitleContext, *, today: date, language: str, capture_day: date | None
) -> list[DateCandidate]:
    """Return the candidates for the day of publication, best first; relative dates count from `capture_day`."""
    order = _infer_date_order(language)
    shown_dates = date_candidates.drop_listed(list(_iter_shown_dates(context, today, order, language)))
    first_dates = date_candidates.rank_by_address([item for item in shown_dates if not item.date.is_update], page.url)
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
        *(_parse_statement(item, today, order, language) for item in strong_statements),
        *first_dates,
        *(_parse_statement(item, today, order, language) for item in weak_statements),
        *(item for item in shown_dates if item.date.is_update),
    ]
    candidates = [date_candidates.reject_clock_zero(candidate, page.url) for candidate in candidates]
    return (
        date_candidates.prefer_local_day(
            date_candidates.refine_month(date_candidates.prefer_agreed(candidates)), first_dates
        )
        or list(_iter_published_lines(page, today, order))
        or list(_iter_htmldate_dates(page, today))
        or list(_iter_relative_dates(context, capture_day))
    )


def _iter_relative_dates(context: TitleContext, capture_day: date | None) -> Iterator[DateCandidate]:
    """Yield a relative date (`3 hours ago`), counted from the day of the capture."""
    if not capture_day:
        return
    for line in context.head_lines:
        words = " ".join(word for word in line.text.split() if word.casefold() not in DATE_LABEL_WORDS)
        if len(words) <= 40 and (day := dates.parse_relative_day(words, capture_day)) is not None:
            rule = "relative words, from the day of the capture"
            yield DateCandidate(PageStatement(line.text, rule, "", line.element.sourceline), day, "inferred")
            return


def _iter_htmldate_dates(page: WebPage, today: date) -> Iterator[DateCandidate]:
    """Yield the date htmldate finds; the first of a month is dropped as a guess."""
    if len(page.text) > MAX_PAGE_LENGTH:
        return
    try:
        tree, url = _copy_without_unrelated(page), page.url or None
        day = find_date(tree, extensive_search=False, original_date=True, url=url, max_date=today.isoformat())
    except (ValueError, TypeError, AttributeError):
        return
    if day and not day.endswith("-01") and (printed_date := parse_timestamp(day, today=today)):
        statement = PageStatement(day, "a date that htmldate finds on the page")
        yield DateCandidate(statement, printed_date, "inferred")


def _copy_without_unrelated(page: WebPage) -> HtmlElement:
    """Return a copy of the tree without comments, related articles and the like."""
    tree = copy(page.tree)
    pairs = zip(page.tree.iter(), tree.iter(), strict=False)
    for duplicate in [duplicate for element, duplicate in pairs if element in page.unrelated_parts]:
        if duplicate.getparent() is not None:
            duplicate.drop_tree()
    return tree


def _parse_statement(statement: PageStatement, today: date, order: DayMonthOrder, language: str) -> DateCandidate:
    text = _mark_calendar(statement.value.strip()[:MAX_DATE_LINE], language)
    printed_date = (
        parse_timestamp(text, today=today, order=order)
        or (dates.parse_epoch(int(text), today=today) if _EPOCH.fullmatch(text) else None)
        or PrintedDate("", 0, 0, "it is no date")
    )
    status: FindingStatus = "inferred" if printed_date.is_order_dependent else "stated"
    return DateCandidate(statement, printed_date, status)


def _mark_calendar(text: str, language: str) -> str:
    """Return a text in which numeric dates say their calendar, if the page's language tells it."""
    return mark_jalali(text) if language.partition("-")[0] == "fa" else text


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
        if not _UPDATE.search(names) and element not in page.unrelated_parts:
            times.append((element.get("pubdate") is None and "publish" not in names, element))
    for _, element in sorted(times, key=lambda pair: pair[0])[:3]:
        value = element.get("datetime") or get_visible_text(element, 100)
        if value.strip():
            yield PageStatement(value.strip(), "the tag time", "", element.sourceline or 0)


def _iter_shown_dates(
    context: TitleContext, today: date, order: DayMonthOrder, language: str
) -> Iterator[DateCandidate]:
    """Yield dates on lines near the title that hold little more than a date."""
    label = ""
    for line in context.head_lines:
        if len(line.text) > MAX_DATE_LINE or not may_hold_date(line.text):
            label = line.text
            continue
        if _MEMBER_LABEL.search(line.text) or _MEMBER_LABEL.fullmatch(label.strip(" :")):
            continue  # the day on which somebody joined a forum
        other_words = strip_dates(line.text, today=today).replace("|", " ").split()
        is_byline = line.person or find_byline_start(line.text) is not None
        if len(other_words) > (MAX_BYLINE_WORDS_BESIDE if is_byline else MAX_WORDS_BESIDE):
            continue
        if not is_byline and _is_sentence(other_words, line.text):
            continue  # ‘The act was signed into law on August 14, 1935’
        is_in_text = any(line is later_line for later_line in context.later_lines)
        if is_in_text and (other_words or line.element.tag == "dd"):
            continue  # a day in the text, or the fact of some other label
        for printed_date in find_dates(_mark_calendar(line.text, language), today=today, order=order):
            change = "of a later change, " if printed_date.is_update else ""
            candidate = _build_candidate(line, printed_date, f"a date {change}shown by the title")
            yield replace(candidate, is_beside_words=bool(other_words) and not is_byline)


def _build_candidate(line: VisibleLine, printed_date: PrintedDate, rule: str) -> DateCandidate:
    words = line.text[printed_date.start : printed_date.end]
    status: FindingStatus = "inferred" if printed_date.is_order_dependent or printed_date.is_update else "stated"
    statement = PageStatement(words, rule, "", line.element.sourceline or 0)
    return DateCandidate(statement, printed_date, status, is_shown=True)


def _is_sentence(other_words: Sequence[str], line: str) -> bool:
    """Return whether a line is a sentence that mentions a day, without a word for ‘published’."""
    lower_count = sum(word[:1].islower() for word in other_words)
    return lower_count >= MIN_SENTENCE_WORDS and not (PUBLICATION_LABEL.search(line) or UPDATE_LABEL.search(line))


def _iter_published_lines(page: WebPage, today: date, order: DayMonthOrder) -> Iterator[DateCandidate]:
    """Yield the date of lines anywhere that say only ‘Published …’, if they all agree."""
    candidates = []
    for line in iter_visible_lines(page):
        is_labelled = len(line.text) <= MAX_DATE_LINE and PUBLICATION_LABEL.search(line.text)
        if not is_labelled or line.element in page.unrelated_parts:
            continue
        if strip_dates(line.text, today=today).replace("|", " ").split():
            continue  # it says something else, too
        candidates += [
            _build_candidate(line, printed_date, "a line that says when it was published")
            for printed_date in find_dates(line.text, today=today, order=order)
            if not printed_date.is_update
        ]
    if len({candidate.date.edtf for candidate in candidates}) == 1:
        yield candidates[0]
