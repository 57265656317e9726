"""Fingerprints of a text, by which texts with words in common find each other: sampled pairs and runs of words."""

import zlib
from functools import lru_cache
from typing import Final

import numpy as np

from archive.text.misreadings import unify_shapes
from archive.text.normalize import fold
from archive.text.similarity import HashArray, WordHashes, hash_neighbours, hash_runs

FINGERPRINT_WORDS: Final = 8
WINNOWING_WINDOW: Final = 33
PAIR_KEYS: Final = 24  # of a text, at most
_MIN_LONG_WORD, _MAX_WORDS_PER_LONG_WORD = 5, 8


def compute_pair_keys(text: str, words: WordHashes) -> list[int]:
    """Return at most 24 keys of pairs of neighbouring long words, the same of misread letters: of texts in which most
    words are the same, each is shared about as likely as a pair is.

    Short words are left out; in texts without long ones (Chinese) runs of four words take the place of pairs.
    """
    printed = [text[start:end] for start, end in words.spans]
    long_words, run = [word for word in printed if len(word) >= _MIN_LONG_WORD], 2
    if _MAX_WORDS_PER_LONG_WORD * len(long_words) < len(printed):
        long_words, run = printed, 4
    hashes = np.array([_hash_shape(word) for word in long_words], dtype=np.uint64)
    if len(hashes) < run:
        return []
    values = np.unique(hash_neighbours(hashes, run))
    _, smallest = np.unique((values >> np.uint64(40)) % np.uint64(PAIR_KEYS), return_index=True)  # in each slot
    return _to_signed(values[smallest])


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
    return values.view(np.int64).tolist()


@lru_cache(maxsize=100_000)
def _hash_shape(word: str) -> int:
    return zlib.crc32(unify_shapes(fold(word)[:200]).encode())
