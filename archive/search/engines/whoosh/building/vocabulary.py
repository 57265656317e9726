"""Terms of a segment, and pieces of text mapped to them."""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import randbits
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.analysis.analyzer import (
    FORM_MARK,
    MARK_TERMS,
    PART_MARK,
    SURROUNDING_PUNCTUATION,
    ChunkTerms,
    get_chunk_table,
    get_stem_table,
)

PART_GAP: Final = 0
"""The number of the piece that separates parts, in every vocabulary."""
MAX_KNOWN_PIECES: Final = 1_000_000
"""Pieces a table remembers, first come; others are looked up again."""
_UNSET: Final = array("i", [-1]) * 10_000
_MAX_HASHED_BYTES = 60  # bytes
# White space for `str.split` beside the plain spaces
_SEPARATORS = re.compile("[\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_SPACE = np.uint8(ord(" "))
_TAB = np.uint8(ord("\t"))
_CONTROL_SPACE_COUNT = np.uint8(5)  # white space from the tab on, to the carriage return
_LOWERCASE_BIT = np.uint8(0x20)  # makes a capital ASCII letter small
_FIRST_LETTER = np.uint8(ord("a"))
_LETTER_COUNT = np.uint8(26)
_IS_MARK = np.isin(np.arange(256), list(SURROUNDING_PUNCTUATION.encode()))
_MAX_MARKS = 3  # at either side of a word; pieces with more are not plain
_UNKNOWN = -1
_NONZERO_BIT = np.uint64(1)  # zero is an empty slot of a table

TextBytes = NDArray[np.uint8]
Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int32]
ByteOffsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SortedTerms:
    """A vocabulary as arrays.

    The n-th piece takes `advances[n]` positions and has counts[n] terms from starts[n] on: of each
    its rank in `terms` and its offset from the first position.
    """

    terms: list[bytes]
    ranks: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    advances: NDArray[np.int64]


