"""Split text into words and mark sentence, paragraph and quotation boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.text.normalize import JOINERS, fold_word, replace_lookalikes
from archive.text.quotation_marks import find_quote_bounds
from archive.text.sentences import find_sentence_boundaries

PART_SEPARATOR: Final = "\x1e"
"""Separator of the title, the standfirst and the body of one text: no phrase reaches across it."""
SENTENCE_MARK: Final = "\x01"
PARAGRAPH_MARK: Final = "\x02"
QUOTE_MARK: Final = "\x03"
QUOTE_END_MARK: Final = "\x04"
LEAD_END_MARK: Final = "\x05"
PART_MARK: Final = "\x06"
"""Marks in a text: before a sentence, a paragraph, a quotation; behind a quotation and the lead; between parts."""
_PART_COUNT = 3  # title, standfirst, body
_RESERVED_CHARS = "\x00\x01\x02\x03\x04\x05\x06\x07\x08"
_TO_SPACES = dict.fromkeys(range(9), " ")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?![ \t]*\n)[^\n]*)*")
_LETTER = re.compile(r"[^\W_]")
_ELIDED = (  # French and Italian elisions, before an apostrophe and a vowel
    "qu jusqu lorsqu puisqu quoiqu gl un all ell oll cell coll dall dell nell sull".split()
)
_ELISION = "|".join(["[CDJLMNSTcdjlmnst]"] + ["".join(f"[{c}{c.upper()}]" for c in word) for word in _ELIDED])
_MARKS = (  # combining: Latin, Greek, Cyrillic; Hebrew; Arabic; Indic; Thai
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u17b4-\u17d3"
)
_RUN = rf"[^\W_]+(?:[{_MARKS}{JOINERS}]+[^\W_]*)*"
_WORD: Final = re.compile(
    rf"(?:{_ELISION})(?='[^\W\d_])"  # l'eau: two words
    r"|(?<![^\W_])[A-Za-z](?:\+\+(?![A-Za-z])|\#(?!\w))"  # C++, C#
    r"|[^\W\d_](?:\.[^\W\d_])+\b\.?"  # U.S., e.g.
    r"|\d+(?:[.,]\d+)*[^\W_]*"  # 1,750 and 5.93 and 3rd
    rf"|{_RUN}(?:'{{1,2}}(?=[^\W\d_]){_RUN})*"
)
_UNSPACED: Final = re.compile(  # Thai, Lao, Burmese, Khmer; kana, Han, Hangul
    "([\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f]+)"
)
_HYPHENS: Final = (
    "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
)
_LETTERS_ONLY = r"[^\W\d_]"
_COMPOUND: Final = re.compile(
    rf"(?<![^\W_])(?:{_LETTERS_ONLY}{{2,}}(?:[{_HYPHENS}]{_LETTERS_ONLY}{{2,}}){{1,3}}"  # cease-fire, mother-in-law
    rf"|{_LETTERS_ONLY}[{_HYPHENS}]{_LETTERS_ONLY}{{2,}}"  # e-mail
    rf"|{_LETTERS_ONLY}{{1,12}}[{_HYPHENS}]\d{{1,4}}{_LETTERS_ONLY}{{0,2}}"  # F-16s, Covid-19
    rf"|\d{{1,4}}[{_HYPHENS}]{_LETTERS_ONLY}{{1,3}})"  # 3-D
    rf"(?![{_HYPHENS}]?[^\W_])"
)
_HYPHEN: Final = re.compile(f"[{_HYPHENS}]")
_MAX_COMPOUND_LENGTH: Final = 40
Boundary = tuple[int, str]


@dataclass(frozen=True, slots=True)
class WordToken:
    """A word as printed, its span in the chunk, and terms besides its stems."""

    text: str
    start: int
    end: int
    extra_stems: tuple[str, ...] = ()


def tokenize_chunk(chunk: str) -> list[WordToken]:
    """Split a chunk into words in order; into bigrams where a script has no spaces."""
    tokens: list[WordToken] = []
    chunk = replace_lookalikes(chunk)
    for match in _WORD.finditer(chunk):
        text = match.group()
        if text.isascii() or not _UNSPACED.search(text):
            tokens.append(WordToken(text, match.start(), match.end()))
        else:
            tokens += _tokenize_unspaced(text, match.start())
    return tokens


def join_compounds(chunk: str, tokens: list[WordToken]) -> Iterator[tuple[int, str, str]]:
    """Yield the joined compounds: for `cease-fire` the index of its first word, `ceasefire`, its form."""
    if len(tokens) < 2:
        return
    index_by_start = {token.start: index for index, token in enumerate(tokens)}
    for match in _COMPOUND.finditer(chunk):
        compound = match.group()
        if match.start() in index_by_start and len(compound) <= _MAX_COMPOUND_LENGTH:
            parts = _HYPHEN.split(compound)
            yield index_by_start[match.start()], "".join(parts), "-".join(map(fold_word, parts))


def _tokenize_unspaced(text: str, start: int) -> Iterator[WordToken]:
    """Split a run of letters of which some belong to a script without spaces."""
    for number, run in enumerate(_UNSPACED.split(text)):
        if number % 2:
            yield from _iter_bigrams(run, start)
        elif any(map(str.isalnum, run)):  # not only combining marks
            yield WordToken(run, start, start + len(run))
        start += len(run)


def _iter_bigrams(run: str, start: int) -> Iterator[WordToken]:
    """Yield each letter with the next one; the single letters too, for queries of one letter."""
    if len(run) == 1:
        yield WordToken(run, start, start + 1)
    for index in range(len(run) - 1):
        pair = run[index : index + 2]
        is_last = index == len(run) - 2
        singles = tuple(map(fold_word, pair if is_last else pair[0]))
        yield WordToken(pair, start + index, start + index + 2, singles)


def mark_boundaries(text: str) -> str:
    """Insert a mark before the first word of every sentence, paragraph and quoted passage, behind
    the last word of every passage, and where the lead and the parts end."""
    if any(map(text.__contains__, _RESERVED_CHARS)):  # faster than a character class
        text = text.translate(_TO_SPACES)
    if not _LETTER.search(text):
        return text
    parts = text.split(PART_SEPARATOR)
    marked_parts = [_mark_part(part, has_lead=len(parts) == _PART_COUNT == n) for n, part in enumerate(parts, 1)]
    return f"{PARAGRAPH_MARK} " + f" {PART_MARK} ".join(marked_parts)


def _mark_part(part: str, *, has_lead: bool) -> str:
    """Mark one part; its beginning is marked by what precedes it."""
    boundaries = _find_boundaries(part, has_lead=has_lead)
    for start, end in find_quote_bounds(part):
        if _LETTER.search(part, start, end):
            boundaries += ((start, QUOTE_MARK), (end, QUOTE_END_MARK))
    if not boundaries:
        return part
    boundaries.sort(key=lambda border: border[0])
    segments: list[str] = []
    position = 0
    for offset, mark in boundaries:
        segments += (part[position:offset], mark)
        position = offset
    segments.append(part[position:])
    return " ".join(segments)


def _has_letter(text: str, start: int, end: int | None = None) -> bool:
    """Return whether a sentence has any letter; the common case is its second character."""
    if text[start + 1 : start + 2].isalnum() and (end is None or start + 1 < end):
        return True
    return bool(_LETTER.search(text, start, len(text) if end is None else end))


def _find_boundaries(part: str, *, has_lead: bool) -> list[Boundary]:
    """Return the starts of sentences and paragraphs, except the first ones."""
    boundaries: list[Boundary] = []
    has_begun = False
    for paragraph in _PARAGRAPH.finditer(part):
        paragraph_text, paragraph_start = paragraph.group(), paragraph.start()
        if not _LETTER.search(paragraph_text):
            continue
        if has_begun:
            boundaries.append((paragraph_start, PARAGRAPH_MARK))
            if has_lead:
                boundaries.append((paragraph_start, LEAD_END_MARK))
                has_lead = False
        has_begun = True
        sentence_start = 0
        for sentence_end in find_sentence_boundaries(paragraph_text)[:-1]:
            if _has_letter(paragraph_text, sentence_start, sentence_end) and _has_letter(paragraph_text, sentence_end):
                boundaries.append((paragraph_start + sentence_end, SENTENCE_MARK))
                sentence_start = sentence_end
    return boundaries
