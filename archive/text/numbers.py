"""Numbers as papers print them, and the figures a text gives for counted things."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from archive.text.languages import get_base_language, is_function_word

_UNIT_WORDS: Final = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty".split()
)
_UNITS: Final = dict(zip(_UNIT_WORDS, range(2, 21), strict=True))
_TENS: Final = dict(zip("thirty forty fifty sixty seventy eighty ninety".split(), range(30, 100, 10), strict=True))
SPELT_NUMBERS: Final = "|".join([*_UNITS, *_TENS])  # pattern of the supported spelt-out numbers
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
    r"[\w%°/:-]|[.,]\d|\s*%|\s+(?:per\s+cent|percent|pct|to|or|out|million|thousand)\b", re.IGNORECASE
)
_WORD: Final = re.compile(r"[ \u00a0]+([^\W\d_]{3,})")
_COUNTED_NOUNS: Final = frozenset("people men women children police".split())
MONEY_UNITS: Final = frozenset(  # currency nouns, in the plural
    "marks dollars euros pounds francs crowns roubles rubles rupees pesos dinars dirhams riyals rials shekels liras"
    " lire zlotys kronor kroner yen yuan won rand reais guilders florins shillings".split()
)
_UNCOUNTED_NOUNS: Final = frozenset(
    "per percent cent pct point points degrees and but for from with that this than the was were are has had have more"
    " less after before when who which per days day years year hours hour minutes minute weeks week months month times"
    " time seconds second decades centuries january february march april may june july august september october"
    " november december monday tuesday wednesday thursday friday saturday sunday out old members others other first"
    " last off over under into onto between major key different separate more further additional ans jours heures mois"
    " semaines secondes fois autres premiers derniers millions milliards años días horas meses semanas minutos veces"
    " anos dias vezes basis previous surplus thus plus minus hrs yrs mths".split()
)
_IRREGULAR_PLURALS: Final = frozenset("people men women children fish police troops staff".split())
_NUMBER_BEFORE: Final = re.compile(
    rf"(?:hundred|thousand|million)\s+(?:and\s+)?$|(?:\d|\b(?:one|{SPELT_NUMBERS}|hundred|thousand|million))"
    r"\s+(?:to|or)\s+$",
    re.IGNORECASE,
)
_GROUP_BEFORE: Final = re.compile(r"(?<![\d.,])\d{1,3}[ \u00a0\u202f]$")
_GROUP: Final = re.compile(r"\d{3}(?!\d)")
_SENTENCE_END: Final = re.compile(r"[.!?…][”’\"')\]]*\s+(?=[“‘\"'(\[]?[A-Z0-9])")
_CONTEXT_CHARS: Final = 400


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


def _is_count(text: str, end: int) -> bool:
    """Return whether the number ending at `end` continues, or counts the following noun."""
    if _CONTINUATION.match(text, end):
        return True
    following = _WORD.match(text, end)
    word = following[1].casefold() if following else ""
    return word in _COUNTED_NOUNS or (word.endswith("s") and not is_function_word(word))


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of `noun`, as printed, with the text of its sentence before and after."""

    noun: str
    value: float
    printed: str
    before: str
    after: str


def find_figures(text: str, language: str = "") -> Iterator[Figure]:
    """Yield each number that counts things, in text order."""
    is_english = get_base_language(language) in {"", "en"}
    sentence_ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    sentence_index = figure_end = 0
    for match in _build_pattern(is_english=is_english).finditer(text):
        noun, start = match["noun"].casefold(), match.start()
        noun = f"{noun}s" if f"{noun}s" in MONEY_UNITS else noun  # currency nouns in the plural
        if start < figure_end or not _is_countable(noun) or _is_part_of_number(text, start):
            continue
        while sentence_ends[sentence_index + 1] <= start:
            sentence_index += 1
        value, figure_end = _parse_value(text, match, noun, is_english=is_english)
        first, last = sentence_ends[sentence_index], max(figure_end, sentence_ends[sentence_index + 1])
        before = text[max(first, start - _CONTEXT_CHARS) : start].lstrip()
        after = text[figure_end : min(last, figure_end + _CONTEXT_CHARS)].rstrip()
        yield Figure(noun, value, text[start:figure_end], before, after)


@cache
def _build_pattern(*, is_english: bool) -> re.Pattern[str]:
    """Return the pattern of `2.4 million marks`."""
    number = build_digit_pattern(is_english=is_english)
    return re.compile(
        rf"(?<![\w$€£¥₽₹.,/:-])(?P<number>{number}|{SPELT_NUMBERS})"
        r"(?:[ \u00a0-](?P<scale>hundred|thousand|millions?|billion|milliards?"
        r"|trillion))?(?![\w%°/:.-]*\d)(?:[\s\u00a0]+(?:or so\s+|de\s+|d['’])?(?P<noun>[^\W\d_]{3,24}))(?![\w-])",
        re.IGNORECASE,
    )


def _parse_value(text: str, match: re.Match[str], noun: str, *, is_english: bool) -> tuple[float, int]:
    """Return the value with hundredths (`3 marks 90`, `3 euros and 50 cents`), and the end offset of the figure."""
    value, end = parse_number(match["number"], is_english=is_english), match.end("noun")
    if scale := match["scale"]:
        return value * SCALES[scale.casefold()], end
    if noun not in MONEY_UNITS or not value.is_integer():
        return value, end
    minor = _MINOR_UNITS.match(text, end)
    if not minor or (not minor["unit"] and (minor["joined"].strip() or _is_count(text, minor.end()))):
        return value, end  # `3 marks 90 people` counts something else
    parts = minor["minor"].casefold().split("-")
    hundredths = sum(int(part) if part.isdigit() else _UNITS.get(part) or _TENS.get(part) or 1 for part in parts)
    return round(value + hundredths / 100, 2), minor.end()


def _is_countable(noun: str) -> bool:
    """Return whether a noun is a plural of things, not of time or share."""
    is_plural = noun in _IRREGULAR_PLURALS | MONEY_UNITS or (noun.endswith("s") and not noun.endswith("ss"))
    return is_plural and noun not in _UNCOUNTED_NOUNS


def _is_part_of_number(text: str, start: int) -> bool:
    """Return whether a number only ends a longer one: `one hundred and | eighteen`, `4 | 200`."""
    before = text[max(0, start - 24) : start]
    if _NUMBER_BEFORE.search(before):
        return True
    return _GROUP.match(text, start) is not None and _GROUP_BEFORE.search(before) is not None
