"""Weighted key terms of a text, and its capitalised names."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import Stemmer

from archive.text.languages import get_base_language
from archive.text.normalize import JOINERS, fold

TERM_BUCKETS: Final = 1 << 20
MAX_WORDS: Final = 1200
"""Words of the body that are used: reports name their event early."""

_HEADLINE_WEIGHT, _LEAD_WEIGHT, _CAPITAL_WEIGHT, _LEAD_WORDS = 3.0, 2.0, 2.0, 120
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]{{2}}|[^\W\d_{_CJK}](?:[^\W_{_CJK}]|['’{JOINERS}](?=\w))*|\d[\d.,]*\d")
_POSSESSIVE = re.compile(r"'s$")
_STEMMER_NAMES = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_COMMONNESS_BY_LENGTH: Final = ((3, 0.5), (4, 0.35), (6, 0.2), (8, 0.1))
_LONG_WORD_COMMONNESS, _NAME_COMMONNESS = 0.05, 0.01

_TERM_DTYPE = np.dtype([("term", "<u4"), ("count", "<f2"), ("common", "<f2")])


@dataclass(frozen=True, slots=True, eq=False)
class TermVector:
    """Sparse term vector of a text: term ids, weighted counts, prior commonness."""

    ids: npt.NDArray[np.int64]
    counts: npt.NDArray[np.float32]
    commonness: npt.NDArray[np.float32]

    def to_bytes(self) -> bytes:
        """Serialise for storage."""
        rows = np.zeros(len(self.ids), dtype=_TERM_DTYPE)
        rows["term"], rows["count"], rows["common"] = self.ids, self.counts, self.commonness
        return rows.tobytes()


def load_terms(data: bytes) -> TermVector:
    """Deserialise what `TermVector.to_bytes` wrote."""
    rows = np.frombuffer(bytes(data), dtype=_TERM_DTYPE)
    return TermVector(
        rows["term"].astype(np.int64),
        rows["count"].astype(np.float32),
        rows["common"].astype(np.float32),
    )


def compute_terms(title: str, body: str, language: str = "") -> TermVector:
    """Compute the term vector of a headline and its text, sorted by term id."""
    counts: dict[int, float] = {}
    commonness: dict[int, float] = {}
    algorithm = _STEMMER_NAMES.get(get_base_language(language), "english")
    for number, match in enumerate(_WORD.finditer(f"{title}\n{body}", 0, len(title))):
        if number == MAX_WORDS:
            break
        _add_word(match.group(), algorithm, _HEADLINE_WEIGHT, counts, commonness, is_headline=True)
    for number, match in enumerate(_WORD.finditer(body)):
        if number == MAX_WORDS:
            break
        weight = _LEAD_WEIGHT if number < _LEAD_WORDS else 1.0
        _add_word(match.group(), algorithm, weight, counts, commonness, is_headline=False)
    ids = sorted(counts)
    return TermVector(
        np.array(ids, dtype=np.int64),
        np.array([min(counts[term], 60_000.0) for term in ids], dtype=np.float32),
        np.array([commonness.get(term, _NAME_COMMONNESS) for term in ids], dtype=np.float32),
    )


def _add_word(
    word: str,
    algorithm: str,
    weight: float,
    counts: dict[int, float],
    commonness: dict[int, float],
    *,
    is_headline: bool,
) -> None:
    """Add one word. Headlines may be all capitals, so they give no shape evidence."""
    term = _hash_term(word, algorithm)
    if term < 0:
        return
    is_name = word[0].isupper() and not is_headline
    counts[term] = counts.get(term, 0.0) + weight * (_CAPITAL_WEIGHT if is_name else 1.0)
    if not is_name and not is_headline:
        commonness[term] = max(commonness.get(term, 0.0), _estimate_commonness(len(word)))


def _estimate_commonness(length: int) -> float:
    return next(
        (share for longest, share in _COMMONNESS_BY_LENGTH if length <= longest),
        _LONG_WORD_COMMONNESS,
    )


def stem_word(word: str, language: str = "") -> str:
    """Return the Snowball stem of the folded word."""
    algorithm = _STEMMER_NAMES.get(get_base_language(language), "english")
    return str(_get_stemmer(algorithm).stemWord(fold(word)))


@lru_cache(maxsize=200_000)
def _hash_term(word: str, algorithm: str) -> int:
    """Return the hashed stem of a word; -1 for single letters."""
    word_form = _POSSESSIVE.sub("", fold(word[:60]))
    stem = _get_stemmer(algorithm).stemWord(word_form)
    return zlib.crc32(stem.encode()) % TERM_BUCKETS if len(stem) > 1 else -1


@cache
def _get_stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm)


# Find capitalised names in running text: two or more such words, or one inside a sentence.

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĮİĶĹĽŁŃŇŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩА-ЯЁЄІЇҐ"
_CAPITALIZED_WORD = rf"[{_CAPITAL}](?:[^\W\d_]|['’-](?=[^\W\d_])){{1,30}}"
_LINK = r"(?:of|de|da|del|di|du|la|van|von|al|bin|ibn)"
_NAME_PATTERN: Final = re.compile(
    rf"(?P<inside>[^\W\d_][,]?[ ])?(?<![\w'’.-]){_CAPITALIZED_WORD}(?:[ ](?:{_LINK}[ ])?{_CAPITALIZED_WORD}){{0,4}}"
)
_NON_NAME_WORDS: Final = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mr mrs ms dr the a an i it he"
    " she we they in on at but and for if this that der die das den dem des ein eine im am zum zur janvier février mars"
    " avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi"
    " dimanche".split()
)
_NOUN_CAPITALISING: Final = ("de", "lb")


def find_capitalised_names(text: str, language: str = "") -> Iterator[str]:
    """Yield each occurrence of a name in `text`, in order."""
    may_be_single = not language.casefold().startswith(_NOUN_CAPITALISING)
    for match in _NAME_PATTERN.finditer(text):
        words = match.group()[len(match["inside"] or "") :].split(" ")
        is_inside = match["inside"] is not None
        while words and words[0].casefold() in _NON_NAME_WORDS:
            words, is_inside = words[1:], True
        while words and words[-1].casefold() in _NON_NAME_WORDS:
            words = words[:-1]
        if len(words) > 1 or (words and may_be_single and is_inside and not words[0].isupper()):
            yield " ".join(words)
