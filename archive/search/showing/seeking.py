"""Look-up of query terms in chunks of text, by the analysis of the index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from string import ascii_lowercase
from typing import Final

from rapidfuzz.distance import OSA

from archive.search.analysis import AROUND, FORM, folded, known_pieces, query_forms, query_stems
from archive.search.language.placing import parts_of
from archive.search.query import Fuzzy, Node, Not, Phrase, Term, Wildcard, Window
from archive.search.words.stemming import beginnings

Leaf = Term | Phrase | Wildcard | Fuzzy | Window
Hit = tuple[tuple[int, int], ...]
"""Of a chunk: (offset from its first position, number of a sought word)."""
_MOST_KNOWN: Final = 50_000
_LONGEST_KNOWN: Final = 60  # characters
_SIGN: Final = re.compile("[*?]")


def leaves_of(node: Node | None) -> Iterator[Leaf]:
    """Yield the terms to highlight, with those of NotNear; excluded ones are omitted."""
    match node:
        case None | Not():
            return
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            yield node
        case _:
            for part in parts_of(node):
                yield from leaves_of(part)


class Seeker(dict[str, Hit]):
    """Cache from a chunk of text to the sought words it holds.

    `numbers_by_term[term]` are the numbers of a term's words, in order.
    """

    def __init__(self, node: Node, algorithm: str) -> None:
        self._known = known_pieces(algorithm)
        self._by_stem: dict[str, int] = {}
        self._by_form: dict[str, int] = {}
        self._fitting: list[Callable[[str], bool]] = []
        self._fixed: list[str] = []  # literal prefixes of the patterns
        self.words = {leaf: self._numbers(leaf, algorithm) for leaf in leaves_of(node)}
        self._begins = self._beginnings(algorithm)

    def hits(self, pieces: Sequence[str]) -> list[tuple[int, Hit]]:
        """Return the indices of chunks with a sought word, and their hits.

        The first two letters rule out most chunks: those are neither tokenized nor stemmed.
        """
        if (begins := self._begins) is None:
            return [(at, hit) for at, piece in enumerate(pieces) if (hit := self[piece])]
        return [
            (at, hit)
            for at, piece in enumerate(pieces)
            if (piece[:2] in begins or not piece.isalpha() or not piece.isascii())
            and (hit := self[piece])
        ]

    def __missing__(self, piece: str) -> Hit:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self._held(piece) if self._may_hold(piece.strip(AROUND)) else ()
        if len(piece) <= _LONGEST_KNOWN:
            self[piece] = found
        return found

    def _may_hold(self, word: str) -> bool:
        begins = self._begins
        return begins is None or word[:2] in begins or not word.isalpha() or not word.isascii()

    def _held(self, piece: str) -> Hit:
        terms = self._known[piece].terms
        if self._by_form or self._fitting:
            hits = list(self._formed(terms))
        else:
            by_stem = self._by_stem
            hits = [(at, by_stem[term]) for at, term in terms if term in by_stem]
        return tuple(dict.fromkeys(hits)) if hits else ()

    def _beginnings(self, algorithm: str) -> frozenset[str] | None:
        """Return the possible prefixes of sought ASCII words, in lower and upper case; None:
        unknown."""
        found = {form[:2] for form in self._by_form}
        for letters in self._fixed:
            found |= {letters[:2]} if len(letters) > 1 else _all_with(letters)
        for stem in self._by_stem:
            if (begins := beginnings(stem, algorithm)) is None:
                return None
            found |= begins
        plain = filter(str.isascii, found)
        return frozenset(
            "".join(cased)
            for one in plain
            for cased in product(*zip(one, one.upper(), strict=True))
        )

    def _numbers(self, leaf: Leaf, algorithm: str) -> tuple[int, ...]:
        match leaf:
            case Term(text, _, True) | Phrase(text, _, True):
                forms = [form for form, _ in query_forms(text, algorithm)]
                return tuple(self._by_form.setdefault(form, self._next()) for form in forms)
            case Term(text) | Phrase(text):
                stems = query_stems(text, algorithm)
                return tuple(self._by_stem.setdefault(stem, self._next()) for stem in stems)
            case Window(words):
                firsts = [query_stems(word, algorithm)[0] for word in words]
                return tuple(self._by_stem.setdefault(stem, self._next()) for stem in firsts)
            case Wildcard(pattern):
                self._fitting.append(fitting(pattern))
                self._fixed.append(folded(_SIGN.split(pattern, maxsplit=1)[0]))
            case Fuzzy(text, edits):
                self._fitting.append(_alike(folded(text), edits))
                self._fixed.append(folded(text)[:1])
        return (-len(self._fitting),)

    def _next(self) -> int:
        return len(self._by_stem) + len(self._by_form)

    def _formed(self, terms: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int]]:
        """Match printed forms, too, for exact terms and patterns."""
        by_stem, formed = self._by_stem, {}
        for offset, term in terms:
            if term[0] == FORM:
                _, form, stem = term.split(FORM)
                formed[offset, stem] = form
        for offset, term in terms:
            if term[0] < " ":
                continue
            if term in by_stem:
                yield offset, by_stem[term]
            form = formed.get((offset, term), term)
            if form in self._by_form:
                yield offset, self._by_form[form]
            for number, fits in enumerate(self._fitting, start=1):
                if fits(form):
                    yield offset, -number


def _all_with(letters: str) -> set[str]:
    """Return all prefixes of two letters with this first one, or with any."""
    return {letters, *map("".join, product(letters or ascii_lowercase, ascii_lowercase))}


def fitting(pattern: str) -> Callable[[str], bool]:
    """Compile a wildcard pattern to a predicate that runs without backtracking."""
    pieces = [folded(piece) for piece in _SIGN.split(pattern)]
    signs = _SIGN.findall(pattern)
    rule = re.escape(pieces[0])
    for sign, piece in zip(signs, pieces[1:], strict=True):
        if sign == "?":
            rule += f".{re.escape(piece)}"
        else:
            rule += "\0" + re.escape(piece)
    first, *rest = rule.split("\0")
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1])
    ending = f".*{rest[-1]}" if rest else ""
    found = re.compile(f"{first}{middle}{ending}", re.DOTALL).fullmatch
    return lambda form: found(form) is not None


def _alike(wanted: str, edits: int) -> Callable[[str], bool]:
    def fits(form: str) -> bool:
        return form[:1] == wanted[:1] and OSA.distance(wanted, form, score_cutoff=edits) <= edits

    return fits
