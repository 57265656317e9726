"""Look-up of query terms in chunks of text, by the analysis of the index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from string import ascii_lowercase
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from archive.search.analysis import analyzer
from archive.search.analysis.analyzer import FORM_MARK, SURROUNDING_PUNCTUATION, stem_query
from archive.search.analysis.stemming import compute_stem_prefixes
from archive.search.query.nodes import Fuzzy, Node, Not, Phrase, Term, TermNode, Wildcard, Window, get_children
from archive.text.normalize import fold_word

ChunkHits = tuple[tuple[int, int], ...]  # of a chunk: (offset from its first position, number of a sought word)
_PUNCTUATION: Final = f"[{re.escape(SURROUNDING_PUNCTUATION)}]*+"
_MAX_ENTRIES: Final = 50_000
_MAX_CACHED_LENGTH: Final = 60  # characters


def iter_terms(node: Node | None) -> Iterator[TermNode]:
    """Yield the terms to highlight, with those of NotNear; excluded ones are omitted."""
    if node is None or isinstance(node, Not):
        return
    if isinstance(node, TermNode):
        yield node
    for child in get_children(node):
        yield from iter_terms(child)


class FoundChunk(NamedTuple):
    """A chunk of a text that holds sought words: its offset in characters, its first position, its hits."""

    start: int
    position: int
    chunk: str
    hits: ChunkHits


class TermFinder(dict[str, tuple[int, ChunkHits]]):
    """Cache from a chunk of text to the number of positions it takes, and the sought words it holds.

    `numbers_by_term[term]` are the numbers of a term's words, in order.
    """

    def __init__(self, node: Node, algorithm: str) -> None:
        self._chunk_terms = analyzer.get_chunk_table(algorithm)
        self._by_stem: dict[str, int] = {}
        self._by_form: dict[str, int] = {}
        self._form_predicates: list[Callable[[str], object]] = []
        self._pattern_prefixes: list[str] = []  # literal prefixes of the patterns
        self.numbers_by_term = {term: self._number_words(term, algorithm) for term in iter_terms(node)}
        self._candidate = _compile_candidate(self._compute_prefixes(algorithm))

    def find_hits(self, text: str) -> list[FoundChunk]:
        """Return the chunks with a sought word.

        The first two letters rule out most chunks: those take one position each, and are neither looked up nor
        tokenized nor stemmed.
        """
        found: list[FoundChunk] = []
        position = counted_end = 0
        for match in self._candidate.finditer(text):
            chunk = match[1]
            count, hits = self[chunk]
            if hits or count != 1:
                start, end = match.span(1)
                position += len(text[counted_end:start].split())
                if hits:
                    found.append(FoundChunk(start, position, chunk, hits))
                position += count
                counted_end = end
        return found

    def __missing__(self, chunk: str) -> tuple[int, ChunkHits]:
        if len(self) >= _MAX_ENTRIES:
            self.clear()
        entry = self._chunk_terms[chunk].position_count, self._find_in_chunk(chunk)
        if len(chunk) <= _MAX_CACHED_LENGTH:
            self[chunk] = entry
        return entry

    def _find_in_chunk(self, chunk: str) -> ChunkHits:
        terms = self._chunk_terms[chunk].terms
        if self._by_form or self._form_predicates:
            hits = list(self._iter_hits_with_forms(terms))
        else:
            by_stem = self._by_stem
            hits = [(offset, by_stem[term]) for offset, term in terms if term in by_stem]
        return tuple(dict.fromkeys(hits)) if hits else ()

    def _compute_prefixes(self, algorithm: str) -> frozenset[str] | None:
        """Return the possible prefixes of sought words, in lower case; None: unknown."""
        prefixes = {form[:2] for form in self._by_form}
        for letters in self._pattern_prefixes:
            prefixes.add(letters[:2])
            if len(letters) < 2:
                prefixes.update(map("".join, product(letters or ascii_lowercase, ascii_lowercase)))
        for stem in self._by_stem:
            if (stem_prefixes := compute_stem_prefixes(stem, algorithm)) is None:
                return None
            prefixes |= stem_prefixes
        return frozenset(prefixes)

    def _number_words(self, term: TermNode, algorithm: str) -> tuple[int, ...]:
        match term:
            case Term(text, _, True) | Phrase(text, _, True):
                forms = [form for form, _ in analyzer.list_query_forms(text, algorithm)]
                return tuple(self._by_form.setdefault(form, self._next_number()) for form in forms)
            case Term(text) | Phrase(text):
                stems = stem_query(text, algorithm)
                return tuple(self._by_stem.setdefault(stem, self._next_number()) for stem in stems)
            case Window(words):
                firsts = [stem_query(word, algorithm)[0] for word in words]
                return tuple(self._by_stem.setdefault(stem, self._next_number()) for stem in firsts)
            case Wildcard(pattern):
                match_form = analyzer.compile_wildcard(pattern).fullmatch
                self._form_predicates.append(lambda form: match_form(form.replace("-", "")))
                self._pattern_prefixes.append(analyzer.get_literal_prefix(pattern))
            case Fuzzy(text, edits):
                word = fold_word(text)
                self._form_predicates.append(
                    lambda form: form[:1] == word[:1] and OSA.distance(word, form, score_cutoff=edits) <= edits
                )
                self._pattern_prefixes.append(word[:1])
        return (-len(self._form_predicates),)

    def _next_number(self) -> int:
        return len(self._by_stem) + len(self._by_form)

    def _iter_hits_with_forms(self, terms: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int]]:
        """Match printed forms, too, for exact terms and patterns."""
        by_stem, form_by_stem = self._by_stem, {}
        for offset, term in terms:
            if term[0] == FORM_MARK:
                _, form, stem = term.split(FORM_MARK)
                form_by_stem[offset, stem] = form
        for offset, term in terms:
            if term[0] < " ":
                continue
            if term in by_stem:
                yield offset, by_stem[term]
            form = form_by_stem.get((offset, term), term)
            if form in self._by_form:
                yield offset, self._by_form[form]
            for number, predicate in enumerate(self._form_predicates, start=1):
                if predicate(form):
                    yield offset, -number


def _compile_candidate(prefixes: frozenset[str] | None) -> re.Pattern[str]:
    """Compile a pattern whose group is each chunk that may hold a sought word; at the end of a text it may be empty.

    The pattern skips words of ASCII letters, with punctuation around them, that begin with none of the prefixes (None:
    it skips nothing).
    """
    if prefixes is None:
        return re.compile(r"\s*+(\S*+)")
    cased = (
        "".join(f"[{letter}{letter.upper()}]" for letter in prefix) + ("(?![A-Za-z])" if len(prefix) == 1 else "")
        for prefix in sorted(prefixes)
        if prefix.isascii() and prefix.isalpha()
    )
    other_word = f"(?!{'|'.join(cased) or '(?!)'})[A-Za-z]++"
    return re.compile(rf"\s*+(?:{_PUNCTUATION}{other_word}{_PUNCTUATION}(?:\s++|\Z))*+(\S*+)")
