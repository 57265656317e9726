"""Whitespace-separated pieces of many texts as numbers of a vocabulary, on whole arrays.

Texts are handled as bytes. Every piece gets a 64-bit hash, a polynomial in a secret base over
secret codes of the bytes, and a table maps hashes to numbers. Short pieces chosen without knowing
the secrets collide with a chance of at most one in 2 ** 45; long pieces are looked up one by one,
every time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from secrets import randbits
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.analysis import AROUND, known_pieces, stem_table
from archive.search.engines.whoosh.bulk.vocabulary import Vocabulary

PIECES_KNOWN: Final = 1_000_000
"""Pieces a table remembers, first come; others are looked up again."""
_LONGEST_HASHED = 60  # bytes
_SEPARATORS = re.compile("[\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_SPACE, _TAB, _SPACES = map(np.uint8, (32, 9, 5))  # white space: 32, and 9 to 13
_SMALL, _FIRST_LETTER, _LETTERS = map(np.uint8, (32, 97, 26))
"""The bit that makes a capital ASCII letter small; `a`; the number of letters."""
_IS_AROUND = np.zeros(256, bool)
_IS_AROUND[list(AROUND.encode())] = True
_MOST_AROUND = 3  # at either side of a word; pieces with more are not plain
_UNKNOWN = -1
_NEVER_ZERO = np.uint64(1)  # zero is an empty slot of a table

Signs = NDArray[np.uint8]
Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int32]


class Pieces:
    """Encoder of pieces as vocabulary numbers, by the text and the stemming algorithm."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._table = Table()
        self._base = np.uint64(randbits(61) << 3 | 3)
        self._letters = np.array([randbits(64) for _ in range(256)], np.uint64)
        self._salts: dict[str, int] = {}

    def numbers(self, texts: Sequence[str], algorithms: Sequence[str]) -> tuple[Numbers, Any]:
        """Return the pieces of all texts in order, and their number in each text."""
        encoded = [_spaced(text).encode(errors="surrogatepass") for text in texts]
        raw = b" ".join([b"", *encoded, b""])
        borders = np.cumsum([1, *(len(one) + 1 for one in encoded)])
        signs = np.frombuffer(raw, np.uint8)
        starts, ends = _between_spaces(signs)
        counts = np.diff(np.searchsorted(starts, borders))
        is_plain = _bared(signs, starts, ends)
        salts = [self._salts.setdefault(one, randbits(64)) for one in algorithms]
        hashes = self._hashes(signs, starts, ends, is_plain)
        hashes ^= np.repeat(np.array(salts, np.uint64), counts)
        hashes |= _NEVER_ZERO
        found = self._table.find(hashes)
        is_long = ends - starts > _LONGEST_HASHED
        short, long = np.flatnonzero((found == _UNKNOWN) & ~is_long), np.flatnonzero(is_long)
        new, firsts, which = np.unique(hashes[short], return_index=True, return_inverse=True)
        asked = np.concatenate([short[firsts], long])
        owners = np.searchsorted(borders, starts[asked], "right") - 1
        spoken = [algorithms[owner] for owner in owners.tolist()]
        numbers = self._asked(raw, starts[asked], ends[asked], is_plain[asked], spoken)
        found[short], found[long] = numbers[: len(new)][which], numbers[len(new) :]
        if len(self._table) + len(new) <= PIECES_KNOWN:
            self._table.add(new, numbers[: len(new)])
        return found, counts

    def _asked(
        self, raw: bytes, starts: Any, ends: Any, is_plain: Any, algorithms: Sequence[str]
    ) -> Numbers:
        """Return the numbers of unknown pieces, plain words of one algorithm in one batch."""
        numbers = np.empty(len(starts), np.int32)
        words: dict[str, dict[int, str]] = {}
        pieces = zip(starts.tolist(), ends.tolist(), is_plain.tolist(), algorithms, strict=True)
        for row, (start, end, plain, algorithm) in enumerate(pieces):
            if plain:
                words.setdefault(algorithm, {})[row] = raw[start:end].lower().decode()
            else:
                piece = raw[start:end].decode(errors="surrogatepass")
                numbers[row] = self._vocabulary.add(known_pieces(algorithm)[piece])
        for algorithm, those in words.items():
            plain_words = list(those.values())
            stems = stem_table(algorithm).of_plain_words(plain_words)
            numbers[list(those)] = self._vocabulary.add_words(plain_words, stems)
        return numbers

    def _hashes(self, signs: Signs, starts: Any, ends: Any, is_plain: Any) -> Hashes:
        """Hash the first bytes of every piece, one byte at a time for all pieces."""
        sizes = np.minimum(ends - starts, _LONGEST_HASHED).astype(np.uint8)
        order = np.argsort(sizes, kind="stable")[::-1]
        having = np.cumsum(np.bincount(sizes, minlength=_LONGEST_HASHED + 1)[::-1])[::-1]
        begins, hashes = starts[order], np.zeros(len(order), np.uint64)
        row = np.where(is_plain[order], _SMALL, np.uint8(0))
        for place in range(int(sizes.max(initial=0))):
            many = having[place + 1]
            part = hashes[:many]
            part *= self._base
            part += self._letters[signs[begins[:many] + place] | row[:many]]
        found = np.empty_like(hashes)
        found[order] = hashes
        return found


