"""Foot of a plaintext article: credits, footers, biography, and where the text ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from archive.ingest.documents import Reading
from archive.ingest.extractors.forms import ADDRESS, CONTACT, COPYRIGHT, PART, Kind
from archive.ingest.extractors.furniture import kind_at_the_end
from archive.ingest.extractors.prints.bio import biographed, mentions
from archive.ingest.extractors.prints.headlines import HeadLine, read_line
from archive.ingest.extractors.prints.layout import Unit
from archive.text.names import PrintedName, names_in
from archive.text.normalize import name_key
from archive.text.urls import domain_of

DEPTH: Final = 14  # units before the end that may belong to the foot
NEAR: Final = 3  # units from the end within which a biography may stand

_CONTACTED: Final = re.compile(r"to contact\s+(?:the\s+)?", re.IGNORECASE)
_NEXT: Final = re.compile(
    r"\s+and\s+(?:the\s+)?|\s*,\s*(?:the\s+)?|\s+(?=visit|at\b|via\b|e-?mail|write|go\b|see\b|:)",
    re.IGNORECASE,
)
_DOMAIN: Final = re.compile(
    r"(?<![\w@.])(?:https?://)?(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,24})(?![\w@])", re.IGNORECASE
)
_GENERAL: Final = frozenset(
    "us author authors editor editors editorial newsroom writer reporter desk team him her".split()
)
_COPYRIGHT: Final = re.compile(
    r"(?:copyright\s*)?(?:©|\(c\)|copyright)\s*(?:copyright\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?)[\s,]+(?:by\s+)?(?P<name>[^.,;|©]{2,60})",
    re.IGNORECASE,
)
_ROLES: Final = (
    ("translator", re.compile(r"translat|tradu|übersetz", re.IGNORECASE)),
    ("editor", re.compile(r"edit", re.IGNORECASE)),
    ("contributor", re.compile(r"report|writing|research|contribut", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A name or domain in the foot, its span, and the rule that read it."""

    value: str
    start: int
    end: int
    rule: str
    certain: bool = True


@dataclass(slots=True)
class Tail:
    """The parts of the foot, and the index after the last unit of the text."""

    text_to: int
    kinds: list[tuple[Unit, Kind]] = field(default_factory=list)
    outlet: Said | None = None
    domain: Said | None = None
    biography: tuple[Unit, PrintedName] | None = None
    parts: list[tuple[PrintedName, str]] = field(default_factory=list)
    lines: list[HeadLine] = field(default_factory=list)


def read_tail(units: Sequence[Unit], text_from: int, reading: Reading, original: str) -> Tail:
    """Read the foot of `units`; at least one unit after `text_from` stays text."""
    page = _Page(units, text_from, reading, original)
    tail = Tail(len(units))
    lowest = max(text_from + 1, len(units) - DEPTH)
    while tail.text_to > lowest:
        taken = _take(page, tail, lowest)
        if not taken:
            break
        tail.text_to -= taken
    _read_outlet(tail, original)
    return tail


@dataclass(frozen=True, slots=True)
class _Page:
    """The input that the foot is read from."""

    units: Sequence[Unit]
    text_from: int
    reading: Reading
    original: str

    def text_above(self, last: int) -> str:
        """Return the text before unit `end`, to look for mentions of a person."""
        return "\n".join(unit.text for unit in self.units[self.text_from : last])


def _take(page: _Page, tail: Tail, lowest: int) -> int:
    """Take one part of the foot off the end: return its number of units, and store it in `tail`."""
    unit = page.units[tail.text_to - 1]
    kind = kind_at_the_end(unit.text)
    if unit.mark == "rule" or (kind in {None, CONTACT} and _is_biography(page, tail)):
        return 1
    if kind is not None:
        tail.kinds.insert(0, (unit, kind))
        tail.parts = (_parts(unit) if kind is PART else []) + tail.parts
        return 1
    return _contact(page, tail, lowest) or _signature(page, tail)


def _contact(page: _Page, tail: Tail, lowest: int) -> int:
    """Take a contact footer of two or three lines: `To contact the X and the` / `Y visit:`."""
    for count in (2, 3):
        first = tail.text_to - count
        if first < lowest:
            return 0
        passage = page.units[first : tail.text_to]
        text = " ".join(unit.text for unit in passage)
        if kind_at_the_end(text) is CONTACT:
            start, end = passage[0].start, passage[-1].end
            tail.kinds.insert(0, (Unit(start, end, page.original[start:end], text), CONTACT))
            return count
    return 0


