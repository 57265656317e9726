"""Pairing of quotation marks: the spans of a text that stand between them.

One pass with a small stack, linear in the length of the text. A mark opens or closes by its neighbouring characters, or
else by its shape. A span still open at the end of a paragraph continues if the next paragraph opens with the same kind
of mark or closes it.
"""

import re
from dataclasses import dataclass
from typing import Final

from archive.text.normalize import protect_hebrew_quotes

MAX_DEPTH: Final = 6  # maximum nesting depth; deeper marks are ignored as strays
MAX_UNCLOSED_CHARS: Final = 1_000
"""Maximum length of a quotation without closing mark; ten times that if it continues over marked paragraphs."""

# One set of characters first, so that the search for the next token skips all others at once.
_TOKEN: Final = re.compile(
    r"[\n'’‘`\"“”„‟＂«»‹›「」『』‚‛](?:(?<=[\"“”„‟＂«»‹›「」『』])|(?<=\n)[ \t]*\n\s*"
    r"|(?<=')'|(?<=’)’|(?<=‘)‘|(?<=`)`?|(?<!\n)(?<!\w.)(?=[\w\[(\"“…$£€¡¿])|(?<![\s(\[\n].)(?<!\n)(?!\w))"
)
_FAMILY: Final = {
    **dict.fromkeys(["''", "’’", "‘‘", "``", '"', "“", "”", "„", "‟", "＂"], "double"),
    **dict.fromkeys("«»", "angle"),
    **dict.fromkeys("‹›", "small angle"),
    **dict.fromkeys("「」", "corner"),
    **dict.fromkeys("『』", "white corner"),
    **dict.fromkeys("‘'’‚‛`", "single"),
}
_WORD_CHAR: Final = re.compile(r"\w")
_OPENING_MARKS: Final = frozenset("“„‟«‹「『‘‚‛`") | {"``", "‘‘"}
_CLOSING_MARKS: Final = frozenset("”»›」』") | {"’’"}
_MARKS: Final = frozenset("\"“”„‟＂«»‹›‘’'‚‛`")
_ELISIONS: Final = re.compile(
    r"['’](?:em|til|cause|tis|twas|n|round|bout|cos|coz|im|er|un|ere|neath|\d0s|\d\d)\b", re.I
)
_MARK_CHARS: Final = "".join(frozenset("".join(_FAMILY)))
_CHARS_BEFORE_OPENING: Final = frozenset("([{<—–-/=:,;*_¿¡…>")
_CHARS_AFTER_CLOSING: Final = frozenset(")]}>.,;:!?—–-/…*_")


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """Text between two quotation marks, which the outer span includes; `depth` is 0 for an outermost one."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    depth: int = 0
    is_closed: bool = True


@dataclass(slots=True)
class _OpenMark:
    family: str
    mark: str
    outer_start: int
    start: int
    has_inner_mark: bool = False  # another passage of the family was opened after it


def find_quoted_spans(text: str) -> list[QuotedSpan]:
    """Return all spans between quotation marks, nested ones included, ordered by start."""
    if not any(map(text.__contains__, _MARK_CHARS)):
        return []
    text = protect_hebrew_quotes(text)
    pairing = _MarkPairer(text)
    for token in _TOKEN.finditer(text):
        if token.group()[0] == "\n":
            pairing.end_paragraph(token.start(), token.end())
        else:
            pairing.handle_mark(token.group(), token.start(), token.end())
    pairing.end_paragraph(len(text), len(text))
    return sorted(pairing.spans, key=lambda span: (span.start, -span.end))


def find_quote_bounds(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of the outermost quoted spans, without the marks, in order, as `quote:` searches them."""
    return [(span.start, span.end) for span in find_quoted_spans(text) if not span.depth]


