"""Passages of a text, kept by their words and those around them, and found again when the text has changed.

A passage is found by its letters and digits alone: white space, punctuation, marks of quotation and the case of
letters are what a new cleaning of a text changes most. Where words have changed, too, the most similar place counts,
and is said to be uncertain; a passage whose words stand elsewhere by chance, among other words, is lost rather than
moved.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

CONTEXT_CHARS: Final = 64  # kept on each side of a passage
MIN_TELLING_LETTERS: Final = 24  # of a passage that is known without the words around it, and looked for when changed
MIN_CONTEXT: Final = 0.5  # share of the letters before or after it that have stayed, for a passage to be the same
MIN_CONTEXT_SIMILARITY: Final = 75  # rapidfuzz ratio of the letters before or after it, where some have changed
MIN_SIMILARITY: Final = 75  # rapidfuzz ratio of a changed passage among the words that were around it
MIN_SIMILARITY_ALONE: Final = 88  # … and elsewhere
MAX_OCCURRENCES: Final = 1_000  # looked at, of a passage that occurs again and again
_ALIGNED_LETTERS: Final = 300  # compared at each end of a long passage
_HEADING: Final = re.compile(r"#{1,6}\s+")
_LETTERS_AT_END: Final = re.compile(r"[^\W_](?=[\W_]*$)")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a text, those before and after them, and where they began (in characters)."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """The place of a passage in a text; `is_certain`: its words are the same, and nowhere else among the same words."""

    start: int
    end: int
    is_certain: bool = True


@dataclass(slots=True)
class PassageText:
    """A text for reading, in which passages are found."""

    paragraphs: Sequence[str]
    text: str = field(init=False)
    _letters: _Letters | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.text = "\n\n".join(self.paragraphs)

    @property
    def starts(self) -> list[int]:
        """The offset of each paragraph."""
        offsets, offset = [], 0
        for paragraph in self.paragraphs:
            offsets.append(offset)
            offset += len(paragraph) + 2
        return offsets

    def get_paragraph(self, offset: int) -> int:
        """Return the number, from 1, of the paragraph of an offset."""
        return max(1, bisect_right(self.starts, offset))

    def cut_passage(self, start: int, end: int) -> Passage:
        """Return the passage of a span, without white space at its ends."""
        exact = self.text[start:end]
        start, end = start + len(exact) - len(exact.lstrip()), start + len(exact.rstrip())
        before, after = self.text[max(0, start - CONTEXT_CHARS) : start], self.text[end : end + CONTEXT_CHARS]
        return Passage(self.text[start:end], before, after, start)

    def find_words(self, words: str, paragraph: int = 0, before: str = "") -> PassagePlace | None:
        """Find words as a reader gives them, from a paragraph (from 1) on and then anywhere, after other words.

        None where they stand nowhere.
        """
        lead, length = len(_Letters(before).key), len(_Letters(words).key)
        wanted = _Letters(before).key + _Letters(words).key
        if not length:
            return None
        first = 0
        if 0 < paragraph <= len(self.paragraphs):
            first = self.letters.count_before(self.starts[paragraph - 1])
        position = self.letters.key.find(wanted, first)
        if position < 0:
            position = self.letters.key.find(wanted)
        return None if position < 0 else PassagePlace(*self._span(words, position + lead, length))

    def locate(self, passage: Passage) -> PassagePlace | None:
        """Return the place of a passage that was cut from this text or an earlier state of it; None if it is lost."""
        end = passage.start + len(passage.exact)
        if passage == self.cut_passage(passage.start, end):
            return PassagePlace(passage.start, end)
        wanted = _Letters(passage.exact).key
        if not wanted:
            return None
        return self._locate_same_letters(passage, wanted) or self._locate_similar(passage, wanted)

    @property
    def letters(self) -> _Letters:
        """The letters of the text, read once."""
        if self._letters is None:
            self._letters = _Letters(self.text)
        return self._letters

    def _locate_same_letters(self, passage: Passage, wanted: str) -> PassagePlace | None:
        positions = list(_iter_occurrences(self.letters.key, wanted))
        if not positions:
            return None
        if len(positions) == 1 and len(wanted) >= MIN_TELLING_LETTERS:
            return PassagePlace(*self._span(passage.exact, positions[0], len(wanted)))
        sides = {at: self._compare_context(passage, at, at + len(wanted)) for at in positions}
        scores = {at: sum(both) for at, both in sides.items() if max(both) >= MIN_CONTEXT}
        if not scores:
            return None
        best = max(scores.values())
        expected = self.letters.count_before(passage.start)
        nearest = min((at for at in scores if scores[at] == best), key=lambda at: abs(at - expected))
        is_certain = sum(score == best for score in scores.values()) == 1
        return PassagePlace(*self._span(passage.exact, nearest, len(wanted)), is_certain)

    def _locate_similar(self, passage: Passage, wanted: str) -> PassagePlace | None:
        if len(wanted) < MIN_TELLING_LETTERS:
            return None
        key = self.letters.key
        head = fuzz.partial_ratio_alignment(wanted[:_ALIGNED_LETTERS], key, score_cutoff=MIN_SIMILARITY)
        tail = fuzz.partial_ratio_alignment(wanted[-_ALIGNED_LETTERS:], key, score_cutoff=MIN_SIMILARITY)
        if head is None or tail is None or len(key) < len(wanted) // 2:
            return None
        first, last = head.dest_start, tail.dest_end
        if not len(wanted) // 2 <= last - first <= 2 * len(wanted):
            return None
        is_among_same_words = max(self._compare_context(passage, first, last)) >= MIN_CONTEXT
        if not is_among_same_words and min(head.score, tail.score) < MIN_SIMILARITY_ALONE:
            return None
        return PassagePlace(*self._widen_to_words(*self.letters.get_span(first, last)), is_certain=False)

    def _widen_to_words(self, start: int, end: int) -> tuple[int, int]:
        """Return a span that ends in no word."""
        while start and self.text[start - 1].isalnum():
            start -= 1
        while end < len(self.text) and self.text[end].isalnum():
            end += 1
        return start, end

    def _compare_context(self, passage: Passage, first: int, last: int) -> tuple[float, float]:
        """Return the shares of the letters before and after a passage that stand around this place, too."""
        before, after = _Letters(passage.prefix).key, _Letters(passage.suffix).key
        if not before and not after:
            return 1.0, 1.0
        here_before, here_after = self.letters.key[max(0, first - len(before)) : first], self.letters.key[last:]
        return _compare_letters(before[::-1], here_before[::-1]), _compare_letters(after, here_after[: len(after)])

    def _span(self, words: str, position: int, length: int) -> tuple[int, int]:
        """Return the span of letters, with the marks that stand at the ends of the words."""
        start, end = self.letters.get_span(position, position + length)
        last_letter = _LETTERS_AT_END.search(words)
        trailing = words[last_letter.end() :].rstrip() if last_letter else ""
        leading = words[: next((at for at, char in enumerate(words) if char.isalnum()), 0)].lstrip()
        end += len(trailing) if trailing and self.text.startswith(trailing, end) else 0
        start -= len(leading) if leading and self.text.endswith(leading, 0, start) else 0
        return start, end


class _Letters:
    """The letters and digits of a text in lower case, and the offset of each."""

    __slots__ = ("key", "offsets")

    def __init__(self, text: str) -> None:
        pairs = [(folded, at) for at, char in enumerate(text) if char.isalnum() for folded in char.casefold()]
        self.key = "".join(folded for folded, _ in pairs)
        self.offsets = [at for _, at in pairs]

    def count_before(self, offset: int) -> int:
        """Return the number of letters before an offset of the text."""
        return bisect_left(self.offsets, offset)

    def get_span(self, first: int, last: int) -> tuple[int, int]:
        """Return the span in the text of the letters from `first` to before `last`."""
        return self.offsets[first], self.offsets[last - 1] + 1


def strip_heading_mark(paragraph: str) -> str:
    """Return a paragraph without the mark of a heading (`## `)."""
    return _HEADING.sub("", paragraph, count=1)


def _iter_occurrences(text: str, words: str) -> Iterator[int]:
    position = text.find(words)
    for _ in range(MAX_OCCURRENCES):
        if position < 0:
            return
        yield position
        position = text.find(words, position + 1)


def _compare_letters(wanted: str, found: str) -> float:
    """Return the share of `wanted` that `found` begins with, or how similar they are where that says more."""
    if not wanted:
        return 0.0
    same = next((at for at, pair in enumerate(zip(wanted, found, strict=False)) if pair[0] != pair[1]), None)
    share = (min(len(wanted), len(found)) if same is None else same) / len(wanted)
    if len(wanted) < MIN_TELLING_LETTERS:
        return share
    return max(share, fuzz.ratio(wanted, found, score_cutoff=MIN_CONTEXT_SIMILARITY) / 100)
