"""Split the value of an author field at its separators, and tell what each part may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from archive.text.agencies import AGENCIES
from archive.text.names import (
    PARTICLES,
    SUFFIXES,
    is_name_word,
    is_nobody,
    is_written_whole,
    read_person,
)
from archive.text.normalize import name_key

Span = tuple[int, int]

_SEGMENT: Final = re.compile(
    r"\s*[;|/•、；｜／؛\n\r\t\u2028\u2029]\s*|\s+[·–-]\s+|\s*—\s*"
    r"|(?<![lL\u3040-\u9fff])·(?![lL])",
)
"""What stands between whole credits, never inside a name."""
_JOIN: Final = re.compile(
    r"(?P<comma>\s*[,，،]\s*(?:(?:and|et|und|y|e|en|och|og|и|و)\s+|[&+]\s*)?)"
    r"|\s+(?:and|et|und|with|mit|avec|con)\s+|\s*[&＆]\s*|\s+\+\s+"
    r"|(?P<letter>\s+(?:y|e|i|en|och|og|и|і|și|și|és|ja|και|और|ve|dan|و)\s+)",
    re.IGNORECASE,
)
"""What stands between persons and, as a comma, between the family's name and the given."""
_DOUBLE: Final = frozenset("y e i".split())
_FAMILY_PARTICLES: Final = frozenset(
    "da de del della der des di dos du la ten ter van vande vom von zu zum zur".split()
)
"""Particles that open a family name even with a capital: `Van Auken, Bill`."""
_AROUND: Final = " \t\u00a0*_\u200b\u200e\u200f\ufeff,;:([{<)]}>"
_QUOTED: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」"}
_ASIDE: Final = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|<[^<>]{0,200}>|\S+@\S+\.\w+")
_DEGREES: Final = frozenset(
    "phd dphil md mph mba msc bsc ba ma ms jd llb llm llm rn rdn rd dds dvm esq obe cbe mbe qc kc"
    " frs mp mep".split()
)
_MASTHEADS: Final = frozenset(
    "times tribune herald gazette journal telegraph chronicle courier bulletin examiner sentinel"
    " observer guardian dispatch post mail weekly daily monitor".split()
)
"""Last words of papers' names; a few are names of families, too."""
_LONGEST: Final = 80  # characters of a part


class Shape(Enum):
    """What a part of an author field may be, from its own words alone."""

    NAME = auto()  # a whole name: `Jane Doe`, 山田花子
    WORD = auto()  # one word: a family's name, a given one, or all that somebody is called
    FAMILY = auto()  # opens with a particle: `van der Berg`, `Ortega y Gasset`
    GIVEN = auto()  # waits for the family's name: `Ludwig van`
    INITIALS = auto()  # `J. R. R.`
    SUFFIX = auto()  # `Jr.`
    TITLE = auto()  # one word that a role and a family name share: `Guest`, `Day`
    MASTHEAD = auto()  # ends as a paper's name does: `Harbour Gazette`, `Emily Post`
    OTHER = auto()  # an agency, a role, an outlet
    UNREADABLE = auto()


@dataclass(slots=True)
class Part:
    """Words between two separators, and what stood before them: ‘and’, or what is no person."""

    start: int
    end: int
    words: str
    shape: Shape
    is_after_and: bool = False
    is_apart: bool = False
    suffix: str = ""

    @property
    def is_loud(self) -> bool:
        """Whether it is all in capitals, as `WHITLOCK, Nora` marks the family's name."""
        return self.words.isupper() and sum(map(str.isalpha, self.words)) > 1

    @property
    def size(self) -> int:
        """How many words."""
        return len(self.words.split())


@dataclass(slots=True)
class Segment:
    """A stretch between strong separators: its parts, and what stands in brackets beside them.

    `others` are spans that name no author, `unclear` those that may.
    """

    start: int
    end: int
    parts: list[Part] = field(default_factory=list)
    asides: list[Span] = field(default_factory=list)
    others: list[Span] = field(default_factory=list)
    unclear: list[Span] = field(default_factory=list)


