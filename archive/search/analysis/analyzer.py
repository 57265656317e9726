"""Text analysis: tokenizing and stemming, shared by the index, queries and snippets.

Every word is indexed with its position; there is no stop list (`US`, `will` and `May` are words that people search news
for). Words are folded (`archive.text.normalize`); `U.S.` and `US` are one word, so are `1,750` and `1750`, `colour` and
`color`. The Snowball stemmer of the article's language follows (English where the language is unknown or has none). A
word with diacritics yields both its stems, with and without them, at one position; so does `C++`. `cease-fire` also
yields the stem of `ceasefire`, at the position of its first word. Scripts without spaces are cut into bigrams.

A text is read in chunks between white space: `get_chunk_table` caches the terms of each chunk. Offsets count characters
of the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Final, NamedTuple

from archive.search.analysis.stemming import get_algorithm, get_stem_table
from archive.search.analysis.tokenizer import (
    LEAD_END_MARK,
    PARAGRAPH_MARK,
    PART_MARK,
    PART_SEPARATOR,
    QUOTE_END_MARK,
    QUOTE_MARK,
    SENTENCE_MARK,
    join_compounds,
    mark_boundaries,
    tokenize_chunk,
)
from archive.text.normalize import fold_word

ANALYZER_VERSION: Final = "words-5"
"""Changes whenever the same text would yield other terms; an index of another version is stale."""

PART_POSITION_GAP: Final = 1000  # positions between two parts: more than the largest distance of a proximity query

FORM_MARK: Final = "\x1f"
"""FORM_MARK + form + FORM_MARK + stem is the term of a word whose printed form is not its stem."""
SENTENCE_TERM: Final = "\x1ds"
PARAGRAPH_TERM: Final = "\x1dp"
QUOTE_START_TERM: Final = "\x1dq"
QUOTE_END_TERM: Final = "\x1dQ"
LEAD_END_TERM: Final = "\x1da"

_CHUNK = re.compile(r"\S+")
SURROUNDING_PUNCTUATION: Final = '.,;:!?"()'  # punctuation around words that does not change them
_TABLE_LIMIT = 200_000
_QUERY_CACHE_SIZE = 4_096  # words and phrases of queries
_MAX_CACHED_LENGTH = 60  # characters of a chunk; longer ones are rare


class ChunkTerms(NamedTuple):
    """Analysis of a chunk: how many positions it takes, and its terms with relative offsets."""

    position_count: int
    terms: tuple[tuple[int, str], ...]


_END_MARKS: Final = frozenset(".,;:!?")
MARK_TERMS: Final = {
    PART_SEPARATOR: ChunkTerms(PART_POSITION_GAP, ()),
    SENTENCE_MARK: ChunkTerms(0, ((0, SENTENCE_TERM),)),
    PARAGRAPH_MARK: ChunkTerms(0, ((0, SENTENCE_TERM), (0, PARAGRAPH_TERM))),
    QUOTE_MARK: ChunkTerms(0, ((0, QUOTE_START_TERM),)),
    QUOTE_END_MARK: ChunkTerms(0, ((-1, QUOTE_END_TERM),)),
    LEAD_END_MARK: ChunkTerms(0, ((0, LEAD_END_TERM),)),
    PART_MARK: ChunkTerms(PART_POSITION_GAP, ((PART_POSITION_GAP, SENTENCE_TERM), (PART_POSITION_GAP, PARAGRAPH_TERM))),
}
"""Terms of the boundary marks of `tokenizer`."""


@dataclass(frozen=True, slots=True)
class AnalyzedWord:
    """One word of a text: its stems, its position, and its span in characters."""

    stems: tuple[str, ...]
    position: int
    start: int
    end: int


def analyze_text(text: str, language: str = "") -> Iterator[AnalyzedWord]:
    """Yield the words of `text` in order."""
    stems = get_stem_table(get_algorithm(language))
    position = 0
    for start, chunk in _iter_chunks(text):
        if chunk == PART_SEPARATOR:
            position += PART_POSITION_GAP
            continue
        for token in tokenize_chunk(chunk):
            yield AnalyzedWord(stems[token.text], position, start + token.start, start + token.end)
            position += 1


def split_words(text: str) -> list[str]:
    """Return the words of `text` as printed, one for each position."""
    return [token.text for _, chunk in _iter_chunks(text) for token in tokenize_chunk(chunk)]


def find_word_spans(text: str, count: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the first `count` words of `text`, in characters."""
    tokens = ((start, token) for start, chunk in _iter_chunks(text) for token in tokenize_chunk(chunk))
    return [(start + token.start, start + token.end) for start, token in islice(tokens, count)]


def collect_boundary_positions(text: str, algorithm: str) -> dict[str, list[int]]:
    """Return only the boundary terms of `text`, with their positions."""
    positions: dict[str, list[int]] = {}
    position, chunks = 0, split_chunks(text, boundaries=True)
    for chunk, position_count in zip(chunks, count_positions(chunks, algorithm), strict=True):
        if chunk in MARK_TERMS:
            for offset, term in MARK_TERMS[chunk].terms:
                positions.setdefault(term, []).append(position + offset)
        position += position_count
    return positions


