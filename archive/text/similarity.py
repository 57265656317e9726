"""Similarity of texts: shingles, shared passages, and weighted key terms."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import Stemmer

from archive.text.languages import get_base_language
from archive.text.normalize import JOINERS, fold

SHINGLE_WORDS: Final = 5
MAX_WORDS: Final = 60_000  # words compared per text; the rest of a longer text is ignored
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:[{JOINERS}]+[^\W_{_CJK}]+)*")
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
Key = TypeVar("Key")
HashArray = npt.NDArray[np.uint64]
MIN_PASSAGE_WORDS: Final = 8  # minimum number of consecutive words in a passage
_MAX_PAIRS = 500_000  # of positions of equal runs; beyond it frequent runs are matched only
_MAX_POSITIONS = 8  # at their first positions, and
_MAX_SHIFTS = 24  # at the most common distances
_MAX_RUNS = 5_000  # the longest
PositionArray = npt.NDArray[np.int64]
TERM_BUCKETS: Final = 1 << 20
MAX_TERM_WORDS: Final = 1200  # words of the body that are used: reports name their event early
_HEADLINE_WEIGHT: Final = 3.0
_LEAD_WEIGHT: Final = 2.0
_CAPITAL_WEIGHT: Final = 2.0
_LEAD_WORDS: Final = 120
_TERM_WORD = re.compile(rf"[{_CJK}]{{2}}|[^\W\d_{_CJK}](?:[^\W_{_CJK}]|['’{JOINERS}](?=\w))*|\d[\d.,]*\d")
_POSSESSIVE = re.compile(r"'s$")
_STEMMER_NAMES = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_COMMONNESS_BY_LENGTH: Final = ((3, 0.5), (4, 0.35), (6, 0.2), (8, 0.1))
_LONG_WORD_COMMONNESS, _NAME_COMMONNESS = 0.05, 0.01
_TERM_DTYPE = np.dtype([("term", "<u4"), ("count", "<f2"), ("common", "<f2")])


def _mix_bits(values: HashArray) -> HashArray:
    """Mix over all 64 bits (SplitMix64 finalizer)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX
    return values ^ (values >> np.uint64(31))


@dataclass(frozen=True, slots=True, eq=False)
class WordHashes:
    """The words of a text: hash and character span of each."""

    hashes: HashArray
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.spans)


def hash_words(text: str) -> WordHashes:
    """Hash the folded words of a text; each CJK character is a word."""
    matches = list(islice(_WORD.finditer(text), MAX_WORDS))
    hashes = np.array([_hash_word(match.group()) for match in matches], dtype=np.uint64)
    return WordHashes(hashes, tuple(match.span() for match in matches))


@lru_cache(maxsize=100_000)
def _hash_word(word: str) -> int:
    return zlib.crc32(fold(word)[:200].encode())


def hash_runs(words: WordHashes, length: int) -> HashArray:
    """Return a rolling hash per run of `length` words; a shorter text has one run."""
    count = len(words)
    if not count:
        return np.array([], dtype=np.uint64)
    return hash_neighbours(words.hashes, min(length, count))


def hash_neighbours(hashes: HashArray, length: int) -> HashArray:
    """Return a rolling hash of each `length` neighbouring hashes; there must be as many."""
    last = len(hashes) - length + 1
    total = np.zeros(last, dtype=np.uint64)
    for position in range(length):
        total = total * _PRIME + hashes[position : last + position]
    return _mix_bits(total)


def compute_shingles(words: WordHashes, excluded: npt.NDArray[np.bool_] | None = None) -> HashArray:
    """Return the sorted distinct 5-word hashes, without runs that touch a word of `excluded`."""
    run_hashes = hash_runs(words, SHINGLE_WORDS)
    if excluded is not None and excluded.any() and len(run_hashes):
        size = len(words) - len(run_hashes) + 1
        is_excluded = np.lib.stride_tricks.sliding_window_view(excluded, size).any(axis=1)
        run_hashes = run_hashes[~is_excluded]
    return np.unique(run_hashes)


