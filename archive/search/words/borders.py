"""Boundary marks in a text: sentences, paragraphs, quotations, the lead, the parts.

The marks are control characters between spaces, so that they are tokens of their own when the text
is split at white space; `archive.search.analysis` maps each to its terms.
"""

from __future__ import annotations

import re
from typing import Final

from archive.text.quoting.marks import quote_borders
from archive.text.sentences import sentence_borders

PART: Final = "\x1e"
"""Separator of the title, the standfirst and the body of one text: no phrase reaches across it."""
SENTENCE_MARK: Final = "\x01"
PARAGRAPH_MARK: Final = "\x02"
QUOTE_MARK: Final = "\x03"
QUOTE_END_MARK: Final = "\x04"
LEAD_END_MARK: Final = "\x05"
PART_MARK: Final = "\x06"
MARKS: Final = "\x01\x02\x03\x04\x05\x06"

_PARTS = 3  # title, standfirst, body
_FOREIGN = "\x00\x01\x02\x03\x04\x05\x06\x07\x08"
_SPACES = dict.fromkeys(range(9), " ")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?![ \t]*\n)[^\n]*)*")
_LETTER = re.compile(r"[^\W_]")

Border = tuple[int, str]


def marked(text: str) -> str:
    """Insert a mark before the first word of every sentence, paragraph and quoted passage, behind
    the last word of every passage, and where the lead and the parts end."""
    if any(map(text.__contains__, _FOREIGN)):  # faster than a character class
        text = text.translate(_SPACES)
    if not _LETTER.search(text):
        return text
    parts = text.split(PART)
    done = [_marked(part, has_lead=len(parts) == _PARTS == n) for n, part in enumerate(parts, 1)]
    return f"{PARAGRAPH_MARK} " + f" {PART_MARK} ".join(done)


def _marked(part: str, *, has_lead: bool) -> str:
    """Mark one part; its beginning is marked by what precedes it."""
    borders = _sentences(part, has_lead=has_lead)
    for start, end in quote_borders(part):
        if _LETTER.search(part, start, end):
            borders += ((start, QUOTE_MARK), (end, QUOTE_END_MARK))
    if not borders:
        return part
    borders.sort(key=lambda border: border[0])
    pieces: list[str] = []
    here = 0
    for at, mark in borders:
        pieces += (part[here:at], mark)
        here = at
    pieces.append(part[here:])
    return " ".join(pieces)


def _has_letter(text: str, start: int, end: int | None = None) -> bool:
    """Return whether a sentence has any letter; the common case is its second character."""
    if text[start + 1 : start + 2].isalnum() and (end is None or start + 1 < end):
        return True
    return bool(_LETTER.search(text, start, len(text) if end is None else end))


def _sentences(part: str, *, has_lead: bool) -> list[Border]:
    """Return the starts of sentences and paragraphs, except the first ones."""
    borders: list[Border] = []
    begun = False
    for paragraph in _PARAGRAPH.finditer(part):
        said, first = paragraph.group(), paragraph.start()
        if not _LETTER.search(said):
            continue
        if begun:
            borders.append((first, PARAGRAPH_MARK))
            if has_lead:
                borders.append((first, LEAD_END_MARK))
                has_lead = False
        begun = True
        here = 0
        for border in sentence_borders(said)[:-1]:
            if _has_letter(said, here, border) and _has_letter(said, border):
                borders.append((first + border, SENTENCE_MARK))
                here = border
    return borders
