"""Citations in the Chicago, APA, MLA and Harvard styles.

Chicago: notes and bibliography, 17th edition, 14.191-200 (no initial *The*; an unsigned article is
under its newspaper; access date only if undated). APA: 7th edition, 9.8, 10.1 example 16. MLA: 9th
edition, 5.4-5.99 (undated: the access date instead). Harvard: Cite Them Right, 11th edition. None
of them has intervals or choices of dates: these are written in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from archive.citations.record import Person, Record
from archive.citations.when import Point, marked
from archive.citations.words import plainly
from archive.text.edtf import MONTHS

_SHORT_MONTHS = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()
_DOUBLE = re.compile(r'"([^"]*)"')
_SINGLE = re.compile(r"(?<!\w)‘([^‘’]*)’(?!\w)")
_WHOLE_INITIALS = re.compile(r"(?:\w\.)+\w?\.?")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text in a citation, in italics or not."""

    text: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one style."""

    style: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The citation without italics."""
        return "".join(run.text for run in self.runs)


def citations(record: Record) -> tuple[Citation, ...]:
    """Format the citation in every style."""
    return tuple(Citation(name, _joined(cite(record))) for name, cite in STYLES.items())


def chicago(record: Record) -> Sequence[Run]:
    """Format `Ellery, Maud. “Title.” Gazette, March 14, 2024. https://…`"""
    outlet = record.outlet.removeprefix("The ") or record.outlet
    names = _inverted_first(record.authors, most=10, kept=7)
    lead = [Run(_stopped(names) + " ")] if names else _led_by(outlet, ". ")
    day = record.published.said(lambda point: marked(point, _american(point)))
    held = [Run(outlet, italic=True), Run(", ")] if names and outlet else []
    access = "" if day or not record.accessed else f"Accessed {_american_day(record.accessed)}. "
    return [
        *lead,
        Run(f"“{_stopped(_in_double(record.title))}” "),
        *held,
        Run(f"{_stopped(day or 'n.d.')} {access}{record.url}."),
    ]


def apa(record: Record) -> Sequence[Run]:
    """Format `Ellery, M., & Reid, C. (2024, March 14). Title. *Gazette*. https://…`"""
    say = _year_first if record.published.point else _american
    day = record.published.said(lambda point: marked(point, say(point))) or "n.d."
    names = _ampersand([_with_initials(person) for person in record.authors])
    title = Run(_stopped(record.title) + " ", italic=not record.outlet)
    lead = [Run(_stopped(names) + " "), Run(f"({day}). "), title]
    if not names:
        lead = [title, Run(f"({day}). ")]
    return [*lead, *_led_by(record.outlet, ". "), Run(record.url)]


def mla(record: Record) -> Sequence[Run]:
    """Format `Ellery, Maud, and Callum Reid. “Title.” *Gazette*, 14 Mar. 2024, host/….`"""
    names = _inverted_first(record.authors, most=2, kept=1)
    day = record.published.said(lambda point: marked(point, _short(point), about="circa "))
    accessed = record.accessed if not day else None
    parts = [day, re.sub(r"^https?://", "", record.url)]
    return [
        *([Run(_stopped(names) + " ")] if names else []),
        Run(f"“{_stopped(_in_double(record.title))}” "),
        *_led_by(record.outlet, ", "),
        Run(", ".join(filter(None, parts)) + "."),
        *([Run(f" Accessed {_short_day(accessed)}.")] if accessed else []),
    ]


def harvard(record: Record) -> Sequence[Run]:
    """Format `Ellery, M. and Reid, C. (2024) ‘Title’, *Gazette*, 14 March. Available at: …`"""
    names = _harvard_names(record.authors)
    lead = [*_with_et_al(names), Run(" ")] if names else _led_by(record.outlet, " ")
    accessed = f" (Accessed: {_british_day(record.accessed)})" if record.accessed else ""
    title = Run(f"‘{_in_single(record.title)}’")
    dated = Run(f"({_harvard_year(record)}) ")
    if not lead:
        lead, title, dated = [title, Run(" ")], Run(""), Run(f"({_harvard_year(record)})")
    return [
        *lead,
        dated,
        title,
        *([Run(", "), Run(record.outlet, italic=True)] if names and record.outlet else []),
        Run(f", {day}." if (day := _harvard_day(record)) else "."),
        Run(f" Available at: {record.url}{accessed}."),
    ]


