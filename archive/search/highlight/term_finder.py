"""Look-up of query terms in chunks of text, by the analysis of the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from string import ascii_lowercase
from typing import Final

from rapidfuzz.distance import OSA

from archive.search.analysis import analyzer
from archive.search.analysis.analyzer import FORM_MARK, SURROUNDING_PUNCTUATION, stem_query
from archive.search.analysis.stemming import compute_stem_prefixes
from archive.search.query.nodes import Fuzzy, Node, Not, Phrase, Term, TermNode, Wildcard, Window, get_children
from archive.text.normalize import fold_word

ChunkHits = tuple[tuple[int, int], ...]  # of a chunk: (offset from its first position, number of a sought word)
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


class TermFinder(dict[str, ChunkHits]):
    """Cache from a chunk of text to the sought words it holds.

    `numbers_by_term[term]` are the numbers of a term's words, in order.
    """

    def __init__(self, node: Node, algorithm: str) -> None:
        self._chunk_terms = analyzer.get_chunk_table(algorithm)
        self._by_stem: dict[str, int] = {}
        self._by_form: dict[str, int] = {}
        self._form_predicates: list[Callable[[str], object]] = []
        self._pattern_prefixes: list[str] = []  # literal prefixes of the patterns
        self.numbers_by_term = {term: self._number_words(term, algorithm) for term in iter_terms(node)}
        self._prefixes = self._compute_prefixes(algorithm)

    def find_hits(self, chunks: Sequence[str]) -> list[tuple[int, ChunkHits]]:
        """Return the indices of chunks with a sought word, and their hits.

        The first two letters rule out most chunks, also before a mark at their end: those are neither looked up nor
        tokenized nor stemmed.
        """
        if (prefixes := self._prefixes) is None:
            return [(index, hit) for index, chunk in enumerate(chunks) if (hit := self[chunk])]
        return [
            (index, hit)
            for index, chunk in enumerate(chunks)
            if (chunk[:2] in prefixes or not analyzer.is_plain_word(chunk)) and (hit := self[chunk])
        ]

    def __missing__(self, chunk: str) -> ChunkHits:
        if len(self) >= _MAX_ENTRIES:
            self.clear()
        word, prefixes = chunk.strip(SURROUNDING_PUNCTUATION), self._prefixes
        may_match = prefixes is None or word[:2] in prefixes or not word.isalpha() or not word.isascii()
        hits = self._find_in_chunk(chunk) if may_match else ()
        if len(chunk) <= _MAX_CACHED_LENGTH:
            self[chunk] = hits
        return hits

    def _find_in_chunk(self, chunk: str) -> ChunkHits:
        terms = self._chunk_terms[chunk].terms
        if self._by_form or self._form_predicates:
            hits = list(self._iter_hits_with_forms(terms))
        else:
            by_stem = self._by_stem
            hits = [(offset, by_stem[term]) for offset, term in terms if term in by_stem]
        return tuple(dict.fromkeys(hits)) if hits else ()

    def _compute_prefixes(self, algorithm: str) -> frozenset[str] | None:
        """Return the possible prefixes of sought ASCII words, in lower and upper case; None: unknown."""
        prefixes = {form[:2] for form in self._by_form}
        for letters in self._pattern_prefixes:
            prefixes.add(letters[:2])
            if len(letters) < 2:
                prefixes.update(map("".join, product(letters or ascii_lowercase, ascii_lowercase)))
        for stem in self._by_stem:
            if (stem_prefixes := compute_stem_prefixes(stem, algorithm)) is None:
                return None
            prefixes |= stem_prefixes
        plain = filter(str.isascii, prefixes)
        return frozenset(
            "".join(cased) for prefix in plain for cased in product(*zip(prefix, prefix.upper(), strict=True))
        )

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
