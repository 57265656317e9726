"""The end of a printed page: credits, footers, author notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from archive.extraction.common import boilerplate
from archive.extraction.common.boilerplate import CONTACT, BoilerplateKind, classify_end_line
from archive.extraction.plaintext.layout import HeadLine, LayoutUnit, read_head_line, shift_span
from archive.formats.documents import ExtractionOptions
from archive.text.names import PrintedName, Span, find_names
from archive.text.normalize import collapse_whitespace, fold, name_key
from archive.text.urls import get_domain

MAX_TAIL_UNITS: Final = 14  # units before the end that may belong to the foot
MAX_BIOGRAPHY: Final = 400  # characters
MAX_BIOGRAPHY_DISTANCE: Final = 3  # units from the end within which a biography may stand
MAX_LABEL: Final = 120  # characters of a link in a list below the text
LINK: Final = BoilerplateKind("left out: a line of a list of links or of the footer, below the text")
_LIST_HEADINGS: Final = frozenset(
    map(
        name_key,
        "Most read;Most popular;Most viewed;Most shared;Trending;Trending now;Read next;Up next;Related;Related stories"
        ";Related articles;Related content;Related topics;Related news;More stories;More news;Top stories;Latest news"
        ";Recommended;Recommended for you;You may also like;You might also like;More from this section;Also read"
        ";Meistgelesen;Meistgelesene Artikel;Mehr zum Thema;Das könnte Sie auch interessieren;Les plus lus;À lire aussi"
        ";Lire aussi;Sur le même sujet;Lo más leído;Le puede interesar;Más leídas;I più letti;Meest gelezen".split(";"),
    )
)
_CONTACT_PREFIX: Final = re.compile(r"to contact\s+(?:the\s+)?", re.IGNORECASE)
_NAME_SEPARATOR: Final = re.compile(
    r"\s+and\s+(?:the\s+)?|\s*,\s*(?:the\s+)?|\s+(?=visit|at\b|via\b|e-?mail|write|go\b|see\b|:)", re.IGNORECASE
)
_DOMAIN: Final = re.compile(r"(?<![\w@.])(?:https?://)?(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,24})(?![\w@])", re.IGNORECASE)
_GENERIC_RECIPIENTS: Final = frozenset(
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
_VERB: Final = re.compile(
    r"\s+(?:is|was|are|were|writes|teaches|works|lives|covers|reports|edits|blogs|studies|has (?:written|worked|been)"
    r"|est|ist|schreibt|es|è)\s"
)
_OCCUPATIONS: Final = (
    "member author co-author writer journalist reporter correspondent columnist editor activist professor lecturer"
    " researcher fellow student academic analyst historian director contributor freelance freelancer blogger"
    " photographer novelist poet economist scholar teacher organiser organizer supporter commentator broadcaster"
    " producer translator secretary chair spokesperson writes teaches covers blogs edits book based founder co-founder"
    " coordinator co-ordinator campaigner volunteer lawyer doctor artist filmmaker journaliste auteur autrice"
    " professeur professeure chercheur chercheuse membre écrivain autor autorin journalistin redakteur redakteurin"
    " professorin mitglied periodista profesor giornalista studies works"
)
_OCCUPATION: Final = re.compile(rf"\b(?:{'|'.join(_OCCUPATIONS.split())})\b", re.IGNORECASE)
_ABOUT_AUTHOR: Final = re.compile(r"about the authors?\s*[:.–—-]?\s*", re.IGNORECASE)
_FOLLOW_AUTHOR: Final = re.compile(r"Follow\s+(?=[A-Z][\w.'’-]+\s)(?P<name>.{3,60}?)\s+(?:on|at)\s")


def find_introduced_author(line: str, body: str) -> PrintedName | None:
    """Return the author a last line introduces (`Jo Roe is a member of …`), unless `body` is about that person."""
    if len(line) > MAX_BIOGRAPHY:
        return None
    start = match_about.end() if (match_about := _ABOUT_AUTHOR.match(line)) else 0
    if match := _FOLLOW_AUTHOR.match(line):
        return _read_whole_name(line, match.start("name"), match.end("name"))
    match = _VERB.search(line, start)
    if not match or not _OCCUPATION.search(line, match.start()):
        return None
    name = _read_whole_name(line, start, match.start())
    return None if name is None or has_mention_of(body, name.name) else name


def has_mention_of(text: str, name: str) -> bool:
    """Return whether a text mentions a person, by the last word of the name."""
    return re.search(rf"\b{re.escape(fold(name.rsplit(maxsplit=1)[-1]))}\b", fold(text)) is not None


def _read_whole_name(line: str, start: int, end: int) -> PrintedName | None:
    names = find_names(line[:end], start=start)
    is_whole = len(names) == 1 and names[0].start == start and names[0].end == end
    return names[0] if is_whole else None


@dataclass(frozen=True, slots=True)
class FooterName:
    """A name in the foot, its span, and the rule that read it."""

    value: str
    span: Span
    rule: str
    is_certain: bool = True


@dataclass(slots=True)
class PlaintextTail:
    """The units of a page, the index after the last one of the text, and the parts of the foot below it."""

    units: Sequence[LayoutUnit]
    text_start: int
    text_end: int
    classified_units: list[tuple[LayoutUnit, BoilerplateKind]] = field(default_factory=list)
    outlet: FooterName | None = None
    domain: str = ""
    biography: tuple[LayoutUnit, PrintedName] | None = None
    contributors: list[tuple[PrintedName, str]] = field(default_factory=list)
    lines: list[HeadLine] = field(default_factory=list)

    @property
    def is_near_end(self) -> bool:
        """Whether the last unit of the text is near the end of the page, but for boilerplate."""
        return len(self.units) - self.text_end < MAX_BIOGRAPHY_DISTANCE + len(self.classified_units)

    @property
    def text_above(self) -> str:
        """The text before its last unit, to look for mentions of a person."""
        return "\n".join(unit.text for unit in self.units[self.text_start : self.text_end - 1])


def read_tail(units: Sequence[LayoutUnit], text_start: int, options: ExtractionOptions, original: str) -> PlaintextTail:
    """Read the foot of `units`; at least one unit after `text_start` stays text."""
    tail = PlaintextTail(units, text_start, len(units))
    min_index = max(text_start + 1, len(units) - MAX_TAIL_UNITS)
    _take_page_foot(tail, min_index)
    while tail.text_end > min_index:
        unit = units[tail.text_end - 1]
        count = (
            _take_unit(tail, unit) or _take_contact(tail, original, min_index) or _take_signature(tail, unit, options)
        )
        if not count:
            break
        tail.text_end -= count
    _read_outlet(tail, original)
    return tail


def _take_page_foot(tail: PlaintextTail, min_index: int) -> None:
    """Take the lists of links and the footer of a printed web page: from their first line to the end, all short."""
    foot_start = len(tail.units)
    for index in range(len(tail.units) - 1, min_index - 1, -1):
        unit = tail.units[index]
        kind = classify_end_line(unit.text)
        if kind is None and not _is_label(unit.text):
            break
        if kind is boilerplate.COPYRIGHT or name_key(unit.text) in _LIST_HEADINGS:
            foot_start = index
    for unit in tail.units[foot_start:]:
        tail.classified_units.append((unit, classify_end_line(unit.text) or LINK))
    tail.text_end = foot_start


def _is_label(text: str) -> bool:
    """Return whether a line may be a link or a heading of a list: short, and no sentence."""
    return len(text) <= MAX_LABEL and not text.endswith((".", "!", "”", '"', "»", ",", ";", ":"))


def _take_unit(tail: PlaintextTail, unit: LayoutUnit) -> int:
    """Take a rule, a biography or a line of boilerplate; return 1, or 0 for anything else."""
    kind = classify_end_line(unit.text)
    if unit.mark == "rule" or (kind in {None, CONTACT} and _take_biography(tail, unit)):
        return 1
    if kind is None:
        return 0
    tail.classified_units.insert(0, (unit, kind))
    tail.contributors = (_read_contributors(unit) if kind is boilerplate.CONTRIBUTION else []) + tail.contributors
    return 1


def _take_contact(tail: PlaintextTail, original: str, min_index: int) -> int:
    """Take a contact footer of two or three lines: `To contact the X and the` / `Y visit:`; return their number."""
    for count in (2, 3):
        first_index = tail.text_end - count
        if first_index < min_index:
            return 0
        passage = tail.units[first_index : tail.text_end]
        text = " ".join(unit.text for unit in passage)
        if classify_end_line(text) is CONTACT:
            start, end = passage[0].start, passage[-1].end
            tail.classified_units.insert(0, (LayoutUnit(start, end, original[start:end], text), CONTACT))
            return count
    return 0


def _take_signature(tail: PlaintextTail, unit: LayoutUnit, options: ExtractionOptions) -> int:
    """Take a byline or a date; a bare name only if the text does not mention it."""
    if not tail.is_near_end:
        return 0
    line = read_head_line(unit, options)
    is_signed = line.role == "name" and not any(has_mention_of(tail.text_above, name.name) for name in line.names)
    if line.role not in {"byline", "date"} and not is_signed:
        return 0
    tail.lines.insert(0, replace(line, marked=line.role != "name"))
    return 1


def _take_biography(tail: PlaintextTail, unit: LayoutUnit) -> bool:
    author = find_introduced_author(unit.words, tail.text_above) if tail.is_near_end and not tail.biography else None
    if author is not None:
        tail.biography = (unit, shift_span(author, unit.words_start))
    return author is not None


def _read_contributors(unit: LayoutUnit) -> list[tuple[PrintedName, str]]:
    """Read the contributors of `(Additional reporting by …; editing by …)`, with their roles."""
    contributors = []
    offset = unit.start
    for clause in unit.raw.split(";"):
        role = next((name for name, pattern in _ROLES if pattern.search(clause)), "")
        mark = re.search(r"\b(?:by|par|von|por)\s+|:\s*", clause)
        names = find_names(clause, start=mark.end()) if role and mark else ()
        for name in names:
            start = offset + name.start
            contributors.append((replace(name, start=start, end=start + len(name.printed)), role))
        offset += len(clause) + 1
    return contributors


def _read_outlet(tail: PlaintextTail, original: str) -> None:
    """Set domain and outlet from the contact footer, else from the copyright line."""
    addresses = (unit.raw for unit, kind in tail.classified_units if kind in {boilerplate.ADDRESS, CONTACT})
    tail.domain = next((get_domain(match["host"]) for match in map(_DOMAIN.search, addresses) if match), "")
    contact = [unit for unit, kind in tail.classified_units if kind is CONTACT]
    if contact and (names := _find_contacted(original, contact[0].start, contact[-1].end)):
        matching = [name for name in names if tail.domain and _is_domain_of(name.value, tail.domain)]
        tail.outlet = (matching or names)[0]
        if not matching:
            tail.outlet = replace(tail.outlet, rule="a footer says whom to contact", is_certain=False)
    if tail.outlet is None:
        notices = (unit for unit, kind in tail.classified_units if kind is boilerplate.COPYRIGHT)
        tail.outlet = next(filter(None, map(_read_copyright_holder, notices)), None)


def _find_contacted(original: str, start: int, end: int) -> list[FooterName]:
    """Return the organisations named after ‘To contact’, in order."""
    match = _CONTACT_PREFIX.match(original, start, end)
    if not match:
        return []
    names, start_offset = [], match.end()
    for separator in _NAME_SEPARATOR.finditer(original, match.end(), end):
        words = original[start_offset : separator.start()].strip()
        if words[:1].isupper() and name_key(words) not in _GENERIC_RECIPIENTS and len(words) <= 80:
            span = (start_offset, start_offset + len(words))
            names.append(FooterName(collapse_whitespace(words), span, "the footer names the publisher to contact"))
        start_offset = separator.end()
    return names


def _read_copyright_holder(unit: LayoutUnit) -> FooterName | None:
    match = _COPYRIGHT.match(unit.raw)
    if not match or not match["name"].strip()[:1].isupper():
        return None
    name = match["name"].rstrip(" *_")
    name = re.split(r"\s+all rights|\s+-\s|\s+–\s", name, flags=re.IGNORECASE)[0]
    start = unit.start + match.start("name")
    return FooterName(name, (start, start + len(name)), "a copyright line names the holder", is_certain=False)


def _is_domain_of(name: str, domain: str) -> bool:
    """Return whether a domain is made of a name or of its initials: `wsws.org` of WSWS."""
    label = domain.split(".", maxsplit=1)[0].replace("-", "")
    words = [word for word in name_key(name).split() if word not in {"the", "of", "and"}]
    return label in {"".join(words), "".join(word[0] for word in words), "the" + "".join(words)}
