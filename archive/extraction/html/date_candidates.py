"""Candidates for a page's day of publication, and which of them is the best."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from archive.extraction.html.page import PageStatement
from archive.formats.documents import FindingStatus
from archive.text.date_values import CLOCK_ZEROS, UNSETTLED_PROBLEM
from archive.text.dates import DayMonthOrder, PrintedDate

_UTC_STAMP: Final = re.compile(r"T(?P<hour>\d\d):.*(?:Z|[+-]00:?00)$")
_EVENING_STAMP: Final = re.compile(r"\dT(?:1[7-9]|2[0-3]):\d\d.*[+-]\d\d:?\d\d$")
"""An evening stamp with a zone: the printed date is the day after."""
URL_DAY: Final = re.compile(  # a day in an address
    r"/(?P<day>(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?=[/.]|$)"
    r"|(?:19|20)\d\d-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])(?=[/_.-]|$))"
)
_URL_MONTH: Final = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>0[1-9]|1[0-2])(?=/)")
_UNSETTLED_DAY: Final = re.compile(r"(?<!\d)(?P<first>\d{1,2})[/.-](?P<second>\d{1,2})[/.-](?P<year>\d{4})(?!\d)")
MAX_SHOWN_DAYS: Final = 2  # days shown near a title; more are those of a list


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One statement's reading as the day of publication."""

    statement: PageStatement
    date: PrintedDate
    status: FindingStatus = "stated"
    is_shown: bool = False
    is_beside_words: bool = False
    """Whether its line says something else, too: `Harbour Radio, May 13, 2014`."""
    is_near: bool = False
    """Whether its line is one of the next to the title."""


def is_any_dated(candidates: Sequence[DateCandidate]) -> bool:
    """Return whether any of the candidates has a date."""
    return any(candidate.date.edtf for candidate in candidates)


def is_any_unsettled(candidates: Sequence[DateCandidate]) -> bool:
    """Return whether day and month of a candidate cannot be told apart."""
    return any(candidate.date.problem == UNSETTLED_PROBLEM for candidate in candidates)


def settle_order(candidates: Sequence[DateCandidate], url: str) -> DayMonthOrder:
    """Return the order of day and month that puts unsettled dates into the year and month of the page's address."""
    orders: set[DayMonthOrder] = set()
    for candidate in candidates:
        match = _UNSETTLED_DAY.search(candidate.statement.value)
        address = _URL_MONTH.search(url)
        if match is None or address is None or match["year"] != address["year"]:
            continue
        is_month = [int(match[name]) == int(address["month"]) for name in ("first", "second")]
        if is_month[0] != is_month[1]:
            orders.add("month first" if is_month[0] else "day first")
    return orders.pop() if len(orders) == 1 else ""


def reject_clock_zero(candidate: DateCandidate, url: str) -> DateCandidate:
    """Turn the first day of computers' clocks into a problem, unless the page's address has that day, too."""
    day = candidate.date.edtf
    match = URL_DAY.search(url)
    if day not in CLOCK_ZEROS or (match and match["day"].replace("/", "-") == day):
        return candidate
    return replace(candidate, date=replace(candidate.date, edtf="", problem="it is where computers' clocks begin"))


def drop_listed(shown_dates: list[DateCandidate]) -> list[DateCandidate]:
    """Drop months, and dates beside other words, where there are several days: those of a list or an archive."""
    if len({candidate.date.edtf for candidate in shown_dates}) <= MAX_SHOWN_DAYS:
        return sorted(shown_dates, key=lambda candidate: candidate.is_beside_words)
    days = [one for one in shown_dates if not one.is_beside_words and len(one.date.edtf) != len("2024-03")]
    return sorted(days, key=lambda candidate: not candidate.is_near)


def rank_by_address(shown_dates: list[DateCandidate], url: str) -> list[DateCandidate]:
    """Return the shown dates, those in the year and month of the page's address first."""
    if (match := _URL_MONTH.search(url)) is None:
        return shown_dates
    month = f"{match['year']}-{match['month']}"
    return sorted(shown_dates, key=lambda candidate: not candidate.date.edtf.startswith(month))


def prefer_agreed(candidates: list[DateCandidate]) -> list[DateCandidate]:
    """Put a stated day first that the page shows, too, where the best statement has another day."""
    stated = [candidate for candidate in candidates if candidate.date.edtf and not candidate.is_shown]
    shown = next((candidate for candidate in candidates if candidate.date.edtf and candidate.is_shown), None)
    if not stated or shown is None or shown.date.is_update or _are_near(shown.date.edtf, stated[0].date.edtf):
        return candidates
    days_by_rule: dict[str, set[str]] = {}
    for candidate in stated:
        days_by_rule.setdefault(candidate.statement.rule, set()).add(candidate.date.edtf)
    agreed = [one for one in stated if days_by_rule[one.statement.rule] == {shown.date.edtf}]
    return [*agreed[:1], *(candidate for candidate in candidates if candidate not in agreed[:1])]


def _are_near(first: str, second: str) -> bool:
    """Return whether two days are at most a day apart, as zones may set them."""
    try:
        return abs(date.fromisoformat(first) - date.fromisoformat(second)) <= timedelta(days=1)
    except ValueError:
        return first == second


def refine_month(candidates: list[DateCandidate]) -> list[DateCandidate]:
    """Put a day first that lies in the month or year of the best candidate."""
    best = next((candidate.date.edtf for candidate in candidates if candidate.date.edtf), "")
    days = [one for one in candidates if len(best) in {4, 7} and one.date.edtf.startswith(f"{best}-")]
    full = [one for one in days if len(one.date.edtf) == len("2024-03-05")][:1]
    return [*full, *(candidate for candidate in candidates if candidate not in full)]


def prefer_local_day(candidates: list[DateCandidate], shown_dates: Sequence[DateCandidate]) -> list[DateCandidate]:
    """Correct a UTC stamp by the day that the page shows, which is in its own zone."""
    best = next((candidate for candidate in candidates if candidate.date.edtf), None)
    local = next((candidate for candidate in shown_dates if candidate.date.edtf), None)
    if best is None or local is None or best.is_shown:
        return candidates
    stamp = _UTC_STAMP.search(best.statement.value)
    day_count = None
    with suppress(ValueError):
        day_count = (date.fromisoformat(local.date.edtf) - date.fromisoformat(best.date.edtf)) // timedelta(days=1)
    hour = int(stamp["hour"]) if stamp else 12
    is_zone_shift = (day_count == 1 and stamp and hour >= 10) or (day_count == -1 and stamp and hour < 12)
    is_evening = day_count == 1 and not stamp and _EVENING_STAMP.search(best.statement.value)
    if not is_zone_shift and not is_evening:
        return candidates
    reason = "in the page's own zone" if is_zone_shift else "the day after the evening of its stamp"
    rule = f"{local.statement.rule}, {reason}"
    corrected = replace(local, statement=replace(local.statement, rule=rule))
    return [corrected, *(candidate for candidate in candidates if candidate is not local)]
