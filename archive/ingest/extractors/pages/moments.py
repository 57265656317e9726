"""Publication dates of a page: metadata, `time` tags and visible date lines."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from htmldate import find_date
from lxml.html import HtmlElement

from archive.ingest.documents import Status
from archive.ingest.extractors.pages.jsonld import Node, texts
from archive.ingest.extractors.pages.labelled import days_labelled
from archive.ingest.extractors.pages.page import Page, Statement, words_of
from archive.ingest.extractors.pages.shown import Around, Line, shown_lines
from archive.text.dateforms import BESIDE, FIRST, LATER
from archive.text.dates import (
    Order,
    PrintedDate,
    dates_in,
    read_stamp,
    relative_day,
    without_dates,
)
from archive.text.names import after_mark

LONGEST: Final = 110  # characters of a line that is a date and little more
FEWER_BESIDE: Final = 8  # other words on a line that is about its date
MOST_BESIDE: Final = 14  # the same on a byline
FEWEST_OF_A_SENTENCE: Final = 4  # lower-case words that make a line a sentence
MOST_ELEMENTS: Final = 60
LARGEST: Final = 2_000_000  # characters of a page that htmldate searches
_PUBLISHED: Final = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "parsely-pub-date",
    "article.published",
    "published-date",
    "published_time",
    "publish-date",
    "publication_date",
    "publish_date",
    "publishdate",
    "pubdate",
    "pub_date",
    "originalpublicationdate",
    "article_date_original",
    "displaydate",
    "bt:pubdate",
    "rnews:datepublished",
    "dcsext.articlefirstpublished",
    "cxenseparse:recs:publishtime",
    "sailthru.date",
    "ptime",
    "pdate",
)
_DATED: Final = (
    "citation_date",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "date",
    "article_date",
)
_UPDATE: Final = re.compile(r"updat|modif|revis|changed", re.IGNORECASE)
_UTC: Final = re.compile(r"T(?P<hour>\d\d):.*(?:Z|[+-]00:?00)$")
_EVENING: Final = re.compile(r"\dT(?:1[7-9]|2[0-3]):\d\d.*[+-]\d\d:?\d\d$")
"""An evening stamp with a zone: the printed date is the day after."""
_PATH_DAY: Final = re.compile(
    r"/(?P<day>(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01]))(?=[/_.-]|$)"
)
_MONTH_FIRST: Final = frozenset({"en-US"})
_NO_ORDER: Final = frozenset({"", "en", "zh", "ja", "ko", "hu", "lt", "sv"})


@dataclass(frozen=True, slots=True)
class Dated:
    """One statement's reading as the day of publication."""

    statement: Statement
    date: PrintedDate
    status: Status = "stated"
    shown: bool = False


def order_in(language: str) -> Order:
    """Return the order of day and month in numeric dates, if the language and country fix it."""
    if language in _MONTH_FIRST:
        return "month first"
    base, dash, _ = language.partition("-")
    return "" if base in _NO_ORDER and not (base == "en" and dash) else "day first"


def dated(
    page: Page,
    article: Node,
    around: Around,
    *,
    today: date,
    order: Order = "",
    seen: date | None = None,
) -> list[Dated]:
    """Return the candidates for the day of publication, best first.

    `capture_day` is given where the source states it: relative dates count from there.
    """
    stamps = [*_linked(article, "datePublished"), *page.meta(*_PUBLISHED), *_microdata(page)]
    weaker = [*_linked(article, "dateCreated"), *_times(page), *page.meta(*_DATED)]
    if match := _PATH_DAY.search(page.address):
        weaker.append(Statement(match["day"].replace("/", "-"), "a day in the page's address"))
    shown = list(_shown(around, today, order))
    first = [one for one in shown if not one.date.is_update]
    stamps += days_labelled(page)
    found = [
        *(_read(one, today, order) for one in stamps),
        *first,
        *(_read(one, today, order) for one in weaker),
        *(one for one in shown if one.date.is_update),
    ]
    found = _by_local_day(found, first)
    return (
        found
        or list(_said_to_be_published(page, today, order))
        or list(_by_library(page, today))
        or list(_relative(around, seen))
    )


def _relative(around: Around, seen: date | None) -> Iterator[Dated]:
    """Yield a relative date (`3 hours ago`), counted from the day of the capture."""
    for line in around.head if seen else ():
        words = " ".join(word for word in line.text.split() if word.casefold() not in BESIDE)
        if len(words) <= 40 and seen and (read := relative_day(words, seen)) is not None:
            said = Statement(
                line.text,
                "relative words, from the day of the capture",
                "",
                line.element.sourceline,
            )
            yield Dated(said, read, "inferred")
            return


def _by_library(page: Page, today: date) -> Iterator[Dated]:
    """Yield the date htmldate finds; the first of a month is dropped as a guess."""
    if len(page.text) > LARGEST:
        return
    try:
        day = find_date(
            _without_others(page),
            extensive_search=False,
            original_date=True,
            url=page.address or None,
            max_date=today.isoformat(),
        )
    except (ValueError, TypeError, AttributeError):
        return
    if day and not day.endswith("-01") and (read := read_stamp(day, today=today)):
        said = Statement(day, "a date that htmldate finds on the page")
        yield Dated(said, read, "inferred")


