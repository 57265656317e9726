"""Numbers, times and days of a text in any language, as keys that do not depend on how they are printed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from archive.text.date_patterns import parse_month
from archive.text.normalize import fold
from archive.text.number_words import AND_WORDS, NUMBER_WORDS, SCALE_WORDS

TOKEN: Final = re.compile(
    r"(?<![^\W\u0640])"  # not inside a word, but for the stroke that lengthens an Arabic one
    r"(?:\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,:]\d+)?)"
    r"|[^\W\d_]+(?:['’-][^\W\d_]+)*"
)
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_CLOCK: Final = re.compile(r"(\d{1,2})[.:](\d{2})")
_FRENCH_CLOCK: Final = re.compile(r"(\d{1,2})\s?h\s?(\d{2})(?!\d)")
_GROUP_MARK: Final = re.compile(r"[.,](?=\d{3}(?!\d))|['’\u00a0\u202f ]")
_ENGLISH_DECIMAL: Final = re.compile(r"\d+\.\d{3}")
_YEARS: Final = range(1950, 2040)  # a bare number of these is mostly a year
_MAX_TOKENS: Final = 4  # of a number with its scale
_PERCENT_WORDS: Final = (
    "%", "٪", "per cent", "percent", "pct", "pour cent", "prozent", "por ciento", "por cento", "per cento", "procent",
    "процент", "في المئة", "في المائة", "بالمئة", "بالمائة",
)  # fmt: skip
_DATE_LINKS: Final = frozenset({"", "er", "-го", "го", "th", "st", "nd", "rd"})
_DATE_WORDS: Final = frozenset("de di of".split())
_ARABIC_TEENS: Final = frozenset(words.split()[0] for words in NUMBER_WORDS["ar"])
Tokens = Sequence[re.Match[str]]


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number, a time or a day: its key, as printed, by what chance an article has it, and its count of tokens."""

    key: str
    printed: str
    common: float
    length: int
    is_day: bool = False


def normalize_digits(text: str) -> str:
    """Return the text with the digits and marks of Arabic numbers as Latin ones."""
    return text.translate(_DIGITS)


def read_number(text: str, tokens: Tokens, index: int, code: str) -> NumberReading | None:
    """Read the number that begins at a token, if one does; of length alone (no key) where it says nothing."""
    word = tokens[index].group()
    if not word[0].isdigit():
        if not is_number_word(word, code):
            return None
        value, length = _parse_words(tokens, index, code)
        return _complete_number(text, tokens, index, length, float(value)) if length else None
    return (
        _read_day(text, tokens, index)
        or _read_time(text, tokens, index)
        or _complete_number(text, tokens, index, 1, _parse_digits(word, is_english=code == "en"))
    )


@lru_cache(maxsize=100_000)
def is_number_word(word: str, code: str) -> bool:
    """Return whether a number in words may begin with this one."""
    folded, words = fold(word), NUMBER_WORDS.get(code, {})
    if folded in words or folded in SCALE_WORDS:
        return True
    return code == "ar" and (folded.removeprefix("و") in words or folded in _ARABIC_TEENS)


def _read_day(text: str, tokens: Tokens, index: int) -> NumberReading | None:
    """Read a day of a month with its name before or after it."""
    word = tokens[index].group()
    if len(word) > 2 or not 1 <= int(word) <= 31:
        return None
    for place in (index + 1, index - 1, index + 2):
        if not 0 <= place < len(tokens) or not (month := _find_month(tokens[place].group())):
            continue
        low, high = sorted((tokens[index], tokens[place]), key=lambda token: token.start())
        between = fold(text[low.end() : high.start()].strip(" .,\u00a0º"))
        if between in _DATE_LINKS or (place == index + 2 and between in _DATE_WORDS):
            return NumberReading(f"d:{month:02}-{int(word):02}", text[low.start() : high.end()], 0.05, 1, is_day=True)
    return None


