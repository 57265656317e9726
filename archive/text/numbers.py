"""Parse printed numbers: spelt out, digit groups, either decimal mark, sums in two parts."""

import re
from functools import cache
from typing import Final

from archive.text.function_words import is_function_word

_UNITS: Final = {
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
SPELT: Final = "|".join([*_UNITS, *_TENS])
"""Pattern of the supported spelt-out numbers."""
SCALES: Final = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "millions": 10**6, "billion": 10**9,
    "milliard": 10**9, "milliards": 10**9, "trillion": 10**12,
}  # fmt: skip
_BLANKS: Final = re.compile(r"['’ \u00a0\u202f]")
_MINOR: Final = re.compile(
    r"(?P<joined>,?[ \u00a0]+(?:(?:and|et|e|y|und)[ \u00a0]+)?)"
    rf"(?P<minor>\d{{1,2}}(?!\d)|(?:twenty|{'|'.join(_TENS)})-(?:one|{'|'.join(_UNITS)})(?!\w)"
    rf"|(?:{SPELT})(?![\w-]))"
    r"(?P<unit>[ \u00a0]?(?:cents?|centimes?|pence|p|pfennigs?|kopecks?|groschen|c)(?!\w))?",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(
    r"[\w%°/:-]|[.,]\d|\s*%|\s+(?:per\s+cent|percent|pct|to|or|out|million|thousand)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[ \u00a0]+([^\W\d_]{3,})")
_COUNTED: Final = frozenset("people men women children police".split())


@cache
def digits(*, is_english: bool) -> str:
    """Return the pattern of a number in digits, with the language's group and decimal marks."""
    groups = "," if is_english else "[ .]"
    decimals = r"\.\d{1,3}|,\d{1,2}" if is_english else r",\d{1,3}|\.\d{1,2}"
    grouped = rf"\d{{1,3}}(?:(?:{groups}|['’\u00a0\u202f])\d{{3}})+(?!\d)"
    return rf"(?:{grouped}|\d{{1,9}})(?:(?:{decimals})(?!\d))?"


def value_of(number: str, *, is_english: bool) -> float:
    """Return the value of a number; `3,90` has a decimal comma even in English, `3,900` not."""
    plain = _BLANKS.sub("", number.casefold())
    if spelt := _UNITS.get(plain) or _TENS.get(plain):
        return float(spelt)
    thousands, decimal = (",", ".") if is_english else (".", ",")
    if re.fullmatch(rf"\d+\{thousands}\d{{1,2}}", plain):
        return float(plain.replace(thousands, "."))
    return float(plain.replace(thousands, "").replace(decimal, "."))


def hundredths_after(text: str, end: int) -> tuple[int, int]:
    """Return the hundredths after a sum (`3 marks 90`, `3 euros and 50 cents`) and their end.

    Without a unit, a number that counts something else is skipped: `3 marks 90 people`.
    """
    found = _MINOR.match(text, end)
    if found is None:
        return 0, end
    if not found["unit"] and (found["joined"].strip() or _counts(text, found.end())):
        return 0, end
    return sum(map(_hundredths, found["minor"].casefold().split("-"))), found.end()


def _counts(text: str, end: int) -> bool:
    """Return whether the number ending at `end` continues, or counts the following noun."""
    if _GOES_ON.match(text, end):
        return True
    following = _WORD.match(text, end)
    word = following[1].casefold() if following else ""
    return word in _COUNTED or (word.endswith("s") and not is_function_word(word))


def _hundredths(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    return _UNITS.get(printed) or _TENS.get(printed) or 1
