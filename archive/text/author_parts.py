"""Parts of an author field: separators, and the shape of the words between two."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from archive.text import names
from archive.text.byline_words import AGENCIES
from archive.text.names import PARTICLES, SUFFIXES, Span
from archive.text.normalize import name_key

FAMILY_CONJUNCTIONS: Final = frozenset("y e i".split())  # conjunctions inside a double family name: `Robledo y Vega`
_FAMILY_PARTICLES: Final = frozenset(  # particles that begin a family name even when capitalised: `Van Auken, Bill`
    "da de del della der des di dos du la mac mc mhic nic ní saint st ste ten ter van vande ua uí vom von zu zum zur"
    " ó".split()
)
_HONORIFIC: Final = re.compile(r"(?:dr|prof|mr|mrs|ms|miss|sir|dame|rev|lord|lady)\.?\s+\S+", re.I)
_DEGREES: Final = frozenset(
    "phd dphil md mph mba msc bsc ba ma ms jd llb llm llm rn rdn rd dds dvm esq obe cbe mbe qc kc frs mp mep".split()
)
_MASTHEADS: Final = frozenset(  # last words of newspaper names; a few are family names, too
    "times tribune herald gazette journal telegraph chronicle courier bulletin examiner sentinel"
    " observer guardian dispatch post mail weekly daily monitor".split()
)
_MAX_PART_CHARS: Final = 80  # characters of a part
_SEGMENT_SEPARATOR: Final = re.compile(  # separators between whole credits, never inside a name
    r"(?:(?<!\s)\s+)?[;|/•、；｜／؛\n\r\t\u2028\u2029—]\s*|(?<!\s)\s+[·–-]\s+|(?<![lL\u3040-\u9fff])·(?![lL])"
)
_PERSON_SEPARATOR: Final = re.compile(
    r"(?P<comma>(?:(?<!\s)\s+)?[,，،]\s*(?:(?:and|et|und|y|e|en|och|og|и|و)\s+|[&+]\s*)?)"
    r"|(?<!\s)\s+(?:and|et|und|with|mit|avec|con)\s+|(?:(?<!\s)\s+)?[&＆]\s*|(?<!\s)\s+\+\s+"
    r"|(?P<letter>(?<!\s)\s+(?:y|e|i|en|och|og|и|і|și|și|és|ja|και|और|ve|dan|و)\s+)",
    re.IGNORECASE,
)
"""Separators between persons; a comma may also separate family name and given name."""
_TRIMMED_CHARS: Final = " \t\u00a0*_\u200b\u200e\u200f\ufeff,;:([{<)]}>"
_QUOTE_PAIRS: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」"}
_PLACE_SUFFIX: Final = re.compile(
    r"(?<!\s)\s+(?:in|at|near|from|reports?|reporting|à|en|aus)\s+(?=[^\Wa-z]).*", re.DOTALL
)
"""Place after a name: `Jane Doe in Paris`."""
_BRACKETED: Final = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|<[^<>]{0,200}>|[^\s@]{1,80}@[^\s@]{1,200}\.\w+")


class PartShape(Enum):
    """Reading of a part of an author field, from its own words."""

    NAME = auto()  # a whole name: `Jane Doe`, 山田花子
    WORD = auto()  # one word: a family name, a given name or a mononym
    FAMILY = auto()  # family name with particle or conjunction: `van der Berg`, `Ortega y Gasset`
    GIVEN = auto()  # incomplete without a family name: `Ludwig van`
    INITIALS = auto()  # `J. R. R.`
    SUFFIX = auto()  # `Jr.`
    TITLE = auto()  # one word that is both a role and a family name: `Guest`, `Day`
    MASTHEAD = auto()  # ends like a newspaper name: `Harbour Gazette`, `Emily Post`
    OTHER = auto()  # an agency, a role, an outlet
    UNREADABLE = auto()


_COMPLETE_SHAPES: Final = frozenset({PartShape.NAME, PartShape.SUFFIX, PartShape.OTHER})
"""Shapes after which an acronym is not a name."""


@dataclass(slots=True)
class AuthorPart:
    """Words between two separators; flags tell if a conjunction or a non-person came before."""

    start: int
    end: int
    words: str
    shape: PartShape
    is_after_and: bool = False
    is_after_other: bool = False
    suffix: str = ""

    @property
    def is_all_caps(self) -> bool:
        """True if in capitals, as `WHITLOCK, Nora` marks the family name."""
        words = self.words.split()
        is_spelled = "." not in self.words and all(len(word) > 1 for word in words)
        has_long_word = any(len(word) > 2 and "." not in word for word in words)  # ‘MAUD S. ROE’
        return self.words.isupper() and (is_spelled or has_long_word)

    @property
    def is_personal(self) -> bool:
        """True if it may be of a person's name."""
        return self.shape not in {PartShape.OTHER, PartShape.SUFFIX, PartShape.TITLE, PartShape.MASTHEAD}

    @property
    def word_count(self) -> int:
        """Number of words."""
        return len(self.words.split())


