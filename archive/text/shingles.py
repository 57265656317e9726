"""Near-duplicate detection: 5-word shingles with Jaccard and MinHash LSH, and winnowing.

MinHash signatures have 64 minima in 16 bands of 4: texts with a Jaccard similarity of 0.7 share a
band in 99 of 100 cases, with 0.4 in a third. Winnowing keeps the minimum of every 33 neighbouring
8-word hashes, so texts that share 40 consecutive words always share a fingerprint. Word hashes are
CRC-32, equal on every machine and in every run.
"""

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text.normalize import JOINERS, fold

SHINGLE_WORDS: Final = 5
FINGERPRINT_WORDS: Final = 8
WINNOWING_WINDOW: Final = 33
MAX_WORDS: Final = 60_000
"""Words compared per text; the rest of a longer text is ignored."""

_SIGNATURE_SIZE, _BAND_COUNT = 64, 16
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:[{JOINERS}]+[^\W_{_CJK}]+)*")
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)

HashArray = npt.NDArray[np.uint64]


def _build_permutations() -> tuple[HashArray, HashArray]:
    """Return odd factors and addends; must never change, as signatures are stored."""
    steps = np.arange(1, _SIGNATURE_SIZE + 1, dtype=np.uint64)
    return _mix_bits(steps * _PRIME) | np.uint64(1), _mix_bits(steps * _MIX)


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
    spans: list[tuple[int, int]] = []
    hashes: list[int] = []
    for match in _WORD.finditer(text):
        if len(spans) == MAX_WORDS:
            break
        spans.append(match.span())
        hashes.append(_hash_word(match.group()))
    return WordHashes(np.array(hashes, dtype=np.uint64), tuple(spans))


@lru_cache(maxsize=100_000)
def _hash_word(word: str) -> int:
    return zlib.crc32(fold(word)[:200].encode())


def hash_runs(words: WordHashes, length: int) -> HashArray:
    """Return a rolling hash per run of `length` words; a shorter text has one run."""
    count = len(words)
    if not count:
        return np.array([], dtype=np.uint64)
    length = min(length, count)
    total = np.zeros(count - length + 1, dtype=np.uint64)
    for position in range(length):
        total = total * _PRIME + words.hashes[position : count - length + 1 + position]
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


def compute_band_keys(shingles: HashArray) -> list[int]:
    """Return the 16 LSH band keys; near-duplicates share at least one."""
    if not len(shingles):
        return []
    factors, addends = _build_permutations()
    minima = np.full(_SIGNATURE_SIZE, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(shingles), 4096):
        chunk = shingles[start : start + 4096]
        minima = np.minimum(minima, (chunk * factors[:, None] + addends[:, None]).min(axis=1))
    rows = minima.reshape(_BAND_COUNT, -1)
    keys = np.arange(1, _BAND_COUNT + 1, dtype=np.uint64) * _MIX
    for column in range(rows.shape[1]):
        keys = _mix_bits(keys * _PRIME + rows[:, column])
    return _to_signed(keys)


def winnow_fingerprints(words: WordHashes) -> dict[int, int]:
    """Return fingerprint → position of the first word of its 8-word run."""
    run_hashes = hash_runs(words, FINGERPRINT_WORDS)
    if not len(run_hashes) or len(words) < FINGERPRINT_WORDS:
        return {}
    window = min(WINNOWING_WINDOW, len(run_hashes))
    windows = np.lib.stride_tricks.sliding_window_view(run_hashes, window)
    positions = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    return dict(zip(_to_signed(run_hashes[positions]), map(int, positions), strict=True))


def _to_signed(values: HashArray) -> list[int]:
    """Convert to signed integers for a database column."""
    return [int(value) for value in values.view(np.int64)]