class _MarkPairer:
    """Stack of open marks, and the spans closed so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open_marks: list[_OpenMark] = []
        self.spans: list[QuotedSpan] = []
        self.paragraph_start = 0

    def handle_mark(self, mark: str, start: int, end: int) -> None:
        """Open, close or skip one mark."""
        family = _FAMILY[mark]
        can_open, can_close = self._classify_flanks(start, end)
        level = None  # of the innermost open mark of this family
        for depth, open_mark in enumerate(self.open_marks):
            level = depth if open_mark.family == family else level
        is_paragraph_start = start == self.paragraph_start
        if level is not None and is_paragraph_start and self.open_marks[level].start < start:
            return  # repeated at the start of a new paragraph
        if level is not None and self._is_closing(mark, level, can_open=can_open, can_close=can_close, offset=start):
            open_mark = self.open_marks[level]
            del self.open_marks[level:]
            if _WORD_CHAR.search(self.text, open_mark.start, start):
                self.spans.append(QuotedSpan(open_mark.start, start, open_mark.outer_start, end, level))
        elif self._may_open(mark, level, can_open=can_open, can_close=can_close, offset=start):
            if level is not None and mark in {'"', "''", "'"}:
                # Straight marks do not nest in their own kind: the earlier one was never closed.
                del self.open_marks[level:]
            elif level is not None:
                self.open_marks[level].has_inner_mark = True
            if len(self.open_marks) < MAX_DEPTH:
                self.open_marks.append(_OpenMark(family, mark, start, end))

    def end_paragraph(self, end: int, following: int) -> None:
        """Keep the mark the next paragraph continues; drop the others as never closed."""
        if self.open_marks:
            outermost = self.open_marks[0]
            is_continued = following < len(self.text) and self._is_continued_at(outermost, following)
            if not is_continued:
                self._end_unclosed(outermost, end)
            del self.open_marks[1 if is_continued else 0 :]
        self.paragraph_start = following

    def _classify_flanks(self, start: int, end: int) -> tuple[bool, bool]:
        """Return whether the mark may open (text only after it), and may close (only before it)."""
        text = self.text
        index_before, index_after = start - 1, end
        while index_before >= 0 and start - index_before < 5 and text[index_before] in _MARKS:
            index_before -= 1
        while index_after < len(text) and index_after - end < 5 and text[index_after] in _MARKS:
            index_after += 1
        char_before = text[index_before] if index_before >= 0 else " "
        char_after = text[index_after] if index_after < len(text) else " "
        space_before, space_after = char_before.isspace(), char_after.isspace()
        can_open = (
            (space_before or char_before in _CHARS_BEFORE_OPENING) and not space_after and char_after not in ".,;:!?)"
        )
        can_close = (
            (space_after or char_after in _CHARS_AFTER_CLOSING) and not space_before and char_before not in "([{"
        )
        return can_open and not (can_close and not space_before), can_close and not (can_open and space_before)

    def _is_closing(self, mark: str, level: int, *, can_open: bool, can_close: bool, offset: int) -> bool:
        if mark in _CLOSING_MARKS:
            return not (can_open and not can_close and mark in "»›")
        if mark in _OPENING_MARKS:
            return can_close and not can_open and (mark == "“" or self.open_marks[level].mark in "»›’”")
        if _FAMILY[mark] == "single":
            return not can_open and not self._is_possessive(offset)
        return not can_open or can_close

    def _may_open(self, mark: str, level: int | None, *, can_open: bool, can_close: bool, offset: int) -> bool:
        if _FAMILY[mark] == "single":
            return can_open and not _ELISIONS.match(self.text, offset)
        if mark in _OPENING_MARKS:
            return not can_close or can_open
        if mark in _CLOSING_MARKS:
            return can_open and level is None
        return can_open or (not can_close and level is None)

    def _is_possessive(self, offset: int) -> bool:
        """Return whether a mark after a plural is an apostrophe: a better closing mark follows."""
        text = self.text
        if text[offset - 1 : offset] not in ("s", "z", "n") or not text[offset + 1 : offset + 2].isspace():
            return False
        following = _TOKEN.search(text, offset + 1, offset + 400)
        return following is not None and following.group() == text[offset] and text[following.start() - 1] in ".,!?s"

    def _is_continued_at(self, open_mark: _OpenMark, following: int) -> bool:
        """Return whether the paragraph at `following` opens with or first closes the same mark."""
        token = _TOKEN.match(self.text, following)
        is_straight = open_mark.mark in {"'", "’"}
        if token is not None and _FAMILY.get(token.group()) == open_mark.family:
            return not is_straight
        token = _TOKEN.search(self.text, following)
        if token is None or _FAMILY.get(token.group()) != open_mark.family or is_straight:
            return False
        can_open, can_close = self._classify_flanks(token.start(), token.end())
        return can_close and not can_open and token.group() not in _OPENING_MARKS

    def _end_unclosed(self, open_mark: _OpenMark, end: int) -> None:
        """End a span without closing mark at the end of its paragraph, if that is near."""
        max_chars = MAX_UNCLOSED_CHARS * (10 if open_mark.start < self.paragraph_start else 1)
        if open_mark.family == "single" or open_mark.has_inner_mark or end - open_mark.start > max_chars:
            return
        stop = open_mark.start + len(self.text[open_mark.start : end].rstrip())
        if _WORD_CHAR.search(self.text, open_mark.start, stop):
            self.spans.append(QuotedSpan(open_mark.start, stop, open_mark.outer_start, stop, 0, is_closed=False))