class Vocabulary:
    """Numbers of terms and pieces; for every piece its terms with offsets, and its positions."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._piece_by_hash: dict[int, int] = {}  # by hash: the pieces would take most of the memory
        self._starts = array("q", [0])
        self._terms = array("i")
        self._offsets = array("i")
        self._advances = array("i")
        self._piece_by_term = array("i")  # by term: the piece of just this word, or -1
        self.add_piece(MARK_TERMS[PART_MARK])  # takes the number PART_GAP

    def __len__(self) -> int:
        return len(self._terms)

    def add_piece(self, piece: ChunkTerms) -> int:
        """Return the number of an analysed piece, adding it if it is new."""
        key = hash(piece)
        if (number := self._piece_by_hash.get(key)) is not None:
            return number
        numbers = self._numbers
        for offset, term in piece.terms:
            self._terms.append(numbers.setdefault(term, len(numbers)))
            self._offsets.append(offset)
        self._starts.append(len(self._terms))
        self._advances.append(piece.position_count)
        number = self._piece_by_hash[key] = len(self._advances) - 1
        return number

    def add_plain_words(self, words: Sequence[str], stems: Sequence[str]) -> list[int]:
        """Return the numbers of one-word pieces; a faster `add_piece` of stem and form."""
        numbers = self._numbers
        piece_by_term = self._piece_by_term
        pieces = []
        for word, stem in zip(words, stems, strict=True):
            term_number = stem_number = numbers.setdefault(stem, len(numbers))
            if stem != word:
                term_number = numbers.setdefault(f"{FORM_MARK}{word}{FORM_MARK}{stem}", len(numbers))
            while term_number >= len(piece_by_term):
                piece_by_term.extend(_UNSET)
            if (piece := piece_by_term[term_number]) < 0:
                self._terms.append(stem_number)
                self._offsets.append(0)
                if term_number != stem_number:
                    self._terms.append(term_number)
                    self._offsets.append(0)
                self._starts.append(len(self._terms))
                piece = piece_by_term[term_number] = len(self._advances)
                self._advances.append(1)
            pieces.append(piece)
        return pieces

    def build_sorted_terms(self) -> SortedTerms:
        """Return the vocabulary with sorted terms, for `FieldInverter.build_table`."""
        terms = [term.encode() for term in self._numbers]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ranks = np.empty(len(terms), np.uint64)
        ranks[order] = np.arange(len(terms), dtype=np.uint64)
        starts = np.array(self._starts, np.int64)
        return SortedTerms(
            [terms[number] for number in order],
            ranks[np.array(self._terms, np.int64)],
            np.array(self._offsets, np.int64),
            starts[:-1],
            np.diff(starts),
            np.array(self._advances, np.int64),
        )


class PieceEncoder:
    """Encoder of pieces as vocabulary numbers, by the text and the stemming algorithm."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._table = HashTable()
        self._base = np.uint64(randbits(61) << 3 | 3)
        self._byte_codes = np.array([randbits(64) for _ in range(256)], np.uint64)
        self._salts: dict[str, int] = {}

    def encode(self, texts: Sequence[str], algorithms: Sequence[str]) -> tuple[Numbers, Any]:
        """Return the pieces of all texts in order, and their number in each text.

        Most pieces are found in the table by their hash. The others are analysed: of equal ones the first, and those
        longer than what is hashed every time.
        """
        encoded = [_SEPARATORS.sub(" ", text).encode(errors="surrogatepass") for text in texts]
        raw = b" ".join([b"", *encoded, b""])
        text_starts = np.cumsum([1, *(len(text) + 1 for text in encoded)])
        text_bytes = np.frombuffer(raw, np.uint8)
        starts, ends = _find_pieces(text_bytes)
        counts = np.diff(np.searchsorted(starts, text_starts))
        is_plain = _strip_marks(text_bytes, starts, ends)
        salts = [self._salts.setdefault(algorithm, randbits(64)) for algorithm in algorithms]
        hashes = self._compute_hashes(text_bytes, starts, ends, is_plain)
        hashes ^= np.repeat(np.array(salts, np.uint64), counts)
        hashes |= _NONZERO_BIT
        numbers = self._table.find(hashes)

        is_long = ends - starts > _MAX_HASHED_BYTES
        unknown_rows = np.flatnonzero((numbers == _UNKNOWN) & ~is_long)
        long_rows = np.flatnonzero(is_long)
        new_hashes, firsts, inverse = np.unique(hashes[unknown_rows], return_index=True, return_inverse=True)
        rows = np.concatenate([unknown_rows[firsts], long_rows])
        text_numbers = np.searchsorted(text_starts, starts[rows], "right") - 1
        row_algorithms = [algorithms[number] for number in text_numbers.tolist()]
        row_numbers = self._encode_unknown(raw, starts[rows], ends[rows], is_plain[rows], row_algorithms)

        new_numbers, long_numbers = np.split(row_numbers, [len(new_hashes)])
        numbers[unknown_rows] = new_numbers[inverse]
        numbers[long_rows] = long_numbers
        if len(self._table) + len(new_hashes) <= MAX_KNOWN_PIECES:
            self._table.add(new_hashes, new_numbers)
        return numbers, counts

    def _encode_unknown(self, raw: bytes, starts: Any, ends: Any, is_plain: Any, algorithms: Sequence[str]) -> Numbers:
        """Return the numbers of unknown pieces, plain words of one algorithm in one batch."""
        numbers = np.empty(len(starts), np.int32)
        words: dict[str, dict[int, str]] = {}
        pieces = zip(starts.tolist(), ends.tolist(), is_plain.tolist(), algorithms, strict=True)
        for row, (start, end, is_word, algorithm) in enumerate(pieces):
            if is_word:
                words.setdefault(algorithm, {})[row] = raw[start:end].lower().decode()
            else:
                piece = raw[start:end].decode(errors="surrogatepass")
                numbers[row] = self._vocabulary.add_piece(get_chunk_table(algorithm)[piece])
        for algorithm, row_words in words.items():
            plain_words = list(row_words.values())
            stems = get_stem_table(algorithm).stem_ascii_words(plain_words)
            numbers[list(row_words)] = self._vocabulary.add_plain_words(plain_words, stems)
        return numbers

    def _compute_hashes(self, text_bytes: TextBytes, starts: Any, ends: Any, is_plain: Any) -> Hashes:
        """Hash the first bytes of every piece, one byte at a time for all pieces."""
        sizes = np.minimum(ends - starts, _MAX_HASHED_BYTES).astype(np.uint8)
        order = np.argsort(sizes, kind="stable")[::-1]
        counts_by_size = np.cumsum(np.bincount(sizes, minlength=_MAX_HASHED_BYTES + 1)[::-1])[::-1]
        sorted_starts, hashes = starts[order], np.zeros(len(order), np.uint64)
        case_bits = np.where(is_plain[order], _LOWERCASE_BIT, np.uint8(0))
        for byte_index in range(int(sizes.max(initial=0))):
            count = counts_by_size[byte_index + 1]
            active = hashes[:count]
            active *= self._base
            active += self._byte_codes[text_bytes[sorted_starts[:count] + byte_index] | case_bits[:count]]
        result = np.empty_like(hashes)
        result[order] = hashes
        return result


