"""Dates that a page shows: by its title, on the byline, in the dateline of its text, on lines that say ‘Published’."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from archive.extraction.html.date_candidates import DateCandidate
from archive.extraction.html.page import PageStatement, WebPage
from archive.extraction.html.visible_text import TitleContext, VisibleLine, iter_visible_lines
from archive.formats.documents import FindingStatus
from archive.text import dates
from archive.text.calendars import mark_jalali
from archive.text.date_patterns import DATE_LABEL_WORDS, PUBLICATION_LABEL, UPDATE_LABEL
from archive.text.dates import DayMonthOrder, PrintedDate, find_dates, may_hold_date, strip_dates
from archive.text.names import find_byline_start

MAX_DATE_LINE: Final = 110  # characters of a line that is a date and little more
MAX_WORDS_BESIDE: Final = 8  # other words on a line that is about its date
MAX_WORDS_WITHOUT_TITLE: Final = 4  # the same where no title is above the text
MAX_BYLINE_WORDS_BESIDE: Final = 14  # the same on a byline
MIN_SENTENCE_WORDS: Final = 4  # lower-case words that make a line a sentence
NEAR_LINES: Final = 3  # lines above and below a title in which its date is likelier than one of a list
MAX_BARE_DATE: Final = 30  # characters of a line that is nothing but a day
MAX_DATELINE: Final = 90  # characters of a text in which its dateline ends
MAX_COMMENTS: Final = 500  # comments of a page's source
_MEMBER_LABEL: Final = re.compile(
    r"\b(?:joined|join date|member since|registered(?: since)?|mitglied seit|registriert(?: seit)?|beigetreten"
    r"|membre depuis|inscrit(?:e)? (?:le|depuis)|miembro desde|membro dal?|lid sinds|medlem sedan)\b",
    re.IGNORECASE,
)
MAX_PLACE_WORDS: Final = 8  # words of a dateline before its day
_PLACE_WORDS: Final = frozenset("den le the de del of am el la di du da do und and".split())
"""The words of a dateline's places that have no capital."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_DATELINE_END: Final = re.compile(r"\s?(?:[)\]:|/(–—]|--?\s)")
_FACT_TAGS: Final = frozenset({"dd", "td", "th", "option"})
_COMMENT: Final = re.compile(r"<!--([^<>\n]{8,110})-->")


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads the printed dates of a page: as of which day, in which language, in which order of day and month."""

    today: date
    language: str = ""
    order: DayMonthOrder = ""
    reason: str = ""
    """The reason for that order, where it is not the language."""

    def mark_calendar(self, text: str) -> str:
        """Return a text in which numeric dates say their calendar, if the page's language tells it."""
        return mark_jalali(text) if self.language.partition("-")[0] == "fa" else text

    def find_dates(self, text: str) -> list[PrintedDate]:
        """Return the dates printed on a line."""
        return find_dates(self.mark_calendar(text), today=self.today, order=self.order)

    def strip_dates(self, text: str) -> list[str]:
        """Return the words of a line beside its dates and their labels."""
        return strip_dates(text, today=self.today).replace("|", " ").split()

    def build_candidate(self, line: VisibleLine, printed_date: PrintedDate, rule: str) -> DateCandidate:
        """Return the date on a line as a candidate."""
        words = line.text[printed_date.start : printed_date.end]
        is_inferred = printed_date.is_order_dependent or printed_date.is_update
        status: FindingStatus = "inferred" if is_inferred else "stated"
        statement = PageStatement(words, self.explain(rule, printed_date), "", line.element.sourceline or 0)
        return DateCandidate(statement, printed_date, status, is_shown=True)

    def explain(self, rule: str, printed_date: PrintedDate) -> str:
        """Return a rule with the reason for the order of day and month, if it was needed."""
        return f"{rule}; {self.reason}" if self.reason and printed_date.is_order_dependent else rule


def iter_shown_dates(context: TitleContext, reader: DateReader) -> Iterator[DateCandidate]:
    """Yield dates on lines near the title that hold little more than a date."""
    label = ""
    nearest = [
        *context.lines_above[:NEAR_LINES],
        *context.lines_below[:NEAR_LINES],
        *context.opening_lines[:NEAR_LINES],
    ]
    for line in context.opening_lines or context.head_lines:
        if len(line.text) > MAX_DATE_LINE or not may_hold_date(line.text):
            label = line.text
            continue
        if _MEMBER_LABEL.search(line.text) or _MEMBER_LABEL.fullmatch(label.strip(" :")):
            continue  # the day on which somebody joined a forum
        other_words = reader.strip_dates(line.text.replace(context.title, " ") if context.title else line.text)
        is_byline = line.person or find_byline_start(line.text) is not None
        most_words = MAX_WORDS_WITHOUT_TITLE if context.opening_lines else MAX_WORDS_BESIDE
        if len(other_words) > (MAX_BYLINE_WORDS_BESIDE if is_byline else most_words):
            continue
        if not is_byline and _is_sentence(other_words, line.text):
            continue  # ‘The act was signed into law on August 14, 1935’
        is_in_text = any(line is later_line for later_line in context.later_lines)
        if is_in_text and (other_words or line.element.tag == "dd"):
            continue  # a day in the text, or the fact of some other label
        for printed_date in reader.find_dates(line.text):
            change = "of a later change, " if printed_date.is_update else ""
            candidate = reader.build_candidate(line, printed_date, f"a date {change}shown by the title")
            is_near = any(line is near_line for near_line in nearest)
            yield replace(candidate, is_beside_words=bool(other_words) and not is_byline, is_near=is_near)