STYLES: dict[str, Callable[[Record], Sequence[Run]]] = {
    "Chicago": chicago,
    "APA": apa,
    "MLA": mla,
    "Harvard": harvard,
}


# Names


def _inverted_first(people: Sequence[Person], *, most: int, kept: int) -> str:
    """Format `Ellery, Maud, Callum Reid, and …`; above `max_names`, `shown_count` and et al."""
    names = [people[0].inverted, *(person.in_order for person in people[1:])] if people else []
    if len(names) > most:
        return f"{', '.join(names[:kept])}, et al."
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"


def _ampersand(names: Sequence[str]) -> str:
    """Join up to twenty names; of more the first nineteen, three dots and the last (APA 9.8)."""
    if len(names) > 20:
        return f"{', '.join(names[:19])}, . . . {names[-1]}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _harvard_names(people: Sequence[Person]) -> str:
    """Format up to three names; of more the first, et al."""
    names = [_with_initials(person) for person in people]
    if len(names) > 3:
        return f"{names[0]} et al."
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _with_et_al(names: str) -> list[Run]:
    """Set *et al.* in italics."""
    first, et_al, _ = names.partition("et al.")
    return [Run(first), Run(et_al, italic=True)]


def _with_initials(person: Person) -> str:
    """Format `Sartre, J.-P.`; an undivided name is unchanged."""
    initials = " ".join(_initial(name) for name in person.given.split())
    return f"{person.family}, {initials}" if initials else person.family


def _initial(name: str) -> str:
    if _WHOLE_INITIALS.fullmatch(name):
        return " ".join(f"{letter}." for letter in name if letter != ".")
    return "-".join(f"{part[0]}." for part in name.split("-") if part)


# Days


def _american(point: Point) -> str:
    day = f" {point.day}," if point.day else ""
    return f"{point.month_name}{day} {point.year}".strip()


def _year_first(point: Point) -> str:
    rest = f"{point.month_name} {point.day or ''}".strip()
    return f"{point.year}, {rest}" if rest else point.year


def _short(point: Point) -> str:
    month = _SHORT_MONTHS[point.month - 1] if point.month else ""
    return f"{point.day or ''} {month} {point.year}".strip().replace("  ", " ")


def _american_day(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _british_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _short_day(day: date) -> str:
    return f"{day.day} {_SHORT_MONTHS[day.month - 1]} {day.year}"


def _harvard_year(record: Record) -> str:
    """Return the year; its uncertainty is marked with the day if there is a day or month."""
    point = record.published.point
    if point and not point.month:
        return marked(point, point.year)
    return "–".join(record.published.years) or "no date"


def _harvard_day(record: Record) -> str:
    published = record.published
    if published.point:
        point = published.point
        words = f"{point.day or ''} {point.month_name}".strip()
        return marked(point, words) if words else ""
    return published.said(plainly)


# Words


def _led_by(outlet: str, after: str) -> list[Run]:
    return [Run(outlet, italic=True), Run(after)] if outlet else []


def _stopped(words: str) -> str:
    """Add a full stop unless the text ends in `.`, `?`, `!` or `…`, also inside quotes."""
    return words if words.rstrip("”’\"'»)").endswith((".", "?", "!", "…")) else f"{words}."


def _in_double(title: str) -> str:
    """Turn double quotation marks into single ones, for use inside double ones."""
    return _DOUBLE.sub(r"‘\1’", title).replace("“", "‘").replace("”", "’")


def _in_single(title: str) -> str:
    """Turn quotation marks into double ones, for use inside single ones; apostrophes stay."""
    return _SINGLE.sub(r"“\1”", _DOUBLE.sub(r"“\1”", title))


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Drop empty runs and merge neighbours of the same style."""
    joined: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if joined and joined[-1].italic is run.italic:
            joined[-1] = Run(joined[-1].text + run.text, run.italic)
        else:
            joined.append(run)
    return tuple(joined)