class HashTable:
    """An open-addressing hash table in arrays, doubled when half full."""

    def __init__(self) -> None:
        self._count = 0
        self._hashes: Hashes = np.zeros(1 << 12, np.uint64)
        self._numbers: Numbers = np.zeros(1 << 12, np.int32)

    def __len__(self) -> int:
        return self._count

    def find(self, hashes: Hashes) -> Numbers:
        """Return the number of each hash; -1 where it is missing."""
        result = np.full(len(hashes), _UNKNOWN, np.int32)
        pending, slots = np.arange(len(hashes)), self._compute_slots(hashes)
        while len(pending):
            slot_hashes = self._hashes[slots]
            is_match = slot_hashes == hashes[pending]
            result[pending[is_match]] = self._numbers[slots[is_match]]
            is_pending = ~is_match & (slot_hashes != 0)
            pending, slots = pending[is_pending], (slots[is_pending] + 1) % len(self._hashes)
        return result

    def add(self, hashes: Hashes, numbers: Numbers) -> None:
        """Add distinct new hashes."""
        self._count += len(hashes)
        if self._count * 2 > len(self._hashes):
            occupied = np.flatnonzero(self._hashes)
            hashes = np.concatenate([self._hashes[occupied], hashes])
            numbers = np.concatenate([self._numbers[occupied], numbers])
            size = 1 << (4 * self._count).bit_length()
            self._hashes, self._numbers = np.zeros(size, np.uint64), np.zeros(size, np.int32)
        pending, slots = np.arange(len(hashes)), self._compute_slots(hashes)
        while len(pending):
            is_free = self._hashes[slots] == 0
            self._hashes[slots[is_free]] = hashes[pending[is_free]]
            is_placed = is_free & (self._hashes[slots] == hashes[pending])
            self._numbers[slots[is_placed]] = numbers[pending[is_placed]]
            pending, slots = pending[~is_placed], (slots[~is_placed] + 1) % len(self._hashes)

    def _compute_slots(self, hashes: Hashes) -> NDArray[np.int64]:
        """Return the slots to start at: the high bits, which every byte has influenced."""
        bits = len(self._hashes).bit_length() - 1
        return (hashes >> np.uint64(64 - bits)).astype(np.int64)


def _find_pieces(text_bytes: TextBytes) -> tuple[ByteOffsets, ByteOffsets]:
    """Return where each piece starts and ends, in a text that begins and ends with white space."""
    # Bytes below the tab become large numbers when it is subtracted
    is_space = (text_bytes == _SPACE) | (text_bytes - _TAB < _CONTROL_SPACE_COUNT)
    changes = np.flatnonzero(is_space[1:] != is_space[:-1]) + 1
    return changes[::2].copy(), changes[1::2].copy()


def _strip_marks(text_bytes: TextBytes, starts: ByteOffsets, ends: ByteOffsets) -> NDArray[np.bool_]:
    """Strip marks around words, and return which pieces are plain ASCII words.

    The marks tell pieces apart, not words. `starts` and `ends` are changed in place.
    """
    nonletters_before = np.zeros(len(text_bytes) + 1, np.int32)
    np.cumsum((text_bytes | _LOWERCASE_BIT) - _FIRST_LETTER >= _LETTER_COUNT, out=nonletters_before[1:])
    is_plain = nonletters_before[starts] == nonletters_before[ends]
    not_plain = np.flatnonzero(~is_plain)
    first, last = starts[not_plain], ends[not_plain]
    for _ in range(_MAX_MARKS):
        first += _IS_MARK.take(text_bytes[first])
        last -= _IS_MARK.take(text_bytes[last - 1])
    stripped = np.flatnonzero((first < last) & (nonletters_before[first] == nonletters_before[last]))
    rows = not_plain[stripped]
    starts[rows] = first[stripped]
    ends[rows] = last[stripped]
    is_plain[rows] = True
    return is_plain