def split_segments(
    text: str, start: int, end: int, is_other: Callable[[str], bool]
) -> list[Segment]:
    """The segments of `text` that hold anything; `is_other` knows what is no person's name."""
    start, end = _without_brackets(text, start, end)
    asides = [match.span() for match in _ASIDE.finditer(text, start, end)]
    masked = _mask(text, asides)
    borders = [match.span() for match in _SEGMENT.finditer(masked, start, end)]
    found = []
    spans = _between(borders, start, end)
    for (first, last), (following, _) in zip(spans, [*spans[1:], (end, end)], strict=True):
        segment = Segment(*_trim(masked, first, last))
        segment.asides = [span for span in asides if first <= span[0] < following]
        _fill(segment, masked, is_other)
        if segment.parts or segment.asides:
            found.append(segment)
    return found


def _fill(segment: Segment, text: str, is_other: Callable[[str], bool]) -> None:
    for first, last, is_after_and in _pieces(text, segment.start, segment.end):
        start, end = _trim(text, first, last)
        if start >= end:
            continue
        words, suffix = _without_suffix(text[start:end])
        shape = _shape(words, segment.parts, is_other, is_after_and=is_after_and)
        part = Part(start, end, words, shape, is_after_and, suffix=suffix)
        is_name = shape is Shape.NAME and not suffix
        named = read_person(text, start, end, least=1) if is_name else None
        if named is not None and named.end < end and " " not in named.printed:
            part.shape = Shape.UNREADABLE  # ‘Elizabeth of York’ is more than her first word
        elif named is not None:  # ‘Dr Jane Doe in Paris’
            part.start, part.end, part.words = named.start, named.end, named.printed
            if named.end < end:
                segment.others.append((named.end, end))
        segment.parts.append(part)