def compute_jaccard(shingles: HashArray, other_shingles: HashArray) -> float:
    """Return the Jaccard similarity of two sets of shingles; 0 for empty sets."""
    shared_count = len(np.intersect1d(shingles, other_shingles, assume_unique=True))
    union_count = len(shingles) + len(other_shingles) - shared_count
    return shared_count / union_count if union_count else 0.0


@dataclass(frozen=True, slots=True)
class CommonPassage:
    """Consecutive words in both texts: position of the first word in each, and their number."""

    start: int
    other_start: int
    length: int


def find_passages(
    words: WordHashes, other_words: WordHashes, min_words: int = MIN_PASSAGE_WORDS
) -> list[CommonPassage]:
    """Return common runs of `min_words` words or more, in order; longer ones win, and none overlap in either text."""
    candidates = sorted(_find_common_runs(words, other_words, min_words), key=lambda run: (-run.length, run.start))
    is_taken, is_other_taken = bytearray(len(words)), bytearray(len(other_words))
    accepted: list[CommonPassage] = []
    for run in candidates:
        free_run = _trim_taken(run, is_taken, is_other_taken)
        if free_run.length < min_words:
            continue
        is_taken[free_run.start : free_run.start + free_run.length] = b"\1" * free_run.length
        is_other_taken[free_run.other_start : free_run.other_start + free_run.length] = b"\1" * free_run.length
        accepted.append(free_run)
    return sorted(accepted, key=lambda run: run.start)


def _trim_taken(run: CommonPassage, is_taken: bytearray, is_other_taken: bytearray) -> CommonPassage:
    """Trim words taken by longer runs off both ends; length 0 if inner words are taken."""
    first, last = 0, run.length
    while first < last and (is_taken[run.start + first] or is_other_taken[run.other_start + first]):
        first += 1
    while first < last and (is_taken[run.start + last - 1] or is_other_taken[run.other_start + last - 1]):
        last -= 1
    inner_taken = is_taken[run.start + first : run.start + last]
    other_inner_taken = is_other_taken[run.other_start + first : run.other_start + last]
    length = 0 if any(inner_taken) or any(other_inner_taken) else last - first
    return CommonPassage(run.start + first, run.other_start + first, length)


def _find_common_runs(words: WordHashes, other_words: WordHashes, min_words: int) -> list[CommonPassage]:
    """Return the maximal common runs, the longest `_MAX_RUNS` of them."""
    if len(words) < min_words or len(other_words) < min_words:
        return []
    positions, shift = _match_hashes(hash_runs(words, min_words), hash_runs(other_words, min_words))
    order = np.lexsort((positions, shift))  # the shift is constant along a run
    positions, shift = positions[order], shift[order]
    is_continued = (np.diff(positions) == 1) & (np.diff(shift) == 0)
    first = np.flatnonzero(np.concatenate(([True], ~is_continued))[: len(positions)])
    lengths = np.diff(np.append(first, len(positions))) + min_words - 1
    longest = np.argsort(-lengths, kind="stable")[:_MAX_RUNS]
    run_starts = positions[first[longest]]
    table = np.stack((run_starts, run_starts + shift[first[longest]], lengths[longest]), axis=1)
    return [CommonPassage(*row) for row in table.tolist()]


def _match_hashes(hashes: HashArray, other_hashes: HashArray) -> tuple[PositionArray, PositionArray]:
    """Return the positions of equal hashes, and the shift from each to its match."""
    order = np.argsort(other_hashes, kind="stable")
    ordered = other_hashes[order]
    low = np.searchsorted(ordered, hashes, side="left")
    counts = np.searchsorted(ordered, hashes, side="right") - low
    are_refrains = counts.sum() > _MAX_PAIRS
    if are_refrains:
        counts = np.minimum(counts, _MAX_POSITIONS)
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    positions = np.repeat(np.arange(len(hashes)), counts)
    shift = order[np.repeat(low, counts) + steps] - positions
    return _add_common_shifts(positions, shift, hashes, other_hashes) if are_refrains else (positions, shift)


