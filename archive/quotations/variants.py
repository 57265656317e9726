"""Similarity of two printings: shared rare trigrams first, then the best aligned window.

Words are compared by stem (`talk` and `talks`, `organisation` and `organization`). Two named
speakers who differ said two things, unless the words are long and nearly equal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from archive.text.normalize import fold

_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
_ENDING: Final = re.compile(r"(?:'s|ing|ed|es|s)$")
_DOUBLED: Final = re.compile(r"(?<=([bdgmnprt]))\1$")
_BRITISH: Final = re.compile(r"(?<=\w\w)(?:is(?=(?:e|ed|es|ing|ation|ations)$)|our(?=s?$)|re$)")
_AMERICAN: Final = {"is": "iz", "our": "or", "re": "er"}
COMMON: Final = frozenset(
    "a an the and or but if of in on at to for from with by as is are was were be been being am"
    " it its this that these those he she they we i you his her their our my your him them us me"
    " not no do does did have has had will would can could should may might there what who which"
    " when how why so than then just very don't it's i'm that's we're they're about all one up out"
    " going go get know think want say said like more some any because into over also".split()
)
"""Words that are weak evidence of a match."""
NEVER: Final = 2.0
NEAR_DAYS: Final = 3
FAR_DAYS: Final = 60
LONGEST_COMPARED: Final = 120  # words compared


@dataclass(frozen=True, slots=True)
class Printing:
    """One statement in comparable form: stems, speaker, place and time."""

    pk: int
    article: int
    outlet: int | None
    stems: tuple[str, ...]
    speaker: str = ""
    """Key of the speaker's name; empty if unnamed."""
    first: date | None = None
    last: date | None = None
    is_report: bool = False


def stems(words: str) -> tuple[str, ...]:
    """Return the stems of the words."""
    return tuple(_stem(word) for word in _WORD.findall(fold(words))[:LONGEST_COMPARED])


def american(word: str) -> str:
    """Return a folded word in American spelling: `organisation` as `organization`."""
    return _BRITISH.sub(lambda found: _AMERICAN[found.group()], word)


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    word = word.replace("’", "'")
    if len(word) > 4:
        word = american(word)
        word = _DOUBLED.sub("", _ENDING.sub("", word)) or word
    return word.rstrip("e") if len(word) > 4 else word


def grams(printed: Sequence[str]) -> list[int]:
    """Hash each stem trigram to a 63-bit integer; a two-word statement is one gram.

    Trigrams of common words alone are left out.
    """
    if len(printed) < 3:
        return [_number(printed)] if len(printed) == 2 and not COMMON.issuperset(printed) else []
    rows = zip(printed, printed[1:], printed[2:], strict=False)
    return list(dict.fromkeys(_number(row) for row in rows if not COMMON.issuperset(row)))


def _number(row: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(row).encode(), digest_size=8).digest()) >> 1


def may_be_one(one: Printing, two: Printing) -> bool:
    """Return whether two printings can match: not of one article, nor of one known outlet."""
    if one.article == two.article:
        return False
    return one.outlet is None or one.outlet != two.outlet


def likeness(one: Printing, two: Printing) -> float:
    """Return the similarity of the shorter one to the best window of the longer, 0 to 1."""
    short, long = sorted((one.stems, two.stems), key=len)
    return fuzz.partial_ratio(" ".join(short), " ".join(long)) / 100


def are_one(one: Printing, two: Printing) -> float:
    """Return the match score of two printings, 0 if they do not match."""
    if not may_be_one(one, two):
        return 0.0
    shorter = min(len(one.stems), len(two.stems))
    days = _days_between(one, two)
    agreed = _agreement(one.speaker, two.speaker)
    like = likeness(one, two)
    if days is not None and days > FAR_DAYS and (shorter < 8 or like < 0.9):
        return 0.0
    if days is not None and days <= NEAR_DAYS and _are_equal(one, two):
        return like
    return like if like >= _threshold(one, two, agreed=agreed, days=days) else 0.0


def _are_equal(one: Printing, two: Printing) -> bool:
    """Return whether the stems are equal, and not only common words."""
    return one.stems == two.stems and len(set(one.stems) - COMMON) >= 2


def _threshold(one: Printing, two: Printing, *, agreed: bool | None, days: int | None) -> float:
    """Return the least similarity: higher for few words, lower where the speakers agree."""
    short, long = sorted((len(one.stems), len(two.stems)))
    close = days is not None and days <= NEAR_DAYS
    if agreed is False:
        return 0.93 if short >= 12 or (short >= 8 and close) else NEVER
    if short < 4:
        return 0.95 if close and long <= short + 1 else NEVER
    if not agreed:
        return 0.85 if short >= 5 else 0.93
    if short < 5:
        return 0.9
    if days is None or days <= FAR_DAYS:
        return 0.7 if _share_a_run(one.stems, two.stems) else 0.8
    return 0.85


def is_reported_by(report: Printing, said: Printing) -> bool:
    """Return whether `report` reports `statement`: same speaker, same days, most of its words."""
    days = _days_between(report, said)
    if not may_be_one(report, said) or days is None or days > NEAR_DAYS:
        return False
    if _agreement(report.speaker, said.speaker) is not True:
        return False
    one = {stem for stem in report.stems if stem not in COMMON}
    two = {stem for stem in said.stems if stem not in COMMON}
    shared = len(one & two)
    return shared >= 3 and shared >= 0.6 * min(len(one), len(two))


def _agreement(one: str, two: str) -> bool | None:
    """Return whether two names are of one person; None if either is unknown."""
    if not one or not two:
        return None
    short, long = sorted((one.split(), two.split()), key=len)
    return short == long[-len(short) :] or (short[-1] == long[-1] and short[0][0] == long[0][0])


def _days_between(one: Printing, two: Printing) -> int | None:
    """Return the least number of days between them; None if a date is unknown."""
    if one.first is None or one.last is None or two.first is None or two.last is None:
        return None
    return max(0, (two.first - one.last).days, (one.first - two.last).days)


def _share_a_run(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Return whether five stems in a row are shared, two of them not common."""
    for code in LCSseq.opcodes(one, two):
        run = one[code.src_start : code.src_end]
        if code.tag == "equal" and len(run) >= 5 and len(set(run) - COMMON) >= 2:
            return True
    return False