def _signature(page: _Page, tail: Tail) -> int:
    """Take a byline or a date; a bare name only if the text does not mention it."""
    if len(page.units) - tail.text_to >= NEAR + len(tail.kinds):
        return 0
    line = read_line(page.units[tail.text_to - 1], page.reading)
    signed = line.role == "name" and not any(
        mentions(page.text_above(tail.text_to - 1), named.name) for named in line.names
    )
    if line.role not in {"byline", "date"} and not signed:
        return 0
    tail.lines.insert(0, replace(line, marked=line.role != "name"))
    return 1


def _is_biography(page: _Page, tail: Tail) -> bool:
    unit = page.units[tail.text_to - 1]
    if tail.biography or len(page.units) - tail.text_to >= NEAR + len(tail.kinds):
        return False
    lead = len(unit.raw) - len(unit.raw.lstrip(" *_"))
    named = biographed(unit.raw[lead:].rstrip(" *_"), page.text_above(tail.text_to - 1))
    if named is None:
        return False
    start = unit.start + lead
    tail.biography = (
        unit,
        PrintedName(named.name, named.printed, start + named.start, start + named.end),
    )
    return True


def _parts(unit: Unit) -> list[tuple[PrintedName, str]]:
    """Read the contributors of `(Additional reporting by …; editing by …)`, with their roles."""
    found = []
    offset = 0
    for clause in unit.raw.split(";"):
        role = next((name for name, form in _ROLES if form.search(clause)), None)
        by = re.search(r"\b(?:by|par|von|por)\s+|:\s*", clause)
        for named in names_in(clause, start=by.end()) if role and by else ():
            start = unit.start + offset + named.start
            found.append(
                (
                    PrintedName(named.name, named.printed, start, start + len(named.printed)),
                    role or "",
                )
            )
        offset += len(clause) + 1
    return found


def _read_outlet(tail: Tail, original: str) -> None:
    """Set domain and outlet from the contact footer, else from the copyright line."""
    for unit, kind in tail.kinds:
        match = _DOMAIN.search(unit.raw) if kind in {ADDRESS, CONTACT} else None
        if match and tail.domain is None:
            start, end = (unit.start + place for place in match.span("host"))
            domain = domain_of(match["host"])
            tail.domain = Said(domain, start, end, "a footer gives the domain")
    contact = [unit for unit, kind in tail.kinds if kind is CONTACT]
    if contact and (names := _contacted(original, contact[0].start, contact[-1].end)):
        fitting = [name for name in names if tail.domain and _fits(name.value, tail.domain.value)]
        tail.outlet = (fitting or names)[0]
        if not fitting:
            tail.outlet = Said(
                *_fields(tail.outlet), "a footer says whom to contact", certain=False
            )
    if tail.outlet is None:
        tail.outlet = next(
            (said for said in (_holder(u) for u, k in tail.kinds if k is COPYRIGHT) if said), None
        )


def _contacted(original: str, start: int, end: int) -> list[Said]:
    """Return the organisations named after ‘To contact’, in order."""
    match = _CONTACTED.match(original, start, end)
    if not match:
        return []
    found, first = [], match.end()
    for border in _NEXT.finditer(original, match.end(), end):
        words = original[first : border.start()].strip()
        if words[:1].isupper() and name_key(words) not in _GENERAL and len(words) <= 80:
            found.append(
                Said(
                    " ".join(words.split()),
                    first,
                    first + len(words),
                    "the footer names the publisher to contact",
                )
            )
        first = border.end()
    return found


def _holder(unit: Unit) -> Said | None:
    match = _COPYRIGHT.match(unit.raw)
    if not match or not match["name"].strip()[:1].isupper():
        return None
    name = match["name"].rstrip(" *_")
    name = re.split(r"\s+all rights|\s+-\s|\s+–\s", name, flags=re.IGNORECASE)[0]
    start = unit.start + match.start("name")
    return Said(name, start, start + len(name), "a copyright line names the holder", certain=False)


def _fields(said: Said) -> tuple[str, int, int]:
    return said.value, said.start, said.end


def _fits(name: str, domain: str) -> bool:
    """Return whether a domain is made of a name or of its initials: `wsws.org` of WSWS."""
    label = domain.split(".", maxsplit=1)[0].replace("-", "")
    words = [word for word in name_key(name).split() if word not in {"the", "of", "and"}]
    return label in {"".join(words), "".join(word[0] for word in words), "the" + "".join(words)}