def classify_part(
    words: str, parts: list[AuthorPart], is_other: Callable[[str], bool], *, is_after_and: bool
) -> PartShape:
    """Return the shape of the words of a part that follows `parts`."""
    previous = parts[-1] if parts else None
    if previous and words.strip(".").casefold() in SUFFIXES:
        return PartShape.SUFFIX
    key = name_key(words)
    if is_other(words) or not key or key in AGENCIES or key.startswith("the "):
        return PartShape.OTHER
    if not any(map(str.isalpha, words)) or _is_trailing_title(words, parts, is_after_and=is_after_and):
        return PartShape.OTHER
    if _are_initials(words, previous=None if is_after_and else previous):
        return PartShape.INITIALS
    if names.is_not_person(words):
        return PartShape.TITLE if " " not in words and words[0].isupper() else PartShape.OTHER
    return _classify_name(words, previous, is_after_and=is_after_and)


def _is_trailing_title(words: str, parts: list[AuthorPart], *, is_after_and: bool) -> bool:
    """Return whether a part is a degree or acronym after a whole name: `Ph.D.`, `MS`, `TIME`."""
    if not parts or is_after_and or (parts[-1].shape is PartShape.WORD and len(parts) < 2):
        return False
    if all(word.replace(".", "").casefold() in _DEGREES for word in words.split()):
        return words.isupper() or "." in words or len(words) > 2
    letters = words.replace(" ", "").replace("-", "")
    is_acronym = letters.isalpha() and letters.isupper() and words.isascii()
    return is_acronym and parts[-1].shape in _COMPLETE_SHAPES and not parts[-1].is_all_caps


def _classify_name(words: str, previous: AuthorPart | None, *, is_after_and: bool) -> PartShape:
    word_list = words.split()
    unquoted_words = [stripped for word in word_list if (stripped := word.strip("\"'“”‘’«»()"))]
    if previous and len(word_list) > 1 and unquoted_words[-1:] != word_list[-1:]:
        return PartShape.GIVEN  # ‘Robert “Bob”’
    has_suffix_inside = any(word.strip(".").casefold() in SUFFIXES for word in word_list[:-1])
    if len(words) > _MAX_PART_CHARS or has_suffix_inside or not all(map(names.is_name_word, unquoted_words)):
        return _classify_unlike_name(words, previous)
    if len(word_list) == 1:
        return PartShape.NAME if names.is_unspaced_name(words) else PartShape.WORD
    if "–" in words and len(word_list) != 2:
        return PartShape.UNREADABLE  # ‘Jean–Luc Verne’ is one, ‘Jane Doe–Ann Poe’ two
    if word_list[-1] in PARTICLES or (len(word_list[-1].strip(".")) == 1 and previous):
        return PartShape.GIVEN
    return _classify_words(words, previous, is_after_and=is_after_and)


def _classify_unlike_name(words: str, previous: AuthorPart | None) -> PartShape:
    """Classify a part whose words are not all name words: `Jane Doe, writing for …`."""
    if names.parse_person(words, 0, len(words), min_words=2 if previous else 1):
        return PartShape.NAME
    is_description = any(word[0].islower() and word not in PARTICLES for word in words.split())
    is_behind = previous and previous.shape in {PartShape.NAME, PartShape.OTHER}
    return PartShape.OTHER if is_behind and is_description else PartShape.UNREADABLE


def _classify_words(words: str, previous: AuthorPart | None, *, is_after_and: bool) -> PartShape:
    """Classify several words, each of which may belong to a name."""
    word_list = words.split()
    are_particles = [word.casefold() in PARTICLES for word in word_list]
    if previous and _HONORIFIC.fullmatch(words):
        return PartShape.GIVEN if previous.shape in {PartShape.WORD, PartShape.FAMILY} else PartShape.UNREADABLE
    is_double = len(word_list) == 3 and word_list[1] in FAMILY_CONJUNCTIONS
    if is_double and previous and not is_after_and:
        return PartShape.UNREADABLE  # the last two of a list, or one: ‘…, Robledo y Vega, Inés’
    is_family_opening = word_list[0] in PARTICLES or (
        word_list[0].casefold().strip(".") in _FAMILY_PARTICLES and are_particles[1:].count(False) == 1
    )
    if is_double or is_family_opening:
        return PartShape.FAMILY
    if previous and word_list[-1].casefold() in _MASTHEADS:
        return PartShape.MASTHEAD
    return PartShape.NAME if names.parse_person(words, 0, len(words), min_words=2) else PartShape.UNREADABLE