def is_plain_word(chunk: str) -> bool:
    """Return whether a chunk is surely one word: ASCII letters, maybe with one mark after the third or later."""
    if not chunk.isascii():
        return False
    return chunk.isalpha() or (chunk[-1] in _END_MARKS and len(chunk) > 3 and chunk[:-1].isalpha())


def count_positions(chunks: Sequence[str], algorithm: str) -> list[int]:
    """Return how many positions each chunk takes; plain words take one, without analysis."""
    table = get_chunk_table(algorithm)
    return [1 if is_plain_word(chunk) else table.count_positions(chunk) for chunk in chunks]


def split_chunks(text: str, *, boundaries: bool) -> list[str]:
    """Return the chunks between white space, in order, and marks: the keys of `get_chunk_table`."""
    if boundaries:
        return mark_boundaries(text).split()
    return text.replace(PART_SEPARATOR, f" {PART_MARK} ").split()


@lru_cache(_QUERY_CACHE_SIZE)
def stem_query(text: str, algorithm: str) -> tuple[str, ...]:
    """Return the stems of a query's `text` in order, to look up in texts of one algorithm.

    A word typed with diacritics is stemmed with them only: its other stem is in the index for readers who type none.
    """
    table = get_stem_table(algorithm)
    return tuple(table[word][0] for word in split_words(text))


def list_query_forms(text: str, algorithm: str) -> tuple[tuple[str, str], ...]:
    """Return (form, stem) of each word of a query's `text`, in order, to look up exact forms."""
    table = get_stem_table(algorithm)
    return tuple((fold_word(word) or word, table[word][0]) for word in split_words(text))


def has_words(text: str) -> bool:
    """Return whether `text` has any searchable word."""
    return any(tokenize_chunk(chunk) for _, chunk in _iter_chunks(text))


class ChunkTable(dict[str, ChunkTerms]):
    """Cache from a chunk (or a boundary mark) to its terms."""

    def __init__(self, algorithm: str) -> None:
        self._stems = get_stem_table(algorithm)
        self.update(MARK_TERMS)

    def __missing__(self, chunk: str) -> ChunkTerms:
        word = chunk.strip(SURROUNDING_PUNCTUATION).lower() if chunk.isascii() else ""
        if len(self) >= _TABLE_LIMIT:
            self.clear()
            self.update(MARK_TERMS)
        if word.isalpha():  # most new chunks differ from a cached word by punctuation only
            chunk_terms = self._analyze_ascii_word(word) if word == chunk else self[word]
        else:
            chunk_terms = self._analyze_chunk(chunk)
        if len(chunk) <= _MAX_CACHED_LENGTH:
            self[chunk] = chunk_terms
        return chunk_terms

    def count_positions(self, chunk: str) -> int:
        """Return how many positions a chunk takes."""
        word = chunk.strip(SURROUNDING_PUNCTUATION)
        return 1 if word.isalpha() and word.isascii() else self[chunk].position_count

    def _analyze_ascii_word(self, word: str) -> ChunkTerms:
        """Analyze lower-case ASCII letters; same result as `_analyze_chunk`, faster."""
        stem = self._stems.stem_ascii_word(word)
        if stem == word:
            return ChunkTerms(1, ((0, stem),))
        return ChunkTerms(1, ((0, stem), (0, f"{FORM_MARK}{word}{FORM_MARK}{stem}")))

    def _analyze_chunk(self, chunk: str) -> ChunkTerms:
        tokens = tokenize_chunk(chunk)
        terms: list[tuple[int, str]] = []
        for offset, token in enumerate(tokens):
            form = fold_word(token.text) or token.text
            for stem in (*self._stems[token.text], *token.extra_stems):
                terms.append((offset, stem))
                if stem != form and stem not in token.extra_stems:
                    terms.append((offset, f"{FORM_MARK}{form}{FORM_MARK}{stem}"))
        for offset, joined_word, hyphenated in join_compounds(chunk, tokens):
            stem = self._stems[joined_word][0]
            terms += ((offset, stem), (offset, f"{FORM_MARK}{hyphenated}{FORM_MARK}{stem}"))
        return ChunkTerms(len(tokens), tuple(terms))


get_chunk_table = cache(ChunkTable)
"""Return the shared table of an algorithm."""


def _iter_chunks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the chunks between white space with their offsets, and PART_SEPARATOR between parts."""
    offset = 0
    for number, part in enumerate(text.split(PART_SEPARATOR)):
        if number:
            yield offset - 1, PART_SEPARATOR
        for match in _CHUNK.finditer(part):
            yield offset + match.start(), match.group()
        offset += len(part) + 1


def get_literal_prefix(pattern: str) -> str:
    """Return the letters of a pattern before its first wildcard, folded."""
    return fold_word(re.split("[*?]", pattern, maxsplit=1)[0])


def compile_wildcard(pattern: str) -> re.Pattern[str]:
    """Compile a pattern for folded forms, which it matches in linear time.

    Between two stars the first match is as good as any: it is an atomic group, without backtracking.
    """
    first, *others = [".".join(re.escape(fold_word(word)) for word in part.split("?")) for part in pattern.split("*")]
    middle = "".join(f"(?>.*?{part})" for part in others[:-1])
    ending = f".*{others[-1]}" if others else ""
    return re.compile(f"{first}{middle}{ending}", re.DOTALL)