def _without_suffix(words: str) -> tuple[str, str]:
    """`John Roe Jr.` as the name and what stands behind it."""
    name, _, last = words.rpartition(" ")
    is_suffix = name.strip() and last.strip(".").casefold() in SUFFIXES
    return (name.strip(), last) if is_suffix else (words, "")


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Spans between commas and conjunctions; a letter that may stand in a name parts only names."""
    found, first, is_after_and = [], start, False
    for border in _JOIN.finditer(text, start, end):
        if border.start() < first:
            continue
        if border["letter"]:
            after = _JOIN.split(text[border.end() : end], maxsplit=1)[0]
            if len(after.split()) < 2 or not text[first : border.start()].strip():
                continue
        found.append((first, border.start(), is_after_and))
        is_after_and = (border["comma"] or "").strip(" ,，،") != "" or not border["comma"]
        first = border.end()
    return [*found, (first, end, is_after_and)]


def _shape(
    words: str, parts: list[Part], is_other: Callable[[str], bool], *, is_after_and: bool
) -> Shape:
    """What the words of a part may be after these `parts`."""
    before = parts[-1] if parts else None
    if before and words.strip(".").casefold() in SUFFIXES:
        return Shape.SUFFIX
    key = name_key(words)
    if is_other(words) or not key or key in AGENCIES or key.startswith("the "):
        return Shape.OTHER
    if not any(map(str.isalpha, words)) or _is_title_behind(words, parts):
        return Shape.OTHER
    if _are_initials(words, is_first=not before or is_after_and):
        return Shape.INITIALS
    if is_nobody(words):
        return Shape.TITLE if " " not in words and words[0].isupper() else Shape.OTHER
    return _shape_of_name(words, before)


def _is_title_behind(words: str, parts: list[Part]) -> bool:
    """Whether a part is a degree or an acronym behind a whole name: `Ph.D.`, `MS`, `TIME`."""
    if not parts or (parts[-1].shape is not Shape.NAME and len(parts) < 2):
        return False
    before = parts[-1]
    if all(word.replace(".", "").casefold() in _DEGREES for word in words.split()):
        return words.isupper() or "." in words or len(words) > 2
    letters = words.replace(" ", "").replace("-", "")
    is_acronym = letters.isalpha() and letters.isupper() and words.isascii()
    return is_acronym and not before.is_loud and before.shape is not Shape.WORD


def _shape_of_name(words: str, before: Part | None) -> Shape:
    listed = words.split()
    if before and len(listed) > 1 and _unquoted(listed[-1:])[:1] != listed[-1:]:
        return Shape.GIVEN  # ‘Robert “Bob”’
    if len(words) > _LONGEST or not all(map(is_name_word, _unquoted(listed))):
        if read_person(words, 0, len(words), least=2 if before else 1):
            return Shape.NAME
        described = any(word[0].islower() and word not in PARTICLES for word in listed)
        return Shape.OTHER if before and described else Shape.UNREADABLE
    particles = [word.casefold() in PARTICLES for word in listed]
    if len(listed) == 1:
        return Shape.NAME if is_written_whole(words) else Shape.WORD
    if "–" in words and len(listed) != 2:
        return Shape.UNREADABLE  # ‘Jean–Luc Verne’ is one, ‘Jane Doe–Ann Poe’ two
    if listed[-1] in PARTICLES or (len(listed[-1].strip(".")) == 1 and before):
        return Shape.GIVEN
    is_double = len(listed) == 3 and listed[1] in _DOUBLE
    opens = listed[0] in PARTICLES or (
        listed[0].casefold() in _FAMILY_PARTICLES and particles.count(False) == 1
    )
    if is_double or opens:
        return Shape.FAMILY
    if before and listed[-1].casefold() in _MASTHEADS:
        return Shape.MASTHEAD
    return Shape.NAME if read_person(words, 0, len(words), least=2) else Shape.UNREADABLE


def _unquoted(words: list[str]) -> list[str]:
    """Words without the quotation marks around a nickname."""
    return [bare for word in words if (bare := word.strip("\"'“”‘’«»()"))]


def _are_initials(words: str, *, is_first: bool) -> bool:
    letters = re.split(r"[.\s‐‑-]+", words.strip("."))
    if not all(word.isupper() and len(word) == 1 for word in letters):
        is_short = words.isupper() and words.isalpha() and words.isascii() and len(words) < 4
        return is_short and not is_first  # ‘LI, Na’ begins with a family's name
    return len(letters) <= 5


def _mask(text: str, spans: list[Span]) -> str:
    for first, last in spans:
        text = f"{text[:first]}{' ' * (last - first)}{text[last:]}"
    return text


def _between(borders: list[Span], start: int, end: int) -> list[Span]:
    starts = [start, *(last for _, last in borders)]
    ends = [*(first for first, _ in borders), end]
    return list(zip(starts, ends, strict=True))


def _without_brackets(text: str, start: int, end: int) -> Span:
    """The span inside brackets that stand around all of it: `[Jane Doe, Reuters]`."""
    bare = text[start:end].strip()
    closing = {"(": ")", "[": "]", "<": ">"}.get(bare[:1])
    if closing is None or bare[-1:] != closing or bare.count(closing) > 1:
        return start, end
    return text.index(bare[0], start) + 1, text.rindex(closing, start, end)


def _trim(text: str, start: int, end: int) -> Span:
    """The span without space and marks at its ends, and without quotation marks around it all."""
    while start < end and (text[start] in _AROUND or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _AROUND or text[end - 1].isspace()):
        end -= 1
    closing = _QUOTED.get(text[start]) if start < end else None
    if closing and end - start > 2 and text[end - 1] == closing:
        inside = text[start + 1 : end - 1]
        if closing not in inside:
            return _trim(text, start + 1, end - 1)
    return start, end
