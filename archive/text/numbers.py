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
SPELT_NUMBERS: Final = "|".join([*_UNITS, *_TENS])
"""Pattern of the supported spelt-out numbers."""
SCALES: Final = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "millions": 10**6, "billion": 10**9,
    "milliard": 10**9, "milliards": 10**9, "trillion": 10**12,
}  # fmt: skip
_BLANKS: Final = re.compile(r"['’ \u00a0\u202f]")
_MINOR_UNITS: Final = re.compile(
    r"(?P<joined>,?[ \u00a0]+(?:(?:and|et|e|y|und)[ \u00a0]+)?)"
    rf"(?P<minor>\d{{1,2}}(?!\d)|(?:twenty|{'|'.join(_TENS)})-(?:one|{'|'.join(_UNITS)})(?!\w)"
    rf"|(?:{SPELT_NUMBERS})(?![\w-]))"
    r"(?P<unit>[ \u00a0]?(?:cents?|centimes?|pence|p|pfennigs?|kopecks?|groschen|c)(?!\w))?",
    re.IGNORECASE,
)
_CONTINUATION: Final = re.compile(
    r"[\w%°/:-]|[.,]\d|\s*%|\s+(?:per\s+cent|percent|pct|to|or|out|million|thousand)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[ \u00a0]+([^\W\d_]{3,})")
_COUNTED_NOUNS: Final = frozenset("people men women children police".split())


@cache
def build_digit_pattern(*, is_english: bool) -> str:
    """Return the pattern of a number in digits, with the language's group and decimal marks."""
    group_marks = "," if is_english else "[ .]"
    decimals = r"\.\d{1,3}|,\d{1,2}" if is_english else r",\d{1,3}|\.\d{1,2}"
    grouped_digits = rf"\d{{1,3}}(?:(?:{group_marks}|['’\u00a0\u202f])\d{{3}})+(?!\d)"
    return rf"(?:{grouped_digits}|\d{{1,9}})(?:(?:{decimals})(?!\d))?"


def parse_number(number: str, *, is_english: bool) -> float:
    """Return the value of a number; `3,90` has a decimal comma even in English, `3,900` not."""
    digits = _BLANKS.sub("", number.casefold())
    if spelt_value := _UNITS.get(digits) or _TENS.get(digits):
        return float(spelt_value)
    thousands, decimal = (",", ".") if is_english else (".", ",")
    if re.fullmatch(rf"\d+\{thousands}\d{{1,2}}", digits):
        return float(digits.replace(thousands, "."))
    return float(digits.replace(thousands, "").replace(decimal, "."))


def parse_hundredths(text: str, end: int) -> tuple[int, int]:
    """Return the hundredths after a sum (`3 marks 90`, `3 euros and 50 cents`) and their end.

    Without a unit, a number that counts something else is skipped: `3 marks 90 people`.
    """
    match = _MINOR_UNITS.match(text, end)
    if match is None:
        return 0, end
    if not match["unit"] and (match["joined"].strip() or _is_count(text, match.end())):
        return 0, end
    return sum(map(_parse_small_number, match["minor"].casefold().split("-"))), match.end()


def _is_count(text: str, end: int) -> bool:
    """Return whether the number ending at `end` continues, or counts the following noun."""
    if _CONTINUATION.match(text, end):
        return True
    following = _WORD.match(text, end)
    word = following[1].casefold() if following else ""
    return word in _COUNTED_NOUNS or (word.endswith("s") and not is_function_word(word))


def _parse_small_number(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    return _UNITS.get(printed) or _TENS.get(printed) or 1
