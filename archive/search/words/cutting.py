"""Tokenizer of a chunk of text without white space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.text.folding import folded
from archive.text.normalize import JOINERS

_ELIDED = (  # French and Italian elisions, before an apostrophe and a vowel
    "qu jusqu lorsqu puisqu quoiqu gl un all ell oll cell coll dall dell nell sull".split()
)
_ELISION = "|".join(
    ["[CDJLMNSTcdjlmnst]"] + ["".join(f"[{c}{c.upper()}]" for c in word) for word in _ELIDED]
)
_MARKS = (  # combining: Latin, Greek, Cyrillic; Hebrew; Arabic; Indic; Thai
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u17b4-\u17d3"
)
_APOSTROPHE = r"['’ʼ＇]"
_RUN = rf"[^\W_]+(?:[{_MARKS}{JOINERS}]+[^\W_]*)*"
_WORD: Final = re.compile(
    rf"(?:{_ELISION})(?={_APOSTROPHE}[^\W\d_])"  # l'eau: two words
    r"|[^\W\d_](?:\.[^\W\d_])+\b\.?"  # U.S., e.g.
    r"|\d+(?:[.,]\d+)*[^\W_]*"  # 1,750 and 5.93 and 3rd
    rf"|{_RUN}(?:{_APOSTROPHE}(?=[^\W\d_]){_RUN})*"
)
_UNSPACED: Final = re.compile(  # Thai, Lao, Burmese, Khmer; kana, Han, Hangul
    "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f]+"
)
_COMPOUND: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}(?:[-‐‑][^\W\d_]{2,}){1,3}")
_LONGEST_COMPOUND: Final = 40


@dataclass(frozen=True, slots=True)
class Cut:
    """A word as printed, its span in the chunk, and terms besides its stems."""

    printed: str
    start: int
    end: int
    extra: tuple[str, ...] = ()


def cut(piece: str) -> list[Cut]:
    """Split a chunk into words in order; into bigrams where a script has no spaces."""
    found: list[Cut] = []
    for match in _WORD.finditer(piece):
        printed = match.group()
        if printed.isascii() or not _UNSPACED.search(printed):
            found.append(Cut(printed, match.start(), match.end()))
        else:
            found += _of_scripts(printed, match.start())
    return found


def joined(piece: str, cuts: list[Cut]) -> Iterator[tuple[int, str, str]]:
    """Yield the joined compounds: for `cease-fire` the index of its first word, `ceasefire`, its
    form."""
    if len(cuts) < 2:
        return
    number = {one.start: at for at, one in enumerate(cuts)}
    for match in _COMPOUND.finditer(piece):
        printed = match.group()
        if match.start() in number and len(printed) <= _LONGEST_COMPOUND:
            parts = re.split("[-‐‑]", printed)
            yield number[match.start()], "".join(parts), "-".join(map(folded, parts))


def _of_scripts(printed: str, start: int) -> Iterator[Cut]:
    """Split a run of letters of which some belong to a script without spaces."""
    here = 0
    for match in _UNSPACED.finditer(printed):
        yield from _spaced(printed, here, match.start(), start)
        yield from _pairs(match.group(), start + match.start())
        here = match.end()
    yield from _spaced(printed, here, len(printed), start)


def _spaced(printed: str, here: int, end: int, start: int) -> Iterator[Cut]:
    """Yield the letters between those of such scripts, unless they are only combining marks."""
    if any(map(str.isalnum, printed[here:end])):
        yield Cut(printed[here:end], start + here, start + end)


def _pairs(run: str, start: int) -> Iterator[Cut]:
    """Yield each letter with the next one; the single letters too, for queries of one letter."""
    if len(run) == 1:
        yield Cut(run, start, start + 1)
        return
    for at in range(len(run) - 1):
        pair = run[at : at + 2]
        last = at == len(run) - 2
        singles = tuple(map(folded, pair if last else pair[0]))
        yield Cut(pair, start + at, start + at + 2, singles)
