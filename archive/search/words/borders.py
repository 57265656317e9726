"""Boundary marks in a text: sentences, paragraphs, quotations, the lead, the parts.

The marks are control characters between spaces, so that they are tokens of their own when the text
is split at white space; `archive.search.analysis` maps each to its terms.
"""

from __future__ import annotations

import re
from typing import Final

from archive.text.quoting.marks import find_quote_bounds
from archive.text.sentences import find_sentence_boundaries

PART_SEPARATOR: Final = "\x1e"
"""Separator of the title, the standfirst and the body of one text: no phrase reaches across it."""
SENTENCE_MARK: Final = "\x01"
PARAGRAPH_MARK: Final = "\x02"
QUOTE_MARK: Final = "\x03"
QUOTE_END_MARK: Final = "\x04"
LEAD_END_MARK: Final = "\x05"
PART_MARK: Final = "\x06"
BOUNDARY_MARKS: Final = "\x01\x02\x03\x04\x05\x06"

_PART_COUNT = 3  # title, standfirst, body
_RESERVED_CHARS = "\x00\x01\x02\x03\x04\x05\x06\x07\x08"
_TO_SPACES = dict.fromkeys(range(9), " ")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?![ \t]*\n)[^\n]*)*")
_LETTER = re.compile(r"[^\W_]")

Boundary = tuple[int, str]


def mark_boundaries(text: str) -> str:
    """Insert a mark before the first word of every sentence, paragraph and quoted passage, behind
    the last word of every passage, and where the lead and the parts end."""
    if any(map(text.__contains__, _RESERVED_CHARS)):  # faster than a character class
        text = text.translate(_TO_SPACES)
    if not _LETTER.search(text):
        return text
    parts = text.split(PART_SEPARATOR)
    marked_parts = [
        _mark_part(part, has_lead=len(parts) == _PART_COUNT == n) for n, part in enumerate(parts, 1)
    ]
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
            if _has_letter(paragraph_text, sentence_start, sentence_end) and _has_letter(
                paragraph_text, sentence_end
            ):
                boundaries.append((paragraph_start + sentence_end, SENTENCE_MARK))
                sentence_start = sentence_end
    return boundaries
