"""Highlighting and snippets: fragments as data, never markup.

The marks are the matches of the query: words by the analysis of the index, phrases as a whole,
proximity operands only where they are near, patterns and fuzzy terms in the matched forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from archive.search.analysis import algorithm_for
from archive.search.query import And, Node, Not
from archive.search.showing.fragments import Fragment
from archive.search.showing.matching import Matching
from archive.search.showing.seeking import Leaf, Seeker, leaves_of

LENGTH: Final = 240
"""Approximate length of a snippet in characters."""
_LOOKED_AT = 400_000  # characters of one article
_SPACES = re.compile(r"\s+")
_LEAD_END = re.compile(r"\n[ \t]*\n")
_ELLIPSIS = "…"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part of a query to highlight: terms, or a proximity node.

    `field` is that of its words: `text`, `title`, `about`.
    """

    node: Node
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Shown:
    """One match in characters: its span, the spans to mark, and its terms."""

    start: int
    end: int
    marks: tuple[Span, ...]
    words: frozenset[Leaf]


def wanted(node: Node | None) -> tuple[Wanted, ...]:
    """Return the parts of a query to highlight, without what it excludes."""
    match node:
        case None | Not():
            return ()
        case And(parts):
            return tuple(dict.fromkeys(want for part in parts for want in wanted(part)))
    fields = {leaf.field for leaf in leaves_of(node)}
    return tuple(Wanted(node, name) for name in sorted(fields & {"text", "title", "about"}))


def title(text: str, wants: Sequence[Wanted], language: str = "") -> tuple[Fragment, ...]:
    """Return the whole title with its matches."""
    return _fragments(text, spans(text, wants, language))


def snippet(
    parts: Iterable[str], wants: Sequence[Wanted], language: str = ""
) -> tuple[Fragment, ...]:
    """Return about SNIPPET_LENGTH characters around the densest matches; else the beginning."""
    wants = [want for want in wants if want.field != "title"]
    texts = [text for text in parts if text.strip()]
    best: tuple[int, str, list[Shown]] | None = None
    for text in texts:
        found = _shown(text[:_LOOKED_AT], wants, language)
        if found:
            held, score = _densest(found)
            if best is None or score > best[0]:
                best = (score, text, held)
    if best is None:
        return _cut(texts[0], []) if texts else ()
    return _cut(best[1], best[2])


def spans(text: str, wants: Sequence[Wanted], language: str = "") -> list[Span]:
    """Return the spans to mark in `text` (characters), in order and without overlap."""
    return _merged(mark for shown in _shown(text, wants, language) for mark in shown.marks)


def _shown(text: str, wants: Sequence[Wanted], language: str) -> list[Shown]:
    """Return the matches of all targets, by start."""
    if not wants:
        return []
    algorithm = algorithm_for(language)
    seeker = _seeker(tuple(wants), algorithm)
    matching = Matching(text, seeker, algorithm)
    lead = _LEAD_END.search(text)
    found: list[Shown] = []
    for want in wants:
        end = lead.start() if lead and want.field == "about" else len(text)
        for match in matching.matches(want.node):
            marks = tuple(sorted(map(matching.characters, match.runs)))
            if marks[-1][1] <= end:
                found.append(Shown(marks[0][0], max(mark[1] for mark in marks), marks, match.words))
    return sorted(found, key=lambda shown: (shown.start, shown.end))


@lru_cache(maxsize=8)
def _seeker(wants: tuple[Wanted, ...], algorithm: str) -> Seeker:
    """Return the term finder of a query; cached for the next article of the page."""
    return Seeker(And(tuple(want.node for want in wants)), algorithm)


def _merged(found: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _densest(found: list[Shown]) -> tuple[list[Shown], int]:
    """Return the matches of the best window, and its score: different terms count most."""
    best, best_score, last = [found[0]], -1, 0
    for first, shown in enumerate(found):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1].start - shown.start <= LENGTH:
            last += 1
        held = [one for one in found[first : last + 1] if one.end - shown.start <= LENGTH]
        held = held or [shown]
        kinds = {word for one in held for word in one.words}
        score = len(kinds) * 100 + sum(len(one.words) > 1 for one in held) * 10 + len(held)
        if score > best_score:
            best, best_score = held, score
    return best, best_score


def _cut(text: str, found: list[Shown]) -> tuple[Fragment, ...]:
    """Cut a window of `text` around the matches, at word boundaries."""
    low, high = (found[0].start, max(one.end for one in found)) if found else (0, 0)
    spare = max(LENGTH - (high - low), 0)
    before = min(spare // 2, low) if high < len(text) else spare
    start = _word_start(text, max(low - before, 0)) if found else 0
    start = min(start, low) if found else start
    end = _word_end(text, min(max(start + LENGTH, high), len(text)))
    marks = _merged(mark for one in found for mark in one.marks)
    inner = [(a - start, b - start) for a, b in marks if b <= max(end, high)]
    fragments = _fragments(text[start : max(end, high)], inner)
    lead = (Fragment(_ELLIPSIS),) if text[:start].strip() else ()
    tail = (Fragment(_ELLIPSIS),) if text[max(end, high) :].strip() else ()
    return _joined([*lead, *fragments, *tail])


def _word_start(text: str, at: int) -> int:
    """Return the first word start at or after `at`."""
    if at == 0:
        return 0
    while at < len(text) and not text[at - 1].isspace():
        at += 1
    return at


def _word_end(text: str, at: int) -> int:
    """Return the last word end at or before `at`."""
    if at >= len(text):
        return len(text)
    here = at
    while here > 0 and not text[here].isspace():
        here -= 1
    return here or at


def _fragments(text: str, found: list[Span]) -> tuple[Fragment, ...]:
    """Split `text`, on one line, at the marked spans."""
    pieces: list[Fragment] = []
    here = 0
    for start, end in found:
        pieces += [Fragment(text[here:start]), Fragment(text[start:end], matched=True)]
        here = end
    pieces.append(Fragment(text[here:]))
    return _joined([Fragment(_SPACES.sub(" ", piece.text), piece.matched) for piece in pieces])


def _joined(pieces: list[Fragment]) -> tuple[Fragment, ...]:
    """Drop empty fragments and join adjacent unmarked ones."""
    joined: list[Fragment] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].matched is piece.matched is False:
            joined[-1] = Fragment(joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)
