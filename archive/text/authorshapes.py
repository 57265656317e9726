"""Classify a part of an author field: whole name, family name, initials, agency …"""

import re
from collections.abc import Callable
from dataclasses import dataclass
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

DOUBLE: Final = frozenset("y e i".split())
"""Conjunctions inside a double family name: `Robledo y Vega`."""
_FAMILY_PARTICLES: Final = frozenset(
    "da de del della der des di dos du la mac mc saint st ste ten ter van vande vom von zu zum"
    " zur".split()
)
"""Particles that begin a family name even when capitalised: `Van Auken, Bill`."""
_HONOUR: Final = re.compile(r"(?:dr|prof|mr|mrs|ms|miss|sir|dame|rev|lord|lady)\.?\s+\S+", re.I)
_DEGREES: Final = frozenset(
    "phd dphil md mph mba msc bsc ba ma ms jd llb llm llm rn rdn rd dds dvm esq obe cbe mbe qc kc"
    " frs mp mep".split()
)
_MASTHEADS: Final = frozenset(
    "times tribune herald gazette journal telegraph chronicle courier bulletin examiner sentinel"
    " observer guardian dispatch post mail weekly daily monitor".split()
)
"""Last words of newspaper names; a few are family names, too."""
_LONGEST: Final = 80  # characters of a part


class Shape(Enum):
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


_WHOLE: Final = frozenset({Shape.NAME, Shape.SUFFIX, Shape.OTHER})
"""Shapes after which an acronym is not a name."""


@dataclass(slots=True)
class Part:
    """Words between two separators; flags tell if a conjunction or a non-person came before."""

    start: int
    end: int
    words: str
    shape: Shape
    is_after_and: bool = False
    is_apart: bool = False
    suffix: str = ""

    @property
    def is_loud(self) -> bool:
        """True if in capitals, as `WHITLOCK, Nora` marks the family name."""
        words = self.words.split()
        is_spelled = "." not in self.words and all(len(word) > 1 for word in words)
        has_long_word = any(len(word) > 2 and "." not in word for word in words)  # ‘MAUD S. ROE’
        return self.words.isupper() and (is_spelled or has_long_word)

    @property
    def size(self) -> int:
        """Number of words."""
        return len(self.words.split())


def shape_of(
    words: str, parts: list[Part], is_other: Callable[[str], bool], *, is_after_and: bool
) -> Shape:
    """Return the shape of the words of a part that follows `parts`."""
    before = parts[-1] if parts else None
    if before and words.strip(".").casefold() in SUFFIXES:
        return Shape.SUFFIX
    key = name_key(words)
    if is_other(words) or not key or key in AGENCIES or key.startswith("the "):
        return Shape.OTHER
    if not any(map(str.isalpha, words)) or _is_title_behind(
        words, parts, is_after_and=is_after_and
    ):
        return Shape.OTHER
    if _are_initials(words, before=None if is_after_and else before):
        return Shape.INITIALS
    if is_nobody(words):
        return Shape.TITLE if " " not in words and words[0].isupper() else Shape.OTHER
    return _shape_of_name(words, before, is_after_and=is_after_and)


def _is_title_behind(words: str, parts: list[Part], *, is_after_and: bool) -> bool:
    """Return whether a part is a degree or acronym after a whole name: `Ph.D.`, `MS`, `TIME`."""
    if not parts or is_after_and or (parts[-1].shape is Shape.WORD and len(parts) < 2):
        return False
    if all(word.replace(".", "").casefold() in _DEGREES for word in words.split()):
        return words.isupper() or "." in words or len(words) > 2
    letters = words.replace(" ", "").replace("-", "")
    is_acronym = letters.isalpha() and letters.isupper() and words.isascii()
    return is_acronym and parts[-1].shape in _WHOLE and not parts[-1].is_loud


def _shape_of_name(words: str, before: Part | None, *, is_after_and: bool) -> Shape:
    listed = words.split()
    if before and len(listed) > 1 and _unquoted(listed[-1:])[:1] != listed[-1:]:
        return Shape.GIVEN  # ‘Robert “Bob”’
    has_suffix_inside = any(word.strip(".").casefold() in SUFFIXES for word in listed[:-1])
    if len(words) > _LONGEST or has_suffix_inside or not all(map(is_name_word, _unquoted(listed))):
        return _shape_of_others(words, before)
    if len(listed) == 1:
        return Shape.NAME if is_written_whole(words) else Shape.WORD
    if "–" in words and len(listed) != 2:
        return Shape.UNREADABLE  # ‘Jean–Luc Verne’ is one, ‘Jane Doe–Ann Poe’ two
    if listed[-1] in PARTICLES or (len(listed[-1].strip(".")) == 1 and before):
        return Shape.GIVEN
    return _shape_of_words(words, before, is_after_and=is_after_and)


def _shape_of_others(words: str, before: Part | None) -> Shape:
    """Classify a part whose words are not all name words: `Jane Doe, writing for …`."""
    if read_person(words, 0, len(words), least=2 if before else 1):
        return Shape.NAME
    described = any(word[0].islower() and word not in PARTICLES for word in words.split())
    is_behind = before and before.shape in {Shape.NAME, Shape.OTHER}
    return Shape.OTHER if is_behind and described else Shape.UNREADABLE


def _shape_of_words(words: str, before: Part | None, *, is_after_and: bool) -> Shape:
    """Classify several words, each of which may belong to a name."""
    listed = words.split()
    particles = [word.casefold() in PARTICLES for word in listed]
    if before and _HONOUR.fullmatch(words):
        return Shape.GIVEN if before.shape in {Shape.WORD, Shape.FAMILY} else Shape.UNREADABLE
    is_double = len(listed) == 3 and listed[1] in DOUBLE
    if is_double and before and not is_after_and:
        return Shape.UNREADABLE  # the last two of a list, or one: ‘…, Robledo y Vega, Inés’
    opens = listed[0] in PARTICLES or (
        listed[0].casefold().strip(".") in _FAMILY_PARTICLES and particles[1:].count(False) == 1
    )
    if is_double or opens:
        return Shape.FAMILY
    if before and listed[-1].casefold() in _MASTHEADS:
        return Shape.MASTHEAD
    return Shape.NAME if read_person(words, 0, len(words), least=2) else Shape.UNREADABLE


def _unquoted(words: list[str]) -> list[str]:
    """Return words without the quotation marks around a nickname."""
    return [bare for word in words if (bare := word.strip("\"'“”‘’«»()"))]


def _are_initials(words: str, *, before: Part | None) -> bool:
    letters = re.split(r"[.\s‐‑-]+", words.strip("."))
    if not all(word.isupper() and len(word) == 1 for word in letters):
        is_short = words.isupper() and words.isalpha() and words.isascii() and len(words) < 4
        is_behind = before is not None and before.shape in {Shape.WORD, Shape.FAMILY}
        return is_short and is_behind  # ‘LI, Na’ begins with a family name
    return len(letters) <= 5
