"""Numbers that a text gives for counted things: the value, the noun, and the sentence around.

A sum of money is one in each of its forms: `3.90 marks`, `3,90 marks` and `3 marks 90` are 3.9 of
them. Sums with a sign (`£3 50`) name no noun and are not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from archive.text.languages import base_language
from archive.text.numbers import SCALES, SPELT, digits, hundredths_after, value_of

MONEY: Final = frozenset(
    "marks dollars euros pounds francs crowns roubles rubles rupees pesos dinars dirhams riyals"
    " rials shekels liras lire zlotys kronor kroner yen yuan won rand reais guilders florins"
    " shillings".split()
)
"""What sums are given in, in the plural."""
_NO_THINGS: Final = frozenset(
    "per percent cent pct point points degrees and but for from with that this than the was were"
    " are has had have more less after before when who which per days day years year hours hour"
    " minutes minute weeks week months month times time seconds second decades centuries january"
    " february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday out old members others other first last"
    " off over under into onto between major key different separate more further additional"
    " ans jours heures mois semaines secondes fois autres premiers derniers millions milliards"
    " años días horas meses semanas minutos veces anos dias vezes".split()
)
_PLURALS: Final = frozenset("people men women children fish police troops staff".split())
_PART: Final = re.compile(
    rf"(?:hundred|thousand|million)\s+(?:and\s+)?$|(?:\d|\b(?:one|{SPELT}|hundred|thousand|million))"
    r"\s+(?:to|or)\s+$",
    re.IGNORECASE,
)
_GROUP_BEFORE: Final = re.compile(r"(?<![\d.,])\d{1,3}[ \u00a0\u202f]$")
_GROUP: Final = re.compile(r"\d{3}(?!\d)")
_SENTENCE_END: Final = re.compile(r"[.!?…][”’\"')\]]*\s+(?=[“‘\"'(\[]?[A-Z0-9])")
_AROUND: Final = 400


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` things of the kind `noun`; `printed` and where it stands in its `sentence`."""

    noun: str
    value: float
    printed: str
    before: str
    after: str


def figures_in(text: str, language: str = "") -> Iterator[Figure]:
    """Each number that counts things of a named kind, in the order of the text."""
    is_english = base_language(language) in {"", "en"}
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    here = past = 0
    for match in _pattern(is_english=is_english).finditer(text):
        noun, start = _noun(match), match.start()
        if start < past or not _counts_things(noun) or _is_part(text, start):
            continue
        while ends[here + 1] <= start:
            here += 1
        value, past = _reading(text, match, noun, is_english=is_english)
        first, last = ends[here], max(past, ends[here + 1])
        yield Figure(
            noun,
            value,
            text[start:past],
            text[max(first, start - _AROUND) : start].lstrip(),
            text[past : min(last, past + _AROUND)].rstrip(),
        )


@cache
def _pattern(*, is_english: bool) -> re.Pattern[str]:
    """`2.4 million marks`."""
    number = digits(is_english=is_english)
    return re.compile(
        rf"(?<![\w$€£¥₽₹.,/:-])(?P<number>{number}|{SPELT})"
        r"(?:[ \u00a0-](?P<scale>hundred|thousand|millions?|billion|milliards?|trillion))?"
        r"(?![\w%°/:.-]*\d)"
        r"(?:[\s\u00a0]+(?:or so\s+|de\s+|d['’])?(?P<noun>[^\W\d_]{3,24}))(?![\w-])",
        re.IGNORECASE,
    )


def _noun(match: re.Match[str]) -> str:
    """What is counted, in small letters; one `mark` counts as `marks` do."""
    noun = match["noun"].casefold()
    return f"{noun}s" if f"{noun}s" in MONEY else noun


def _reading(text: str, match: re.Match[str], noun: str, *, is_english: bool) -> tuple[float, int]:
    """How many there are, and where the figure ends."""
    value, end = value_of(match["number"], is_english=is_english), match.end("noun")
    if scale := match["scale"]:
        return value * SCALES[scale.casefold()], end
    if noun not in MONEY or not value.is_integer():
        return value, end
    hundredths, end = hundredths_after(text, end)
    return round(value + hundredths / 100, 2), end


def _counts_things(noun: str) -> bool:
    """Whether a word after a number is a plural of things, not a measure of time or share."""
    is_plural = noun in _PLURALS | MONEY or (noun.endswith("s") and not noun.endswith("ss"))
    return is_plural and noun not in _NO_THINGS


def _is_part(text: str, start: int) -> bool:
    """Whether a number only ends a longer one: `one hundred and | eighteen`, `4 | 200`."""
    before = text[max(0, start - 24) : start]
    if _PART.search(before):
        return True
    return _GROUP.match(text, start) is not None and _GROUP_BEFORE.search(before) is not None