def _without_others(page: Page) -> HtmlElement:
    """Return a copy of the tree without comments, related articles and the like."""
    tree = copy(page.tree)
    pairs = zip(page.tree.iter(), tree.iter(), strict=False)
    for copied in [copied for one, copied in pairs if one in page.others]:
        if copied.getparent() is not None:
            copied.drop_tree()
    return tree


def _read(statement: Statement, today: date, order: Order) -> Dated:
    text = statement.value.strip()[:LONGEST]
    read = read_stamp(text, today=today, order=order) or _from_epoch(text, today)
    status: Status = "inferred" if read.by_order else "stated"
    return Dated(statement, read, status)


def _from_epoch(text: str, today: date) -> PrintedDate:
    """Parse a number of seconds or milliseconds since 1970."""
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        day = datetime.utcfromtimestamp(int(text[:10])).date().isoformat()  # noqa: DTZ004
        return read_stamp(day, today=today) or PrintedDate("", 0, 0, "it is no date")
    return PrintedDate("", 0, 0, "it is no date")


def _linked(article: Node, key: str) -> Iterator[Statement]:
    for text in list(texts(article.get(key)))[:2]:
        yield Statement(text, f"JSON-LD {key}", near=f'"{key}"')


def _microdata(page: Page) -> Iterator[Statement]:
    for element in page.tree.iterfind(".//*[@itemprop]"):
        name = (element.get("itemprop") or "").lower()
        if "datepublished" in name and element.tag != "meta":
            value = element.get("content") or element.get("datetime") or words_of(element, 100)
            if value.strip():
                yield Statement(value, "microdata datePublished", "", element.sourceline or 0)
                return


def _times(page: Page) -> Iterator[Statement]:
    """Yield `time` tags, those marked as the publication first."""
    times = []
    for number, element in enumerate(page.tree.iter("time")):
        called = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if number >= MOST_ELEMENTS:
            break
        if not _UPDATE.search(called) and element not in page.others:
            times.append((element.get("pubdate") is None and "publish" not in called, element))
    for _, element in sorted(times, key=lambda one: one[0])[:3]:
        value = element.get("datetime") or words_of(element, 100)
        if value.strip():
            yield Statement(value.strip(), "the tag time", "", element.sourceline or 0)


def _shown(around: Around, today: date, order: Order) -> Iterator[Dated]:
    """Yield dates on lines near the title that hold little more than a date."""
    for line in around.head:
        if len(line.text) > LONGEST or not any(char.isdigit() for char in line.text):
            continue
        rest = without_dates(line.text, today=today).replace("|", " ").split()
        signed = line.person or after_mark(line.text) is not None
        if len(rest) > (MOST_BESIDE if signed else FEWER_BESIDE):
            continue
        if not signed and _is_sentence(rest, line.text):
            continue  # ‘The act was signed into law on August 14, 1935’
        if around.is_past_beginning(line) and (rest or line.element.tag == "dd"):
            continue  # a day in the text, or the fact of some other label
        for one in dates_in(line.text, today=today, order=order):
            change = "of a later change, " if one.is_update else ""
            yield _printed(line, one, f"a date {change}shown by the title")


def _printed(line: Line, one: PrintedDate, rule: str) -> Dated:
    """Build a candidate from a date on a visible line."""
    words = line.text[one.start : one.end]
    status: Status = "inferred" if one.by_order or one.is_update else "stated"
    said = Statement(words, rule, "", line.element.sourceline or 0)
    return Dated(said, one, status, shown=True)


def _is_sentence(beside: Sequence[str], line: str) -> bool:
    """Return whether a line is a sentence that mentions a day, without a word for ‘published’."""
    small = sum(word[:1].islower() for word in beside)
    return small >= FEWEST_OF_A_SENTENCE and not (FIRST.search(line) or LATER.search(line))


def _said_to_be_published(page: Page, today: date, order: Order) -> Iterator[Dated]:
    """Yield the date of lines anywhere that say only ‘Published …’, if they all agree."""
    found = [
        _printed(line, one, "a line that says when it was published")
        for line in shown_lines(page)
        if len(line.text) <= LONGEST
        and FIRST.search(line.text)
        and line.element not in page.others
        and not without_dates(line.text, today=today).replace("|", " ").split()
        for one in dates_in(line.text, today=today, order=order)
        if not one.is_update
    ]
    if len({one.date.edtf for one in found}) == 1:
        yield found[0]


def _by_local_day(found: list[Dated], shown: Sequence[Dated]) -> list[Dated]:
    """Correct a UTC stamp by the day that the page shows, which is in its own zone."""
    best = next((one for one in found if one.date.edtf), None)
    local = next((one for one in shown if one.date.edtf), None)
    if best is None or local is None or best.shown:
        return found
    stamp = _UTC.search(best.statement.value)
    apart = _days_between(local.date.edtf, best.date.edtf)
    hour = int(stamp["hour"]) if stamp else 12
    zone = (apart == 1 and stamp and hour >= 10) or (apart == -1 and stamp and hour < 12)
    eve = apart == 1 and not stamp and _EVENING.search(best.statement.value)
    if not zone and not eve:
        return found
    why = "in the page's own zone" if zone else "the day after the evening of its stamp"
    rule = f"{local.statement.rule}, {why}"
    said = replace(local, statement=replace(local.statement, rule=rule))
    return [said, *(one for one in found if one is not local)]


def _days_between(first: str, second: str) -> int | None:
    try:
        return (date.fromisoformat(first) - date.fromisoformat(second)) // timedelta(days=1)
    except ValueError:
        return None
