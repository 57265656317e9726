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

SHINGLE: Final = 5
RUN: Final = 8
WINDOW: Final = 33
LONGEST: Final = 60_000
"""Words compared per text; the rest of a longer text is ignored."""

_MINIMA, _BANDS = 64, 16
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:[{JOINERS}]+[^\W_{_CJK}]+)*")
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)

Hashes = npt.NDArray[np.uint64]


def _permutations() -> tuple[Hashes, Hashes]:
    """Return odd factors and addends; must never change, as signatures are stored."""
    steps = np.arange(1, _MINIMA + 1, dtype=np.uint64)
    return _mixed(steps * _PRIME) | np.uint64(1), _mixed(steps * _MIX)


def _mixed(values: Hashes) -> Hashes:
    """Mix over all 64 bits (SplitMix64 finalizer)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX
    return values ^ (values >> np.uint64(31))


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a text: hash and character span of each."""

    hashes: Hashes
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.spans)


def words_of(text: str) -> Words:
    """Hash the folded words of a text; each CJK character is a word."""
    spans: list[tuple[int, int]] = []
    hashes: list[int] = []
    for match in _WORD.finditer(text):
        if len(spans) == LONGEST:
            break
        spans.append(match.span())
        hashes.append(_hash(match.group()))
    return Words(np.array(hashes, dtype=np.uint64), tuple(spans))


@lru_cache(maxsize=100_000)
def _hash(word: str) -> int:
    return zlib.crc32(fold(word)[:200].encode())


def runs(words: Words, length: int) -> Hashes:
    """Return a rolling hash per run of `length` words; a shorter text has one run."""
    count = len(words)
    if not count:
        return np.array([], dtype=np.uint64)
    length = min(length, count)
    total = np.zeros(count - length + 1, dtype=np.uint64)
    for place in range(length):
        total = total * _PRIME + words.hashes[place : count - length + 1 + place]
    return _mixed(total)


def shingles(words: Words, without: npt.NDArray[np.bool_] | None = None) -> Hashes:
    """Return the sorted distinct 5-word hashes, without runs that touch a word of `excluded`."""
    found = runs(words, SHINGLE)
    if without is not None and without.any() and len(found):
        size = len(words) - len(found) + 1
        touched = np.lib.stride_tricks.sliding_window_view(without, size).any(axis=1)
        found = found[~touched]
    return np.unique(found)


def likeness(one: Hashes, other: Hashes) -> float:
    """Return the Jaccard similarity of two sets of shingles; 0 for empty sets."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    either = len(one) + len(other) - shared
    return shared / either if either else 0.0


def bands(found: Hashes) -> list[int]:
    """Return the 16 LSH band keys; near-duplicates share at least one."""
    if not len(found):
        return []
    factors, addends = _permutations()
    minima = np.full(_MINIMA, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(found), 4096):
        part = found[start : start + 4096]
        minima = np.minimum(minima, (part * factors[:, None] + addends[:, None]).min(axis=1))
    rows = minima.reshape(_BANDS, -1)
    keys = np.arange(1, _BANDS + 1, dtype=np.uint64) * _MIX
    for column in range(rows.shape[1]):
        keys = _mixed(keys * _PRIME + rows[:, column])
    return _signed(keys)


def winnowed(words: Words) -> dict[int, int]:
    """Return fingerprint → position of the first word of its 8-word run."""
    found = runs(words, RUN)
    if not len(found) or len(words) < RUN:
        return {}
    window = min(WINDOW, len(found))
    windows = np.lib.stride_tricks.sliding_window_view(found, window)
    places = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    return dict(zip(_signed(found[places]), map(int, places), strict=True))


def _signed(values: Hashes) -> list[int]:
    """Convert to signed integers for a database column."""
    return [int(value) for value in values.view(np.int64)]
