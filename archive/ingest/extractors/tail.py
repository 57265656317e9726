"""The foot of a printed page: credits, footers, who the author is, and where the text ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.ingest.documents import Reading
from archive.ingest.extractors.bio import biographed
from archive.ingest.extractors.forms import ADDRESS, CONTACT, COPYRIGHT, PART, Kind
from archive.ingest.extractors.furniture import kind_at_the_end
from archive.ingest.extractors.head import HeadLine, read_head_line
from archive.ingest.extractors.layout import Unit
from archive.text.names import PrintedName, names_in
from archive.text.normalize import name_key
from archive.text.urls import domain_of

DEPTH: Final = 14  # units before the end that may be foot
NEAR: Final = 3  # units before the end among which a biography may stand first

_CONTACTED: Final = re.compile(r"to contact\s+(?:the\s+)?", re.IGNORECASE)
_NEXT: Final = re.compile(
    r"\s+and\s+(?:the\s+)?|\s*,\s*(?:the\s+)?|\s+(?=visit|at\b|via\b|e-?mail|write|go\b|see\b|:)",
    re.IGNORECASE,
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
    """A name that the foot gives, where it stands, and the rule that read it."""

    value: str
    start: int
    end: int
    rule: str
    certain: bool = True


@dataclass(slots=True)
class Tail:
    """The foot of a page, sorted, and the index after the last unit that is text."""

    text_to: int
    kinds: list[tuple[Unit, Kind]] = field(default_factory=list)
    outlet: Said | None = None
    domain: Said | None = None
    biography: tuple[Unit, PrintedName] | None = None
    parts: list[tuple[PrintedName, str]] = field(default_factory=list)
    lines: list[HeadLine] = field(default_factory=list)


def read_tail(units: Sequence[Unit], text_from: int, reading: Reading, original: str) -> Tail:
    """The foot of `units`; at least one unit after `text_from` stays text."""
    tail = Tail(len(units))
    lowest = max(text_from + 1, len(units) - DEPTH)
    while tail.text_to > lowest:
        taken = _take(units, tail, lowest, reading)
        if not taken:
            break
        tail.text_to -= taken
    _read_outlet(tail, original)
    return tail


def _take(units: Sequence[Unit], tail: Tail, lowest: int, reading: Reading) -> int:
    """How many units at the end are one more thing of the foot; what they are goes into `tail`."""
    unit = units[tail.text_to - 1]
    if unit.mark == "rule":
        return 1
    if (kind := kind_at_the_end(unit.text)) is not None:
        tail.kinds.insert(0, (unit, kind))
        tail.parts = (_parts(unit) if kind is PART else []) + tail.parts
        return 1
    if taken := _contact(units, tail, lowest):
        return taken
    if _is_biography(units, tail):
        return 1
    line = read_head_line(unit, reading)
    if line.role in {"byline", "date"} and len(units) - tail.text_to < NEAR:
        tail.lines.insert(0, line)
        return 1
    return 0


def _contact(units: Sequence[Unit], tail: Tail, lowest: int) -> int:
    """A footer broken over two or three lines: `To contact the X and the` / `Y visit:`."""
    for count in (2, 3):
        first = tail.text_to - count
        if first < lowest:
            return 0
        passage = units[first : tail.text_to]
        if kind_at_the_end(" ".join(unit.text for unit in passage)) is CONTACT:
            tail.kinds[0:0] = [(unit, CONTACT) for unit in passage]
            return count
    return 0


def _is_biography(units: Sequence[Unit], tail: Tail) -> bool:
    unit = units[tail.text_to - 1]
    if tail.biography or len(units) - tail.text_to >= NEAR + len(tail.kinds):
        return False
    lead = len(unit.raw) - len(unit.raw.lstrip(" *_"))
    body = "\n".join(above.text for above in units[: tail.text_to - 1])
    named = biographed(unit.raw[lead:].rstrip(" *_"), body)
    if named is None:
        return False
    start = unit.start + lead
    tail.biography = (
        unit,
        PrintedName(named.name, named.printed, start + named.start, start + named.end),
    )
    return True


def _parts(unit: Unit) -> list[tuple[PrintedName, str]]:
    """Who translated, edited or helped, as `(Additional reporting by …; editing by …)` says."""
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
    """Whom the footer says to contact, at which domain; or whose copyright it is."""
    for unit, kind in tail.kinds:
        address = unit.text.strip("<>") if kind is ADDRESS and "@" not in unit.text else ""
        if address and (domain := domain_of(address)) and tail.domain is None:
            at = unit.raw.find(domain)
            start = unit.start + max(at, 0)
            tail.domain = Said(
                domain,
                start,
                start + len(domain) if at >= 0 else unit.end,
                "a footer gives the domain",
            )
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
    """The bodies named after ‘To contact’, in order."""
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
    """Whether a domain is made of a name or of its initials: `wsws.org` of WSWS."""
    label = domain.split(".", maxsplit=1)[0].replace("-", "")
    words = [word for word in name_key(name).split() if word not in {"the", "of", "and"}]
    return label in {"".join(words), "".join(word[0] for word in words), "the" + "".join(words)}
