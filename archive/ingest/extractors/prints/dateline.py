"""Agency datelines at the beginning of a text: `SELWORTH, March 14, 2024 (VNA) —`."""

import re
from typing import Final

from archive.ingest.documents import Reading
from archive.ingest.extractors.draft import Draft
from archive.ingest.extractors.prints.layout import Unit
from archive.text.dates import PrintedDate, find_date, find_day_without_year

LONGEST: Final = 100  # characters

_DASH: Final = re.compile(
    r"\s*(?:—|–|--|\s-)\s*(?=\S)|\s+-\s+|(?<=\)):?\s+(?=\S)|(?<=\))\s*[-–—:]\s*"
)
_AGENCY: Final = re.compile(r"\((?P<name>[^()]{2,40})\)")
_PLACE: Final = re.compile(r"[^\W\d_][\w .,'’/()\-]*")


def read_dateline(draft: Draft, unit: Unit, reading: Reading) -> None:
    """Add findings from the dateline of the first paragraph, if any; the text keeps it."""
    dash = _DASH.search(unit.raw[: LONGEST + 5])
    if dash is None or dash.start() > LONGEST:
        return
    line = unit.raw[: dash.start()]
    agency = _AGENCY.search(line)
    place = line[: agency.start()] if agency else line
    dated = find_date(line, today=reading.today)
    if not _is_dateline(place, has_agency=agency is not None, dated=dated is not None):
        return
    if words := _place_words(line, agency, dated):
        start = unit.start + line.index(words)
        span = (start, start + len(words))
        draft.say("dateline", words, "the place the dateline names", span=span)
    if dated is not None:
        draft.say_date(
            dated, "the dateline", span=(unit.start + dated.start, unit.start + dated.end)
        )
    elif (day := find_day_without_year(line)) is not None and "published" not in draft.values:
        draft.say(
            "published",
            "",
            "the dateline gives no year",
            span=(unit.start + day[0], unit.start + day[1]),
            status="unknown",
        )
    if agency is not None:
        span = (unit.start + agency.start("name"), unit.start + agency.end("name"))
        name = agency["name"].strip()
        draft.say("credit", name, "the dateline names an agency", span=span)
        if "outlet" not in draft.values:
            draft.say(
                "outlet",
                name,
                "the dateline names an agency, and nothing names another outlet",
                span=span,
                status="inferred",
            )


def _place_words(line: str, agency: re.Match[str] | None, dated: PrintedDate | None) -> str:
    """Return `SELWORTH` of `SELWORTH, March 14 (VNA)`, `ALEPPO, Syria` of `ALEPPO, Syria (AP)`."""
    ends = [agency.start()] if agency else []
    ends += [dated.start] if dated else []
    return line[: min(ends, default=len(line))].strip(" ,(–—-")


def _is_dateline(place: str, *, has_agency: bool, dated: bool) -> bool:
    """Return whether words are a place in capitals, or a place with an agency or a date."""
    first = re.split(r"[,(]", place)[0].strip()
    if not first or not _PLACE.fullmatch(first) or len(first.split()) > 4:
        return False
    if first.isupper():
        return True
    return (
        first[0].isupper()
        and (has_agency or dated)
        and all(word[0].isupper() or len(word) <= 3 for word in first.split())
    )
