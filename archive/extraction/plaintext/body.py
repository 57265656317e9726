"""The body of a printed page, and its dateline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.extraction.common.boilerplate import PAGE_NUMBER, BoilerplateKind, classify_line
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.plaintext.layout import LayoutUnit
from archive.formats.documents import ExtractionOptions
from archive.text.dates import find_date, find_day_without_year
from archive.text.normalize import name_key
from archive.text.sentences import is_continuation, is_unfinished, join_sentence_parts

PULL_QUOTE: Final = BoilerplateKind("left out: a sentence of the text, set again for display")
REPEATED_TITLE: Final = BoilerplateKind("left out: the title, printed again")
MAX_PULL_QUOTE: Final = 300  # characters
MIN_WORDS: Final = 5
MAX_CANDIDATES: Final = 200
"""More short lines than this are a list or a poem, not pull quotes."""
MAX_DATELINE: Final = 100  # characters
_DASH: Final = re.compile(r"\s*(?:—|–|--|\s-)\s*(?=\S)|\s+-\s+|(?<=\)):?\s+(?=\S)|(?<=\))\s*[-–—:]\s*")
_AGENCY: Final = re.compile(r"\((?P<name>[^()]{2,40})\)")
_PLACE: Final = re.compile(r"[^\W\d_][\w .,'’/()\-]*")


@dataclass(slots=True)
class PlaintextBody:
    """The paragraphs, the units left out, and the spans where paragraphs were joined."""

    paragraphs: list[str] = field(default_factory=list)
    left_out: list[tuple[LayoutUnit, BoilerplateKind]] = field(default_factory=list)
    joins: list[tuple[int, int]] = field(default_factory=list)


def build_body(units: Sequence[LayoutUnit], title: str) -> PlaintextBody:
    """Build the body from `units`, in order."""
    body = PlaintextBody()
    text_units = _remove_pull_quotes(_remove_boilerplate(units, name_key(title), body), body)
    known_words: frozenset[str] = frozenset()
    if any(unit.text.endswith("-") for unit in text_units):
        known_words = frozenset(word for unit in text_units for word in name_key(unit.text).split())
    previous: LayoutUnit | None = None
    for unit in text_units:
        may_continue = previous is not None and not (previous.mark or unit.mark) and is_unfinished(body.paragraphs[-1])
        if previous is not None and may_continue and is_continuation(body.paragraphs[-1], unit.text):
            body.paragraphs[-1] = join_sentence_parts(body.paragraphs[-1], unit.text, known_words)
            body.joins.append((previous.end, unit.start))
        else:
            body.paragraphs.append(unit.text)
        previous = unit
    return body


def _remove_boilerplate(units: Sequence[LayoutUnit], title: str, body: PlaintextBody) -> list[LayoutUnit]:
    text_units = []
    for number, unit in enumerate(units):
        kind = classify_line(unit.text) if unit.mark != "heading" else None
        previous_text = units[number - 1].text if number else ""
        if kind is PAGE_NUMBER and len(previous_text.split()) <= MIN_WORDS and not unit.text[:1].isalpha():
            kind = None  # a figure of a table: no paragraph stands above it
        if title and number and len(unit.text) < 300 and name_key(unit.text) == title:
            kind = REPEATED_TITLE
        if kind is not None:
            body.left_out.append((unit, kind))
        elif unit.mark != "rule":
            text_units.append(unit)
    return text_units


def _remove_pull_quotes(units: Sequence[LayoutUnit], body: PlaintextBody) -> list[LayoutUnit]:
    candidates = [unit for unit in units if _may_be_pull_quote(unit)]
    if not candidates or len(candidates) > MAX_CANDIDATES:
        return list(units)
    text = "\n".join(f" {name_key(unit.text)} " for unit in units)
    rests = _find_rests_of_sentences(units)
    dropped_starts = set()
    for unit in candidates:
        words = name_key(unit.text)
        if len(words.split()) < MIN_WORDS or unit.start in rests or text.count(f" {words} ") <= 1:
            continue
        longer_units = (other for other in units if other is not unit and len(other.text) > len(unit.text) + 2)
        if any(f" {words} " in f" {name_key(other.text)} " for other in longer_units):  # two equal ones are both text
            dropped_starts.add(unit.start)
            body.left_out.append((unit, PULL_QUOTE))
    return [unit for unit in units if unit.start not in dropped_starts]


def _find_rests_of_sentences(units: Sequence[LayoutUnit]) -> set[int]:
    """Return the starts of units that end a sentence which a column or page broke, as no unit behind them does."""
    starts = set()
    for number, unit in enumerate(units[1:], 1):
        is_rest = not unit.mark and unit.text[0].islower() and is_unfinished(units[number - 1].text)
        if is_rest and not (number + 1 < len(units) and units[number + 1].text[:1].islower()):
            starts.add(unit.start)
    return starts


def _may_be_pull_quote(unit: LayoutUnit) -> bool:
    """Return whether a unit is short, and has a mark, quotation marks or no full stop."""
    if len(unit.text) > MAX_PULL_QUOTE or unit.mark == "heading":
        return False
    return bool(unit.mark) or unit.text[-1] not in ".!?:" or unit.text.count(".") <= 1


def add_dateline(draft: ArticleDraft, unit: LayoutUnit, options: ExtractionOptions) -> None:
    """Add findings from an agency's dateline (`SELWORTH, March 14, 2024 (VNA) —`); the text keeps it."""
    dash = _DASH.search(unit.raw[: MAX_DATELINE + 5])
    if dash is None or dash.start() > MAX_DATELINE:
        return
    line = unit.raw[: dash.start()]
    agency = _AGENCY.search(line)
    place = line[: agency.start()] if agency else line
    printed_date = find_date(line, today=options.today)
    if not _is_dateline(place, has_agency=agency is not None, has_date=printed_date is not None):
        return
    ends = [agency.start()] if agency else []
    ends += [printed_date.start] if printed_date else []
    if place_name := line[: min(ends, default=len(line))].strip(" ,(–—-"):  # ‘ALEPPO, Syria’ of ‘ALEPPO, Syria (AP)’
        start = unit.start + line.index(place_name)
        span = (start, start + len(place_name))
        draft.add_finding("dateline", place_name, "the place the dateline names", span=span)
    if printed_date is not None:
        draft.add_located_date(printed_date, "the dateline", offset=unit.start)
    elif (day := find_day_without_year(line)) is not None and "published" not in draft.values:
        span = (unit.start + day[0], unit.start + day[1])
        draft.add_finding("published", "", "the dateline gives no year", span=span, status="unknown")
    if agency is not None:
        span = (unit.start + agency.start("name"), unit.start + agency.end("name"))
        name = agency["name"].strip()
        draft.add_finding("credit", name, "the dateline names an agency", span=span)
        if "outlet" not in draft.values:
            rule = "the dateline names an agency, and nothing names another outlet"
            draft.add_finding("outlet", name, rule, span=span, status="inferred")


def _is_dateline(place: str, *, has_agency: bool, has_date: bool) -> bool:
    """Return whether words are a place in capitals, or a place with an agency or a date."""
    first_part = re.split(r"[,(]", place)[0].strip()
    if not first_part or not _PLACE.fullmatch(first_part) or len(first_part.split()) > 4:
        return False
    if first_part.isupper():
        return True
    return (
        first_part[0].isupper()
        and (has_agency or has_date)
        and all(word[0].isupper() or len(word) <= 3 for word in first_part.split())
    )
