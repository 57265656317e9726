"""Which words of an article to show: fragments as data, never markup.

The wanted words are looked up by the same analysis that the index uses, so that what is marked is
what was found. Phrases are marked whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from archive.search.analysis import (
    StemTable,
    algorithm_for,
    offsets,
    printed_words,
    query_stems,
    stem_table,
)
from archive.search.fragments import Fragment
from archive.search.query import And, Node, Not, Or, Phrase, Term

LENGTH: Final = 240
"""Characters a snippet has, about."""
_LOOKED_AT = 400_000  # characters of one article
_MOST_SPANS = 500
_SPACES = re.compile(r"\s+")
_ELLIPSIS = "…"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word or a phrase that a reader hopes to see, in any part or in the title alone."""

    text: str
    field: str = "text"


def wanted(node: Node | None) -> tuple[Wanted, ...]:
    """What a reader hopes to see; what they excluded is not among it."""
    match node:
        case Term(text, field) | Phrase(text, field):
            return (Wanted(text, field),)
        case And(parts) | Or(parts):
            return tuple(dict.fromkeys(want for part in parts for want in wanted(part)))
        case Not() | _:
            return ()


def title(text: str, wants: Sequence[Wanted], language: str = "") -> tuple[Fragment, ...]:
    """The whole title with what was found in it."""
    return _fragments(text, spans(text, wants, language))


def snippet(
    parts: Iterable[str], wants: Sequence[Wanted], language: str = ""
) -> tuple[Fragment, ...]:
    """About LENGTH characters from where most of what was asked stands; else the beginning."""
    wants = [want for want in wants if want.field != "title"]
    texts = [text for text in parts if text.strip()]
    best: tuple[int, str, list[Span]] | None = None
    for text in texts:
        found = spans(text[:_LOOKED_AT], wants, language)
        if found:
            start, score = _densest(text, found)
            if best is None or score > best[0]:
                best = (score, text, _inside(found, start))
    if best is None:
        return _cut(texts[0], []) if texts else ()
    return _cut(best[1], best[2])


def spans(text: str, wants: Sequence[Wanted], language: str = "") -> list[Span]:
    """Where `wants` stand in `text` (characters), in order and without overlap."""
    algorithm = algorithm_for(language)
    sequences = {stems for want in wants if (stems := query_stems(want.text, algorithm))}
    if not sequences:
        return []
    first: dict[str, list[tuple[str, ...]]] = {}
    for stems in sequences:
        first.setdefault(stems[0], []).append(stems)
    read = printed_words(text)
    table = stem_table(algorithm)
    heads = {word for word in set(read) if not first.keys().isdisjoint(table[word])}
    runs = [
        (place, place + len(stems) - 1)
        for place, word in enumerate(read)
        if word in heads
        for head in table[word]
        for stems in first.get(head, ())
        if len(stems) == 1 or _stands(stems, read[place : place + len(stems)], table)
    ]
    if not runs:
        return []
    runs = runs[:_MOST_SPANS]
    places = offsets(text, max(high for _, high in runs) + 1)
    return _merged([(places[low][0], places[high][1]) for low, high in runs])


def _stands(stems: tuple[str, ...], following: list[str], table: StemTable) -> bool:
    """Whether these words are those stems, one after the other."""
    return len(following) == len(stems) and all(
        stem in table[word] for stem, word in zip(stems, following, strict=True)
    )


def _merged(found: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _densest(text: str, found: list[Span]) -> tuple[int, int]:
    """Where the window begins that holds most, and how much: different words count most."""
    best_start, best_score, last = 0, -1, 0
    for first, (start, _) in enumerate(found):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1][1] - start <= LENGTH:
            last += 1
        held = found[first : last + 1]
        kinds = {text[low:high].casefold()[:5] for low, high in held}
        score = len(kinds) * 100 + sum(high - low > 20 for low, high in held) * 10 + len(held)
        if score > best_score:
            best_start, best_score = first, score
    return best_start, best_score


def _inside(found: list[Span], first: int) -> list[Span]:
    start = found[first][0]
    return [span for span in found[first:] if span[1] - start <= LENGTH] or [found[first]]


def _cut(text: str, found: list[Span]) -> tuple[Fragment, ...]:
    """A window of `text` around `found`, at the edges of words."""
    low, high = (found[0][0], found[-1][1]) if found else (0, 0)
    spare = max(LENGTH - (high - low), 0)
    before = min(spare // 2, low) if high < len(text) else spare
    start = _word_start(text, max(low - before, 0)) if found else 0
    end = _word_end(text, min(max(start + LENGTH, high), len(text)))
    inner = [(a - start, b - start) for a, b in found]
    fragments = _fragments(text[start:end], inner)
    lead = (Fragment(_ELLIPSIS),) if text[:start].strip() else ()
    tail = (Fragment(_ELLIPSIS),) if text[end:].strip() else ()
    return _joined([*lead, *fragments, *tail])


def _word_start(text: str, at: int) -> int:
    """The first place at or after `at` where a word begins."""
    if at == 0:
        return 0
    while at < len(text) and not text[at - 1].isspace():
        at += 1
    return at


def _word_end(text: str, at: int) -> int:
    """The last place at or before `at` where a word ends."""
    if at >= len(text):
        return len(text)
    here = at
    while here > 0 and not text[here].isspace():
        here -= 1
    return here or at


def _fragments(text: str, found: list[Span]) -> tuple[Fragment, ...]:
    """`text` on one line, cut where something was found."""
    pieces: list[Fragment] = []
    here = 0
    for start, end in found:
        pieces += [Fragment(text[here:start]), Fragment(text[start:end], matched=True)]
        here = end
    pieces.append(Fragment(text[here:]))
    return _joined([Fragment(_SPACES.sub(" ", piece.text), piece.matched) for piece in pieces])


def _joined(pieces: list[Fragment]) -> tuple[Fragment, ...]:
    """Without empty fragments, neighbours of one kind together."""
    joined: list[Fragment] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].matched is piece.matched is False:
            joined[-1] = Fragment(joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)
