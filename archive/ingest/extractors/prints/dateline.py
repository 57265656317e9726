"""Agency datelines at the beginning of a text: `SELWORTH, March 14, 2024 (VNA) —`."""

import re
from typing import Final

from archive.ingest.documents import ExtractionOptions
from archive.ingest.extractors.draft import ArticleDraft
from archive.ingest.extractors.prints.layout import LayoutUnit
from archive.text.dates import PrintedDate, find_date, find_day_without_year

MAX_LENGTH: Final = 100  # characters

_DASH: Final = re.compile(
    r"\s*(?:—|–|--|\s-)\s*(?=\S)|\s+-\s+|(?<=\)):?\s+(?=\S)|(?<=\))\s*[-–—:]\s*"
)
_AGENCY: Final = re.compile(r"\((?P<name>[^()]{2,40})\)")
_PLACE: Final = re.compile(r"[^\W\d_][\w .,'’/()\-]*")


def add_dateline(draft: ArticleDraft, unit: LayoutUnit, reading: ExtractionOptions) -> None:
    """Add findings from the dateline of the first paragraph, if any; the text keeps it."""
    dash = _DASH.search(unit.raw[: MAX_LENGTH + 5])
    if dash is None or dash.start() > MAX_LENGTH:
        return
    line = unit.raw[: dash.start()]
    agency = _AGENCY.search(line)
    place = line[: agency.start()] if agency else line
    printed_date = find_date(line, today=reading.today)
    if not _is_dateline(place, has_agency=agency is not None, has_date=printed_date is not None):
        return
    if place_name := _extract_place(line, agency, printed_date):
        start = unit.start + line.index(place_name)
        span = (start, start + len(place_name))
        draft.add_finding("dateline", place_name, "the place the dateline names", span=span)
    if printed_date is not None:
        draft.add_date(
            printed_date,
            "the dateline",
            span=(unit.start + printed_date.start, unit.start + printed_date.end),
        )
    elif (day := find_day_without_year(line)) is not None and "published" not in draft.values:
        draft.add_finding(
            "published",
            "",
            "the dateline gives no year",
            span=(unit.start + day[0], unit.start + day[1]),
            status="unknown",
        )
    if agency is not None:
        span = (unit.start + agency.start("name"), unit.start + agency.end("name"))
        name = agency["name"].strip()
        draft.add_finding("credit", name, "the dateline names an agency", span=span)
        if "outlet" not in draft.values:
            draft.add_finding(
                "outlet",
                name,
                "the dateline names an agency, and nothing names another outlet",
                span=span,
                status="inferred",
            )


def _extract_place(
    line: str, agency: re.Match[str] | None, printed_date: PrintedDate | None
) -> str:
    """Return `SELWORTH` of `SELWORTH, March 14 (VNA)`, `ALEPPO, Syria` of `ALEPPO, Syria (AP)`."""
    ends = [agency.start()] if agency else []
    ends += [printed_date.start] if printed_date else []
    return line[: min(ends, default=len(line))].strip(" ,(–—-")


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