def _is_sentence(other_words: Sequence[str], line: str) -> bool:
    """Return whether a line is a sentence that mentions a day, without a word for ‘published’."""
    lower_count = sum(word[:1].islower() for word in other_words)
    return lower_count >= MIN_SENTENCE_WORDS and not (PUBLICATION_LABEL.search(line) or UPDATE_LABEL.search(line))


def find_dateline(opening: str, reader: DateReader) -> list[DateCandidate]:
    """Return the day in the dateline with which a text begins (`Bonn, 3. März 2020 –`), after places at most."""
    for printed_date in reader.find_dates(opening[: MAX_DATELINE + 10])[:1]:
        places = _WORD.findall(opening[: printed_date.start])
        is_after_places = len(places) <= MAX_PLACE_WORDS and not any(
            word.islower() and word not in _PLACE_WORDS for word in places
        )
        if is_after_places and printed_date.edtf and _DATELINE_END.match(opening, printed_date.end):
            words = opening[printed_date.start : printed_date.end]
            rule = reader.explain("the day in the dateline of the text", printed_date)
            return [DateCandidate(PageStatement(words, rule), printed_date, "inferred")]
    return []


def iter_published_lines(page: WebPage, reader: DateReader) -> Iterator[DateCandidate]:
    """Yield the date of lines anywhere that say only ‘Published …’, if they all agree."""
    candidates = []
    for line in iter_visible_lines(page):
        is_labelled = len(line.text) <= MAX_DATE_LINE and PUBLICATION_LABEL.search(line.text)
        if not is_labelled or line.element in page.unrelated_parts:
            continue
        if reader.strip_dates(line.text):
            continue  # it says something else, too
        candidates += [
            reader.build_candidate(line, printed_date, "a line that says when it was published")
            for printed_date in reader.find_dates(line.text)
            if not printed_date.is_update
        ]
    yield from _agree(candidates)


def iter_single_dates(page: WebPage, reader: DateReader) -> Iterator[DateCandidate]:
    """Yield the day of the lines anywhere that are a day alone, if they agree; a weekday makes it that of the visit."""
    candidates = []
    label = ""
    for line in iter_visible_lines(page):
        label, text_above = line.text, label
        if len(line.text) > MAX_BARE_DATE or not may_hold_date(line.text) or line.element in page.unrelated_parts:
            continue
        if (
            line.element.tag in _FACT_TAGS
            or _MEMBER_LABEL.fullmatch(text_above.strip(" :"))
            or text_above.endswith((":", "："))
        ):
            continue  # the fact of some label: the day of an event
        for day in reader.find_dates(line.text):
            if len(day.edtf) == len("2024-03-14") and day.end - day.start >= len(line.text) - 2:
                candidate = reader.build_candidate(line, day, "the only day that stands by itself on the page")
                candidates.append(replace(candidate, status="inferred"))
    yield from _agree(candidates)


def iter_byline_dates(context: TitleContext, reader: DateReader) -> Iterator[DateCandidate]:
    """Yield the date of the bylines in or below the text, if they all agree."""
    candidates = []
    for line in [*context.later_lines, *context.lines_after]:
        is_byline = len(line.text) <= MAX_DATE_LINE and find_byline_start(line.text) is not None
        if is_byline and may_hold_date(line.text) and len(reader.strip_dates(line.text)) <= MAX_WORDS_BESIDE:
            candidates += [
                reader.build_candidate(line, printed_date, "the byline below the text")
                for printed_date in reader.find_dates(line.text)
                if not printed_date.is_update
            ]
    yield from _agree(candidates)


def iter_hidden_bylines(page: WebPage, reader: DateReader) -> Iterator[DateCandidate]:
    """Yield the date of a byline that the page's source has in a comment, if all such bylines agree."""
    candidates = []
    for number, match in enumerate(_COMMENT.finditer(page.text)):
        text = match[1].strip()
        if number >= MAX_COMMENTS or find_byline_start(text) is None:
            continue
        if len(reader.strip_dates(text)) <= MAX_WORDS_BESIDE:
            candidates += [
                DateCandidate(
                    PageStatement(text[day.start : day.end], "a byline that the page's source has in a comment"),
                    day,
                    "inferred",
                )
                for day in reader.find_dates(text)
            ]
    yield from _agree(candidates)


def _agree(candidates: list[DateCandidate]) -> list[DateCandidate]:
    """Return the first of candidates that have one day; none if they differ."""
    return candidates[:1] if len({candidate.date.edtf for candidate in candidates}) == 1 else []


def iter_relative_dates(context: TitleContext, capture_day: date | None) -> Iterator[DateCandidate]:
    """Yield a relative date (`3 hours ago`), counted from the day of the capture."""
    if not capture_day:
        return
    for line in context.head_lines:
        words = " ".join(word for word in line.text.split() if word.casefold() not in DATE_LABEL_WORDS)
        if len(words) <= 40 and (day := dates.parse_relative_day(words, capture_day)) is not None:
            rule = "relative words, from the day of the capture"
            yield DateCandidate(PageStatement(line.text, rule, "", line.element.sourceline), day, "inferred")
            return
