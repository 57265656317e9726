"""Citations in the Chicago, APA, MLA and Harvard styles.

Chicago: notes and bibliography, 17th edition, 14.191-200 (no initial *The*; an unsigned article is under its newspaper;
access date only if undated). APA: 7th edition, 9.8, 10.1 example 16. MLA: 9th edition, 5.4-5.99 (undated: the access
date instead). Harvard: Cite Them Right, 11th edition. None of them has intervals or choices of dates: these are written
in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from archive.citations.record import CitationRecord, CitedPerson, DatePoint, add_uncertainty, format_day_first

_SHORT_MONTHS = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()
_DOUBLE_QUOTED = re.compile(r'"([^"]*)"')
_SINGLE_QUOTED = re.compile(r"(?<!\w)‘([^‘’]*)’(?!\w)")
_INITIALS = re.compile(r"(?:\w\.)+\w?\.?")


@dataclass(frozen=True, slots=True)
class CitationRun:
    """A run of text in a citation, in italics or not."""

    text: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one style."""

    style: str
    runs: tuple[CitationRun, ...]

    @property
    def text(self) -> str:
        """The citation without italics."""
        return "".join(run.text for run in self.runs)


def format_citations(record: CitationRecord) -> tuple[Citation, ...]:
    """Format the citation in every style."""
    return tuple(format_citation(record, name) for name in STYLES)


def format_citation(record: CitationRecord, style: str) -> Citation:
    """Format the citation in one of STYLES."""
    return Citation(style, _merge_runs(STYLES[style](record)))


def format_chicago(record: CitationRecord) -> Sequence[CitationRun]:
    """Format `Ellery, Maud. “Title.” Gazette, March 14, 2024. https://…`"""
    outlet = record.outlet.removeprefix("The ") or record.outlet
    names = _format_inverted_names(record.authors, max_names=10, shown_count=7)
    lead = [CitationRun(_end_with_stop(names) + " ")] if names else _build_outlet_runs(outlet, ". ")
    date_text = record.published.format_date(lambda point: add_uncertainty(point, _format_american(point)))
    outlet_runs = [CitationRun(outlet, italic=True), CitationRun(", ")] if names and outlet else []
    access = "" if date_text or not record.accessed else f"Accessed {_format_american(_to_point(record.accessed))}. "
    return [
        *lead,
        CitationRun(f"“{_end_with_stop(_nest_in_double_quotes(record.title))}” "),
        *outlet_runs,
        CitationRun(f"{_end_with_stop(date_text or 'n.d.')} {access}{record.cited_url}."),
    ]


def format_apa(record: CitationRecord) -> Sequence[CitationRun]:
    """Format `Ellery, M., & Reid, C. (2024, March 14). Title. *Gazette*. https://…`"""
    format_point = _format_year_first if record.published.point else _format_american
    date_text = record.published.format_date(lambda point: add_uncertainty(point, format_point(point))) or "n.d."
    people = [_abbreviate_given(person) for person in record.authors]
    names = f"{', '.join(people[:19])}, . . . {people[-1]}" if len(people) > 20 else _join_names(people, ", & ")
    title = CitationRun(_end_with_stop(record.title) + " ", italic=not record.outlet)
    lead = [CitationRun(_end_with_stop(names) + " "), CitationRun(f"({date_text}). "), title]
    if not names:
        lead = [title, CitationRun(f"({date_text}). ")]
    return [*lead, *_build_outlet_runs(record.outlet, ". "), CitationRun(record.cited_url)]


def format_mla(record: CitationRecord) -> Sequence[CitationRun]:
    """Format `Ellery, Maud, and Callum Reid. “Title.” *Gazette*, 14 Mar. 2024, host/….`"""
    names = _format_inverted_names(record.authors, max_names=2, shown_count=1)
    date_text = record.published.format_date(
        lambda point: add_uncertainty(point, _format_short(point), approximate_prefix="circa ")
    )
    accessed = record.accessed if not date_text else None
    parts = [date_text, re.sub(r"^https?://", "", record.cited_url)]
    return [
        *([CitationRun(_end_with_stop(names) + " ")] if names else []),
        CitationRun(f"“{_end_with_stop(_nest_in_double_quotes(record.title))}” "),
        *_build_outlet_runs(record.outlet, ", "),
        CitationRun(", ".join(filter(None, parts)) + "."),
        *([CitationRun(f" Accessed {_format_short(_to_point(accessed))}.")] if accessed else []),
    ]