@lru_cache(maxsize=20_000)
def _find_month(word: str) -> int:
    try:
        return parse_month(word)
    except KeyError:
        return 0


def _read_time(text: str, tokens: Tokens, index: int) -> NumberReading | None:
    """Read `3.10`, `22:30` and `22 h 30`; in twelve hours, as papers differ."""
    start = tokens[index].start()
    match = _CLOCK.fullmatch(tokens[index].group()) or _FRENCH_CLOCK.match(text, start)
    if not match or int(match[1]) > 24 or int(match[2]) > 59:
        return None
    length = sum(start <= token.start() < start + len(match[0]) for token in tokens[index : index + 3])
    return NumberReading(f"t:{int(match[1]) % 12}:{match[2]}", match[0], 0.03, length)


def _parse_digits(word: str, *, is_english: bool) -> float:
    is_decimal = is_english and _ENGLISH_DECIMAL.fullmatch(word)
    digits = word if is_decimal else _GROUP_MARK.sub("", word)
    digits = digits.replace(",", ".").replace(":", ".")
    return float(digits) if digits.count(".") < 2 else float(digits.replace(".", "")[:15])


def _parse_words(tokens: Tokens, index: int, code: str) -> tuple[int, int]:
    """Return the value of a number in words and its count of tokens; (0, 0) for other words."""
    words = NUMBER_WORDS.get(code, {})
    first, *rest = (fold(token.group()) for token in tokens[index : index + _MAX_TOKENS])
    if code == "ar":
        if first not in words and first.startswith("و"):
            first = first[1:]
        if rest and (value := words.get(f"{first} {rest[0]}")):
            return value, 2
    value = words.get(first, 0)
    if not value:
        scale = SCALE_WORDS.get(first, 0)
        return (scale, 1) if scale in range(200, 2001, 100) and len(first) > 4 else (0, 0)
    return _add_unit(value, rest, words, code)


def _add_unit(value: int, rest: Sequence[str], words: Mapping[str, int], code: str) -> tuple[int, int]:
    """Add the units after tens, in Arabic the tens after units; return the value and its count of tokens."""
    if value >= 20 and value % 10 == 0 and rest:
        skipped = int(rest[0] in AND_WORDS and len(rest) > 1)
        unit = words.get(rest[skipped], 0)
        if 0 < unit < 10:
            return value + unit, 2 + skipped
    elif code == "ar" and value < 10 and rest and rest[0].startswith("و"):
        tens = words.get(rest[0][1:], 0)
        if tens >= 20:
            return value + tens, 2
    return value, 1


def _complete_number(text: str, tokens: Tokens, index: int, length: int, value: float) -> NumberReading:
    """Multiply a number by the scale words after it, and see whether it is a share."""
    end = tokens[index + length - 1].end()
    while index + length < len(tokens) and length < _MAX_TOKENS:
        following = tokens[index + length]
        scale = SCALE_WORDS.get(fold(following.group()), 0)
        if scale not in {100, 1000, 10**6, 10**9} or text[end : following.start()].strip(" \u00a0\u202f-"):
            break
        value, end, length = value * scale, following.end(), length + 1
    printed = text[tokens[index].start() : end]
    is_share = text[end : end + 14].strip(" \u00a0\u202f-").casefold().startswith(_PERCENT_WORDS)
    is_year = value in _YEARS and printed.isdigit()
    key = f"#:{value:g}{'%' * is_share}" if value >= 2 and not is_year else ""
    return NumberReading(key, f"{printed}{' %' * is_share}", _rate_chance(value), length)


def _rate_chance(value: float) -> float:
    """Return in what share of articles a number may stand by chance: round and small ones in many."""
    if not value.is_integer():
        return 0.02
    if value < 10:
        return 0.4
    if value < 100:
        return 0.12 if value % 10 == 0 else 0.06
    return {1: 0.06, 2: 0.025}.get(len(str(int(value)).rstrip("0")), 0.008)