def _are_initials(words: str, *, previous: AuthorPart | None) -> bool:
    letters = re.split(r"[.\s‐‑-]+", words.strip("."))
    if not all(word.isupper() and len(word) == 1 for word in letters):
        is_short = words.isupper() and words.isalpha() and words.isascii() and len(words) < 4
        is_behind = previous is not None and previous.shape in {PartShape.WORD, PartShape.FAMILY}
        return is_short and is_behind  # ‘LI, Na’ begins with a family name
    return len(letters) <= 5


@dataclass(slots=True)
class AuthorSegment:
    """Text between strong separators: `other_spans` name no author, `unclear_spans` may name one."""

    start: int
    end: int
    parts: list[AuthorPart] = field(default_factory=list)
    bracketed_spans: list[Span] = field(default_factory=list)
    other_spans: list[Span] = field(default_factory=list)
    unclear_spans: list[Span] = field(default_factory=list)


def split_segments(text: str, start: int, end: int, is_other: Callable[[str], bool]) -> list[AuthorSegment]:
    """Return the non-empty segments of `text`; `is_other` recognises known non-persons."""
    start, end = _strip_brackets(text, start, end)
    bracketed_spans = [match.span() for match in _BRACKETED.finditer(text, start, end)]
    masked = text
    for first, last in bracketed_spans:
        masked = f"{masked[:first]}{' ' * (last - first)}{masked[last:]}"
    borders = [match.span() for match in _SEGMENT_SEPARATOR.finditer(masked, start, end)]
    segments = []
    spans = names.compute_gaps(borders, start, end)
    for (first, last), (following, _) in zip(spans, [*spans[1:], (end, end)], strict=True):
        segment = AuthorSegment(*_trim_span(masked, first, last))
        segment.bracketed_spans = [span for span in bracketed_spans if first <= span[0] < following]
        _add_parts(segment, masked, is_other)
        if segment.parts or segment.bracketed_spans:
            segments.append(segment)
    return segments


def _add_parts(segment: AuthorSegment, text: str, is_other: Callable[[str], bool]) -> None:
    for first, last, is_after_and in _split_part_spans(text, segment.start, segment.end):
        start, end = _trim_span(text, first, last)
        if place_match := _PLACE_SUFFIX.search(text, start, end):
            segment.other_spans.append((place_match.start() + 1, end))
            end = place_match.start()
        if start >= end:
            continue
        words, suffix = text[start:end], ""
        name, _, last_word = words.rpartition(" ")
        if name.strip() and last_word.strip(".").casefold() in SUFFIXES:  # ‘John Roe Jr.’
            words, suffix = name.strip(), last_word
        shape = classify_part(words, segment.parts, is_other, is_after_and=is_after_and)
        part = AuthorPart(start, end, words, shape, is_after_and, suffix=suffix)
        is_name = shape is PartShape.NAME and not suffix
        person = names.parse_person(text, start, end, min_words=1) if is_name else None
        if person is not None and person.end < end and " " not in person.printed:
            part.shape = PartShape.UNREADABLE  # ‘Elizabeth of York’ is more than her first word
        elif person is not None:  # ‘Dr Jane Doe in Paris’
            part.start, part.end = person.start, person.end
            part.words = person.printed
            if person.end < end:
                segment.other_spans.append((person.end, end))
        segment.parts.append(part)


def _split_part_spans(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Return (start, end, is_after_and) between separators; `y` separates whole names only, as it may be in one."""
    spans = []
    first = start
    is_after_and = False
    for border in _PERSON_SEPARATOR.finditer(text, start, end):
        if border.start() < first:
            continue
        if border["letter"]:
            after = _PLACE_SUFFIX.sub("", _PERSON_SEPARATOR.split(text[border.end() : end], maxsplit=1)[0])
            if len(after.split()) < 2 or not text[first : border.start()].strip():
                continue
        spans.append((first, border.start(), is_after_and))
        is_after_and = (border["comma"] or "").strip(" ,，،") != "" or not border["comma"]
        first = border.end()
    return [*spans, (first, end, is_after_and)]


def _strip_brackets(text: str, start: int, end: int) -> Span:
    """Return the span without brackets around all of it: `[Jane Doe, Reuters]`."""
    stripped = text[start:end].strip()
    closing = {"(": ")", "[": "]", "<": ">"}.get(stripped[:1])
    if closing is None or stripped[-1:] != closing or stripped.count(closing) > 1:
        return start, end
    return text.index(stripped[0], start) + 1, text.rindex(closing, start, end)


def _trim_span(text: str, start: int, end: int) -> Span:
    """Return the span without surrounding space, punctuation and quotation marks."""
    while start < end and (text[start] in _TRIMMED_CHARS or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _TRIMMED_CHARS or text[end - 1].isspace()):
        end -= 1
    closing = _QUOTE_PAIRS.get(text[start]) if start < end else None
    if closing and end - start > 2 and text[end - 1] == closing:
        inside = text[start + 1 : end - 1]
        if closing not in inside:
            return _trim_span(text, start + 1, end - 1)
    return start, end
