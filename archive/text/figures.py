"""Numbers that a text gives for counted things: the value, the noun, and the sentence around."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_WORDS: Final = {
    word: value
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen twenty".split(),
        start=2,
    )
}
_TENS: Final = {
    word: value * 10
    for value, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), start=3)
}
_SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 10**9}
_NUMBER = re.compile(
    r"(?<![\w$€£¥.,/:-])(?P<number>\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,3})?|"
    + "|".join([*_WORDS, *_TENS])
    + r")(?:[ -](?P<scale>hundred|thousand|million|billion))?(?![\w%°/:.-]*\d)"
    r"(?:\s+(?:or so\s+)?(?P<noun>[a-z]{3,24}))(?P<next>\s+[a-z]{3,24})?(?![\w-])",
    re.IGNORECASE,
)
_NO_THINGS: Final = frozenset(
    "per percent cent pct point points degrees and but for from with that this than the was were"
    " are has had have more less after before when who which per days day years year hours hour"
    " minutes minute weeks week months month times time seconds second decades centuries january"
    " february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday out old members others other first last"
    " off over under into onto between major key different separate more further additional".split()
)
_PLURALS: Final = frozenset("people men women children fish police troops staff".split())
_PART = re.compile(r"(?:hundred|thousand|million)\s+(?:and\s+)?$|\b(?:to|or)\s+$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*\s+(?=[“‘\"'(\[]?[A-Z0-9])")
_AROUND = 400


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` things of the kind `noun`; `printed` and where it stands in its `sentence`."""

    noun: str
    value: float
    printed: str
    before: str
    after: str


def figures_in(text: str) -> Iterator[Figure]:
    """Each number that counts things of a named kind, in the order of the text."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    here = 0
    for match in _NUMBER.finditer(text):
        noun = match["noun"].casefold()
        if not _counts_things(noun) or _is_part(text, match.start()):
            continue
        while ends[here + 1] <= match.start():
            here += 1
        first, last = ends[here], ends[here + 1]
        end = match.end("noun")
        yield Figure(
            noun,
            _value(match["number"], match["scale"]),
            text[match.start() : end],
            text[max(first, match.start() - _AROUND) : match.start()].lstrip(),
            text[end : min(last, end + _AROUND)].rstrip(),
        )


def _counts_things(noun: str) -> bool:
    """Whether a word after a number is a plural of things, not a measure of time or share."""
    is_plural = noun in _PLURALS or (noun.endswith("s") and not noun.endswith("ss"))
    return is_plural and noun not in _NO_THINGS


def _is_part(text: str, start: int) -> bool:
    """Whether a number only ends a longer one: `one hundred and | eighteen`, `two to | three`."""
    return bool(_PART.search(text[max(0, start - 16) : start]))


def _value(number: str, scale: str | None) -> float:
    plain = number.casefold().replace(",", "")
    value = float(_WORDS.get(plain) or _TENS.get(plain) or plain)
    return value * _SCALES[scale.casefold()] if scale else value