def _add_common_shifts(
    positions: PositionArray, shift: PositionArray, hashes: HashArray, other_hashes: HashArray
) -> tuple[PositionArray, PositionArray]:
    """Add all matches at the most common shifts, however frequent their hashes are."""
    shifts, frequencies = np.unique(shift, return_counts=True)
    pair_arrays = [np.stack((shift, positions), axis=1)]
    for distance in shifts[np.lexsort((np.abs(shifts), -frequencies))[:_MAX_SHIFTS]].tolist():
        first, last = max(0, -distance), min(len(hashes), len(other_hashes) - distance)
        equal = first + np.flatnonzero(hashes[first:last] == other_hashes[first + distance : last + distance])
        pair_arrays.append(np.stack((np.full(len(equal), distance), equal), axis=1))
    pairs = np.unique(np.concatenate(pair_arrays), axis=0)
    return pairs[:, 1], pairs[:, 0]


@dataclass(frozen=True, slots=True, eq=False)
class TermVector:
    """Sparse term vector of a text: term ids, weighted counts, prior commonness."""

    ids: npt.NDArray[np.int64]
    counts: npt.NDArray[np.float32]
    commonness: npt.NDArray[np.float32]

    def to_bytes(self) -> bytes:
        """Serialise for storage."""
        rows = np.zeros(len(self.ids), dtype=_TERM_DTYPE)
        rows["term"] = self.ids
        rows["count"] = self.counts
        rows["common"] = self.commonness
        return rows.tobytes()


def load_terms(data: bytes) -> TermVector:
    """Deserialise what `TermVector.to_bytes` wrote."""
    rows = np.frombuffer(bytes(data), dtype=_TERM_DTYPE)
    return TermVector(
        rows["term"].astype(np.int64), rows["count"].astype(np.float32), rows["common"].astype(np.float32)
    )


def compute_terms(title: str, body: str, language: str = "") -> TermVector:
    """Compute the term vector of a headline and its text, sorted by term id."""
    counts: dict[int, float] = {}
    commonness: dict[int, float] = {}
    algorithm = _STEMMER_NAMES.get(get_base_language(language), "english")
    headline_matches = islice(_TERM_WORD.finditer(title), MAX_TERM_WORDS)
    words = [(match.group(), _HEADLINE_WEIGHT, True) for match in headline_matches]
    for number, match in enumerate(islice(_TERM_WORD.finditer(body), MAX_TERM_WORDS)):
        words.append((match.group(), _LEAD_WEIGHT if number < _LEAD_WORDS else 1.0, False))
    for word, weight, is_headline in words:
        if (term := _hash_term(word, algorithm)) < 0:
            continue
        is_name = word[0].isupper() and not is_headline
        counts[term] = counts.get(term, 0.0) + weight * (_CAPITAL_WEIGHT if is_name else 1.0)
        if not is_name and not is_headline:  # headlines may be all capitals, so they give no evidence of names
            shares = (share for longest, share in _COMMONNESS_BY_LENGTH if len(word) <= longest)
            commonness[term] = max(commonness.get(term, 0.0), next(shares, _LONG_WORD_COMMONNESS))
    ids = sorted(counts)
    return TermVector(
        np.array(ids, dtype=np.int64),
        np.array([min(counts[term], 60_000.0) for term in ids], dtype=np.float32),
        np.array([commonness.get(term, _NAME_COMMONNESS) for term in ids], dtype=np.float32),
    )


def compute_all_terms(texts: Mapping[Key, tuple[str, str, str]]) -> dict[Key, TermVector]:
    """Compute the term vectors of texts, each given as headline, body and language."""
    return {key: compute_terms(*text) for key, text in texts.items()}


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