class Table:
    """An open-addressing hash table in arrays, doubled when half full."""

    def __init__(self) -> None:
        self._count = 0
        self._hashes: Hashes = np.zeros(1 << 12, np.uint64)
        self._numbers: Numbers = np.zeros(1 << 12, np.int32)

    def __len__(self) -> int:
        return self._count

    def find(self, hashes: Hashes) -> Numbers:
        """Return the number of each hash; -1 where it is missing."""
        found = np.full(len(hashes), _UNKNOWN, np.int32)
        left, slots = np.arange(len(hashes)), self._slots(hashes)
        while len(left):
            there = self._hashes[slots]
            is_it = there == hashes[left]
            found[left[is_it]] = self._numbers[slots[is_it]]
            goes_on = ~is_it & (there != 0)
            left, slots = left[goes_on], (slots[goes_on] + 1) % len(self._hashes)
        return found

    def add(self, hashes: Hashes, numbers: Numbers) -> None:
        """Add distinct new hashes."""
        self._count += len(hashes)
        if self._count * 2 > len(self._hashes):
            held = np.flatnonzero(self._hashes)
            hashes = np.concatenate([self._hashes[held], hashes])
            numbers = np.concatenate([self._numbers[held], numbers])
            size = 1 << (4 * self._count).bit_length()
            self._hashes, self._numbers = np.zeros(size, np.uint64), np.zeros(size, np.int32)
        left, slots = np.arange(len(hashes)), self._slots(hashes)
        while len(left):
            free = self._hashes[slots] == 0
            self._hashes[slots[free]] = hashes[left[free]]
            placed = free & (self._hashes[slots] == hashes[left])
            self._numbers[slots[placed]] = numbers[left[placed]]
            left, slots = left[~placed], (slots[~placed] + 1) % len(self._hashes)

    def _slots(self, hashes: Hashes) -> NDArray[np.int64]:
        """Return the slots to start at: the high bits, which every byte has influenced."""
        bits = len(self._hashes).bit_length() - 1
        return (hashes >> np.uint64(64 - bits)).astype(np.int64)


def _spaced(text: str) -> str:
    """Replace by plain spaces whatever else `str.split` takes for white space."""
    return _SEPARATORS.sub(" ", text) if _SEPARATORS.search(text) else text


def _between_spaces(signs: Signs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return starts and ends of pieces; the bytes begin and end with a space."""
    is_space = (signs == _SPACE) | (signs - _TAB < _SPACES)
    changes = np.flatnonzero(is_space[1:] != is_space[:-1]) + 1
    return changes[::2].copy(), changes[1::2].copy()


def _bared(signs: Signs, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Strip marks around words, and return which pieces are plain ASCII words.

    The marks tell pieces apart, not words. `starts` and `ends` are changed in place.
    """
    others = np.zeros(len(signs) + 1, np.int32)
    np.cumsum((signs | _SMALL) - _FIRST_LETTER >= _LETTERS, out=others[1:])
    is_plain = others[starts] == others[ends]
    odd = np.flatnonzero(~is_plain)
    first, last = starts[odd], ends[odd]
    for _ in range(_MOST_AROUND):
        first += _IS_AROUND.take(signs[first])
        last -= _IS_AROUND.take(signs[last - 1])
    bare = np.flatnonzero((first < last) & (others[first] == others[last]))
    here = odd[bare]
    starts[here], ends[here], is_plain[here] = first[bare], last[bare], True
    return is_plain
