"""Pairing of quotation marks: the spans of a text that stand between them.

One pass with a small stack, linear in the length of the text. A mark opens or closes by its
neighbouring characters, or else by its shape. A span still open at the end of a paragraph continues
if the next paragraph opens with the same kind of mark or closes it.
"""

import re
from dataclasses import dataclass
from typing import Final

DEEPEST: Final = 6
"""Maximum nesting depth; deeper marks are ignored as strays."""
LONGEST_UNCLOSED: Final = 1_000
"""Maximum length of a quotation whose closing mark is missing; ten times that if it continues
over paragraphs, each with its mark."""

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
_WORDS: Final = re.compile(r"\w")
_OPENS: Final = frozenset("“„‟«‹「『‘‚‛`") | {"``", "‘‘"}
_CLOSES: Final = frozenset("”»›」』") | {"’’"}
_MARKS: Final = frozenset("\"“”„‟＂«»‹›‘’'‚‛`")
_ELISIONS: Final = re.compile(
    r"['’](?:em|til|cause|tis|twas|n|round|bout|cos|coz|im|er|un|ere|neath|\d0s|\d\d)\b", re.I
)
_ANY: Final = "".join(frozenset("".join(_FAMILY)))
_BEFORE: Final = frozenset("([{<—–-/=:,;*_¿¡…>")
_AFTER: Final = frozenset(")]}>.,;:!?—–-/…*_")


@dataclass(frozen=True, slots=True)
class Marked:
    """Text between two quotation marks: `start` to `end`, without the marks.

    `outer_start` and `outer_end` include the marks. `depth` is 0 for an outermost span.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    depth: int = 0
    is_single: bool = False
    is_closed: bool = True


@dataclass(slots=True)
class _Open:
    family: str
    mark: str
    outer_start: int
    start: int
    crowded: bool = False  # another passage of the family was opened after it


def marked_passages(text: str) -> list[Marked]:
    """Return all spans between quotation marks, nested ones included, ordered by start."""
    if not any(map(text.__contains__, _ANY)):
        return []
    pairing = _Pairing(text)
    for token in _TOKEN.finditer(text):
        if token.group()[0] == "\n":
            pairing.end_paragraph(token.start(), token.end())
        else:
            pairing.meet(token.group(), token.start(), token.end())
    pairing.end_paragraph(len(text), len(text))
    return sorted(pairing.found, key=lambda passage: (passage.start, -passage.end))


def quote_borders(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of the outermost quoted spans, without the marks, in order.

    The `quote:` operator searches within these spans.
    """
    return [(found.start, found.end) for found in marked_passages(text) if not found.depth]


class _Pairing:
    """Stack of open marks, and the spans closed so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[_Open] = []
        self.found: list[Marked] = []
        self.paragraph = 0

    def meet(self, mark: str, start: int, end: int) -> None:
        """Open, close or skip one mark."""
        family = _FAMILY[mark]
        left, right = self._flanks(start, end)
        level = self._level(family)
        if level is not None and self._is_continuation(level, start):
            return
        if self._closes(mark, level, left=left, right=right, at=start):
            self._close(level or 0, start, end)
        elif self._may_open(mark, level, left=left, right=right, at=start):
            self._push(_Open(family, mark, start, end), level)

    def end_paragraph(self, end: int, following: int) -> None:
        """Keep the mark the next paragraph continues; drop the others as never closed."""
        if self.open:
            first = self.open[0]
            if not (following < len(self.text) and self._goes_on(first, following)):
                self._give_up(first, end)
                self.open.clear()
            else:
                del self.open[1:]
        self.paragraph = following

    def _flanks(self, start: int, end: int) -> tuple[bool, bool]:
        """Return whether the mark may open (text only after it), and may close (only before it)."""
        text = self.text
        before, after = start - 1, end
        while before >= 0 and start - before < 5 and text[before] in _MARKS:
            before -= 1
        while after < len(text) and after - end < 5 and text[after] in _MARKS:
            after += 1
        one = text[before] if before >= 0 else " "
        two = text[after] if after < len(text) else " "
        space_before, space_after = one.isspace(), two.isspace()
        left = (space_before or one in _BEFORE) and not space_after and two not in ".,;:!?)"
        right = (space_after or two in _AFTER) and not space_before and one not in "([{"
        return left and not (right and not space_before), right and not (left and space_before)

    def _level(self, family: str) -> int | None:
        """Return the index of the innermost open mark of this family."""
        for level in range(len(self.open) - 1, -1, -1):
            if self.open[level].family == family:
                return level
        return None

    def _is_continuation(self, level: int, start: int) -> bool:
        """Return whether the mark repeats an open one at the start of a new paragraph."""
        return start == self.paragraph and self.open[level].start < self.paragraph

    def _closes(self, mark: str, level: int | None, *, left: bool, right: bool, at: int) -> bool:
        if level is None:
            return False
        if mark in _CLOSES:
            return not (left and not right and mark in "»›")
        if mark in _OPENS:
            return right and not left and (mark == "“" or self.open[level].mark in "»›’”")
        if _FAMILY[mark] == "single":
            return not left and not self._is_possessive(at)
        return not left or right

    def _may_open(self, mark: str, level: int | None, *, left: bool, right: bool, at: int) -> bool:
        if _FAMILY[mark] == "single":
            return left and not _ELISIONS.match(self.text, at)
        if mark in _OPENS:
            return not right or left
        if mark in _CLOSES:
            return left and level is None
        return left or (not right and level is None)

    def _is_possessive(self, at: int) -> bool:
        """Return whether a mark after a plural is an apostrophe: a better closing mark follows."""
        text = self.text
        if text[at - 1 : at] not in ("s", "z", "n") or not text[at + 1 : at + 2].isspace():
            return False
        following = _TOKEN.search(text, at + 1, at + 400)
        return (
            following is not None
            and following.group() == text[at]
            and text[following.start() - 1] in ".,!?s"
        )

    def _push(self, opened: _Open, level: int | None) -> None:
        if level is not None and opened.mark in {'"', "''", "'"}:
            # Straight marks do not nest in their own kind: the earlier one was never closed.
            del self.open[level:]
        elif level is not None:
            self.open[level].crowded = True
        if len(self.open) < DEEPEST:
            self.open.append(opened)

    def _close(self, level: int, start: int, end: int) -> None:
        opened = self.open[level]
        del self.open[level:]
        if _WORDS.search(self.text, opened.start, start):
            single = opened.family == "single"
            self.found.append(Marked(opened.start, start, opened.outer_start, end, level, single))

    def _goes_on(self, opened: _Open, following: int) -> bool:
        """Return whether the paragraph at `following` opens with or first closes the same mark."""
        token = _TOKEN.match(self.text, following)
        straight = opened.mark in {"'", "’"}
        if token is not None and _FAMILY.get(token.group()) == opened.family:
            return not straight
        token = _TOKEN.search(self.text, following)
        if token is None or _FAMILY.get(token.group()) != opened.family or straight:
            return False
        left, right = self._flanks(token.start(), token.end())
        return right and not left and token.group() not in _OPENS

    def _give_up(self, opened: _Open, end: int) -> None:
        """End a span without closing mark at the end of its paragraph, if that is near."""
        longest = LONGEST_UNCLOSED * (10 if opened.start < self.paragraph else 1)
        if opened.family == "single" or opened.crowded or end - opened.start > longest:
            return
        stop = opened.start + len(self.text[opened.start : end].rstrip())
        if _WORDS.search(self.text, opened.start, stop):
            self.found.append(
                Marked(opened.start, stop, opened.outer_start, stop, 0, is_closed=False)
            )
