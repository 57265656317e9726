"""Features that a report keeps in every language: names, numbers, days, countries, kinds of things, as ids."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from babel import Locale, UnknownLocaleError

from archive.text.event_numbers import TOKEN, is_number_word, normalize_digits, read_number
from archive.text.languages import get_base_language, is_function_word
from archive.text.name_skeletons import build_skeletons, transliterate_name
from archive.text.news_concepts import find_concept
from archive.text.normalize import fold
from archive.text.similarity import TermVector, compute_terms

FEATURE_BUCKETS: Final = 1 << 20
COMPARED_LANGUAGES: Final = frozenset("en fr de es it pt nl ru ar".split())
"""Languages whose names, numbers and words for things are known: articles of two of them can be compared."""
MAX_FEATURES: Final = 90  # of an article that are kept: the weightiest
MAX_CHARS: Final = 6_000  # of a text that are read: reports name their event early
_LEAD_CHARS: Final = 900
_LEAD_WEIGHT: Final = 1.5
_INITIAL_WEIGHT: Final = 0.7  # of a capital at the beginning of a sentence
_MIN_WORD: Final = 6  # letters of words that are no names: long ones are often alike in several languages
_MIN_WORD_CLASSES: Final = 4
_SENTENCE_END: Final = frozenset(".!?…:\n")
_OPENERS: Final = " \"'“”„«»‘’(—–-\u00a0\u202f"
_RUSSIAN_VOWELS: Final = "аеиоуыьюяй"
_WEEKDAY_WORDS: Final = (
    "monday lundi montag lunes lunedì segunda-feira понедельник الاثنين الإثنين;"
    " tuesday mardi dienstag martes martedì terça-feira вторник الثلاثاء;"
    " wednesday mercredi mittwoch miércoles mercoledì quarta-feira среда среду الأربعاء;"
    " thursday jeudi donnerstag jueves giovedì quinta-feira четверг الخميس;"
    " friday vendredi freitag viernes venerdì sexta-feira пятница пятницу الجمعة;"
    " saturday samedi samstag sonnabend sábado sabato суббота субботу السبت;"
    " sunday dimanche sonntag domingo domenica воскресенье الأحد"
)
_WEEKDAYS: Final = {
    fold(word): number for number, words in enumerate(_WEEKDAY_WORDS.split(";")) for word in words.split()
}
_WEEKDAY_END: Final = re.compile(r"(?:abend|nacht|morgen|s)$")
_DOUBLED: Final = re.compile(r"(.)\1")
_ARABIC_COUNTRY_PREFIX: Final = re.compile("^[وبل]")
_GERMAN_DETERMINERS: Final = frozenset(
    "der die das den dem des ein eine einen einem einer eines kein keine keinen im am vom zum zur beim ins ans sein"
    " seine seinen seiner ihr ihre ihren ihrer dieser diese dieses diesen diesem alle allen aller mehr viele"
    " vielen".split()
)
_ARABIC_COMMON: Final = ("ال", "و", "بال", "لل", "فال")
_FEATURE_DTYPE: Final = np.dtype(
    [("id", "<u4"), ("group", "<u2"), ("weight", "<f2"), ("common", "<f2"), ("primary", "?")]
)


class FeatureKind(IntEnum):
    """Kinds of features, in the order in which reasons name them."""

    NAME = 0
    PLACE = 1
    NUMBER = 2
    DAY = 3
    THING = 4
    WORD = 5


_KIND_WEIGHTS: Final = {
    FeatureKind.NAME: 1.5, FeatureKind.PLACE: 0.8, FeatureKind.NUMBER: 1.2, FeatureKind.DAY: 0.6,
    FeatureKind.THING: 0.6, FeatureKind.WORD: 0.6,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class FeatureVector:
    """The features of a text. One has several ids, of which the first is `primary`, all with the number of its label.

    `weights` grow with the mentions; `commonness` is the chance that another article has the id.
    """

    rows: npt.NDArray[np.void]
    labels: tuple[tuple[FeatureKind, str], ...] = ()

    def to_bytes(self) -> bytes:
        """Serialise the ids for storage."""
        return self.rows.tobytes()

    def labels_to_bytes(self) -> bytes:
        """Serialise the words as printed, by which a join is explained."""
        return zlib.compress("\n".join(f"{kind:d}{printed}" for kind, printed in self.labels).encode(), 1)


def load_features(data: bytes, labels: bytes = b"") -> FeatureVector:
    """Deserialise what `to_bytes` and `labels_to_bytes` wrote."""
    lines = zlib.decompress(bytes(labels)).decode().split("\n") if labels else []
    return FeatureVector(
        np.frombuffer(bytes(data), dtype=_FEATURE_DTYPE),
        tuple((FeatureKind(int(line[0])), line[1:]) for line in lines if line),
    )


@dataclass(slots=True)
class _Feature:
    kind: FeatureKind
    printed: str
    keys: tuple[str, ...]
    common: float
    weight: float = 0.0


Key = TypeVar("Key")
_WordReading = tuple[FeatureKind, tuple[str, ...], float, str]
"""Kind, keys, the chance that another article has them, and the word as printed."""


class _FeatureReader:
    """Collects the features of one article."""

    def __init__(self, code: str, day: date | None) -> None:
        self.code, self.day = code, day
        self.features: dict[tuple[FeatureKind, str], _Feature] = {}

    def read_text(self, text: str, *, is_headline: bool = False) -> None:
        """Read a text; in a headline only what the text names is a name, as case says little there."""
        text = normalize_digits(text)
        tokens = list(TOKEN.finditer(text))
        code, index, token_count = self.code, 0, len(tokens)
        while index < token_count:
            token = tokens[index]
            word, start = token.group(), token.start()
            readings = _read_word(word, code)
            if readings is None:
                if number := read_number(text, tokens, index, code):
                    kind = FeatureKind.DAY if number.is_day else FeatureKind.NUMBER
                    if number.key:
                        weight = _LEAD_WEIGHT if is_headline or start < _LEAD_CHARS else 1.0
                        self._add(kind, (number.key,), number.printed, number.common, weight)
                    index += number.length
                    continue
            elif readings:
                weight = _LEAD_WEIGHT if is_headline or start < _LEAD_CHARS else 1.0
                before = text[max(0, start - 3) : start]
                is_noun = code == "de" and index > 0 and _precedes_noun(tokens[index - 1].group())
                self._add_words(readings, word, before, weight, may_name=not (is_headline or is_noun))
            index += 1

    def _add_words(
        self, readings: tuple[_WordReading, ...], word: str, before: str, weight: float, *, may_name: bool
    ) -> None:
        if self.day and (weekday := _find_weekday(word)) is not None:
            told = date.fromordinal(max(1, self.day.toordinal() - (self.day.weekday() - weekday) % 7))
            self._add(FeatureKind.DAY, (f"d:{told:%m-%d}",), word, 0.25, weight / 2)
            return
        for kind, keys, common, part in readings:
            is_no_name = kind is FeatureKind.NAME and not may_name and (kind, keys[0]) not in self.features
            is_initial = kind is FeatureKind.NAME and _begins_sentence(before)
            self._add(
                FeatureKind.WORD if is_no_name else kind,
                keys,
                part,
                common,
                weight * (_INITIAL_WEIGHT if is_initial else 1.0),
            )

    def _add(self, kind: FeatureKind, keys: tuple[str, ...], printed: str, common: float, weight: float) -> None:
        feature = self.features.get((kind, keys[0]))
        if feature is None:
            feature = self.features[kind, keys[0]] = _Feature(kind, printed, keys, common)
        feature.weight += weight


def extract_features(title: str, body: str, language: str = "", day: date | None = None) -> FeatureVector:
    """Extract the features of an article; `day`, on which it was published, turns names of weekdays into days."""
    reader = _FeatureReader(get_base_language(language) or "en", day)
    reader.read_text(body[:MAX_CHARS])
    reader.read_text(title[:500], is_headline=True)
    features = sorted(reader.features.values(), key=lambda row: -row.weight * _KIND_WEIGHTS[row.kind])[:MAX_FEATURES]
    rows = [
        (zlib.crc32(key.encode()) % FEATURE_BUCKETS, group, _weigh(feature), feature.common, place == 0)
        for group, feature in enumerate(features)
        for place, key in enumerate(feature.keys)
    ]
    ordered = np.array(rows, dtype=_FEATURE_DTYPE)
    ordered = ordered[np.argsort(ordered["id"], kind="stable")]
    return FeatureVector(ordered, tuple((row.kind, " ".join(row.printed.split())[:60]) for row in features))


def _precedes_noun(word: str) -> bool:
    """Return whether a common noun follows, in German, where all nouns have capitals."""
    return word[0].isdigit() or word in _GERMAN_DETERMINERS


def _weigh(feature: _Feature) -> float:
    return float((1 + np.log(max(1.0, feature.weight))) * _KIND_WEIGHTS[feature.kind])


def _begins_sentence(before: str) -> bool:
    stripped = before.rstrip(_OPENERS)
    return not stripped or stripped[-1] in _SENTENCE_END


def _split_word(word: str) -> tuple[str, ...]:
    """Split hyphened names, and remove elided articles and the English genitive."""
    parts = []
    for part in word.split("-"):
        pieces = re.split("['’]", part)
        parts.append(pieces[0] if len(pieces) > 1 and pieces[-1].casefold() == "s" else pieces[-1])
    return tuple(part for part in parts if len(part) > 2)


@lru_cache(maxsize=200_000)
def _read_word(word: str, code: str) -> tuple[_WordReading, ...] | None:
    """Read the parts of a word; None where a number may begin with it, nothing where it says nothing."""
    if word[0].isdigit() or is_number_word(word, code):
        return None
    readings = tuple(reading for part in _split_word(word) if (reading := _read_part(part, code)))
    if not readings and _find_weekday(word) is not None:
        return ((FeatureKind.WORD, (f"w:{fold(word)}",), 1.0, word),)
    return readings


def _read_part(part: str, code: str) -> _WordReading | None:
    """Return kind, keys, chance share and the word itself; None for what says nothing."""
    if is_function_word(part.casefold(), code):
        return None
    if (concept := find_concept(part, code)) is not None:
        return FeatureKind.THING, (f"c:{concept}",), 0.15, part
    if territory := _find_country(fold(part), code):
        return FeatureKind.PLACE, (f"g:{territory}",), 0.05, part
    is_name = not part.startswith(_ARABIC_COMMON) if code == "ar" else part[0].isupper()
    skeletons = build_skeletons(part)
    if not skeletons:
        letters = _DOUBLED.sub(r"\1", transliterate_name(part)).replace("c", "k").rstrip("aeiou")
        is_short_name = is_name and code != "ar" and len(letters) > 1
        return (FeatureKind.NAME, (f"l:{letters}",), 0.05, part) if is_short_name else None
    size = max(map(len, skeletons[:2]))
    if not is_name and code != "ar" and (len(part) < _MIN_WORD or size < _MIN_WORD_CLASSES):
        return None
    common = 0.12 if size < 4 else 0.03 if size == 4 else 0.01
    kind = FeatureKind.NAME if is_name else FeatureKind.WORD
    return kind, tuple(f"n:{skeleton}" for skeleton in skeletons), common, part


@lru_cache(maxsize=20_000)
def _find_weekday(word: str) -> int | None:
    folded = fold(word)
    number = _WEEKDAYS.get(folded)
    return _WEEKDAYS.get(_WEEKDAY_END.sub("", folded)) if number is None else number


def _find_country(folded: str, code: str) -> str:
    countries = _load_countries(code)
    if code == "ru":
        return countries.get(folded.rstrip(_RUSSIAN_VOWELS), "")
    if code == "ar" and folded not in countries:
        return countries.get(_ARABIC_COUNTRY_PREFIX.sub("", folded), "")
    return countries.get(folded, "")


@lru_cache(maxsize=40)
def _load_countries(code: str) -> Mapping[str, str]:
    """Load the names of countries of one word in a language, as the Unicode locale data have them."""
    try:
        territories = Locale(code).territories
    except (UnknownLocaleError, ValueError):
        return {}
    names = ((fold(name), key) for key, name in territories.items() if key.isalpha() and " " not in name)
    return {name.rstrip(_RUSSIAN_VOWELS) if code == "ru" else name: key for name, key in names if len(name) > 3}


def read_all_texts(
    texts: Mapping[Key, tuple[str, str, str, date | None]],
) -> dict[Key, tuple[TermVector, FeatureVector]]:
    """Return the terms and the features of texts, each given as headline, body, language and day."""
    return {
        key: (compute_terms(title, body, language), extract_features(title, body, language, day))
        for key, (title, body, language, day) in texts.items()
    }