def format_harvard(record: CitationRecord) -> Sequence[CitationRun]:
    """Format `Ellery, M. and Reid, C. (2024) ‘Title’, *Gazette*, 14 March. Available at: …`"""
    names = [_abbreviate_given(person) for person in record.authors]
    lead = [CitationRun(_join_names(names, " and ") + " ")] if names else _build_outlet_runs(record.outlet, " ")
    if len(names) > 3:
        lead = [CitationRun(f"{names[0]} "), CitationRun("et al.", italic=True), CitationRun(" ")]
    accessed = f" (Accessed: {format_day_first(_to_point(record.accessed))})" if record.accessed else ""
    title = CitationRun(f"‘{_nest_in_single_quotes(record.title)}’")
    point, years = record.published.point, "–".join(record.published.years) or "no date"
    year = f"({add_uncertainty(point, years) if point and not point.month else years})"  # else the day is marked
    return [
        *([*lead, CitationRun(f"{year} "), title] if lead else [title, CitationRun(f" {year}")]),
        *([CitationRun(", "), CitationRun(record.outlet, italic=True)] if names and record.outlet else []),
        CitationRun(f", {date_text}." if (date_text := _format_harvard_day(record)) else "."),
        CitationRun(f" Available at: {record.cited_url}{accessed}."),
    ]


STYLES: dict[str, Callable[[CitationRecord], Sequence[CitationRun]]] = {
    "Chicago": format_chicago,
    "APA": format_apa,
    "MLA": format_mla,
    "Harvard": format_harvard,
}


def _format_inverted_names(people: Sequence[CitedPerson], *, max_names: int, shown_count: int) -> str:
    """Format `Ellery, Maud, Callum Reid, and …`; above `max_names`, `shown_count` and et al."""
    names = [people[0].inverted_name, *(person.display_name for person in people[1:])] if people else []
    return f"{', '.join(names[:shown_count])}, et al." if len(names) > max_names else _join_names(names, ", and ")


def _join_names(names: Sequence[str], last_separator: str) -> str:
    return f"{', '.join(names[:-1])}{last_separator}{names[-1]}" if len(names) > 1 else "".join(names)


def _abbreviate_given(person: CitedPerson) -> str:
    """Format `Sartre, J.-P.`; an undivided name is unchanged."""
    initials = []
    for name in person.given.split():
        if _INITIALS.fullmatch(name):
            initials += [f"{letter}." for letter in name if letter != "."]
        else:
            initials.append("-".join(f"{part[0]}." for part in name.split("-") if part))
    return f"{person.family}, {' '.join(initials)}" if initials else person.family


def _to_point(day: date) -> DatePoint:
    return DatePoint(str(day.year), day.month, day.day)


def _format_american(point: DatePoint) -> str:
    day = f" {point.day}," if point.day else ""
    return f"{point.month_name}{day} {point.year}".strip()


def _format_year_first(point: DatePoint) -> str:
    month_day = f"{point.month_name} {point.day or ''}".strip()
    return f"{point.year}, {month_day}" if month_day else point.year


def _format_short(point: DatePoint) -> str:
    month = _SHORT_MONTHS[point.month - 1] if point.month else ""
    return f"{point.day or ''} {month} {point.year}".strip().replace("  ", " ")


def _format_harvard_day(record: CitationRecord) -> str:
    if point := record.published.point:
        words = f"{point.day or ''} {point.month_name}".strip()
        return add_uncertainty(point, words) if words else ""
    return record.published.format_date(format_day_first)


def _build_outlet_runs(outlet: str, separator: str) -> list[CitationRun]:
    return [CitationRun(outlet, italic=True), CitationRun(separator)] if outlet else []


def _end_with_stop(words: str) -> str:
    """Add a full stop unless the text ends in `.`, `?`, `!` or `…`, also inside quotes."""
    return words if words.rstrip("”’\"'»)").endswith((".", "?", "!", "…")) else f"{words}."


def _nest_in_double_quotes(title: str) -> str:
    """Turn double quotation marks into single ones, for use inside double ones."""
    return _DOUBLE_QUOTED.sub(r"‘\1’", title).replace("“", "‘").replace("”", "’")


def _nest_in_single_quotes(title: str) -> str:
    """Turn quotation marks into double ones, for use inside single ones; apostrophes stay."""
    return _SINGLE_QUOTED.sub(r"“\1”", _DOUBLE_QUOTED.sub(r"“\1”", title))


def _merge_runs(runs: Sequence[CitationRun]) -> tuple[CitationRun, ...]:
    """Drop empty runs and merge neighbours of the same style."""
    merged: list[CitationRun] = []
    for run in runs:
        if not run.text:
            continue
        if merged and merged[-1].italic is run.italic:
            merged[-1] = CitationRun(merged[-1].text + run.text, run.italic)
        else:
            merged.append(run)
    return tuple(merged)
