"""Sentence boundaries: at end punctuation, but not after `Mr.`, `U.S.`, `No. 5` or initials."""

import re
from typing import Final

# Starts with one character class, so that the regular expression engine can skip ahead.
_END: Final = re.compile(
    r"[.!?…。！？｡؟।۔\n](?:(?<=\n)[ \t]*\n|(?<=[.!?…])(?<![.!?…].)[.!?…]*+[\"'”’»›)\]*_]*+(?=\s)"
    r"|(?<=[。！？｡])[。！？｡」』”’）]*|(?<=[؟।۔])(?<![؟।۔].)[؟।۔\"”»)]*+(?=\s))"
)
_NEVER_LAST: Final = frozenset(
    "mr mrs ms mx dr prof gen lt col capt sgt maj cpl cmdr adm sen rep gov rev hon pres st mt ft"
    " messrs jr sr vs etc eg ie cf no nos vol fig art sec al supt det insp pvt amb treas dept"
    " jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri"
    " inc corp co ltd bros llc plc approx est"
    " m mm mme mlle mgr me hr fr bzw ca usw nr z.b d.h u.a dott sig sra sres srta dra av ing"
    " mevr dhr drs ir resp".split()
)
_MAY_BE_LAST: Final = frozenset("inc corp co ltd jr sr etc llc plc no st al me a.m p.m".split())
_WORD_BEFORE: Final = re.compile(r"[^\s(\[\"“‘'«]*$")
_LOOK_BACK: Final = 24


def sentence_borders(text: str) -> list[int]:
    """Return the offset after each sentence of `text`; paragraphs end sentences too."""
    borders: list[int] = []
    for found in _END.finditer(text):
        start, end = found.span()
        mark = text[start]
        if mark == "\n":
            if not borders or borders[-1] < start:
                borders.append(start)
        elif mark != "." or text[start + 1] == "." or _ends(text, start, end):
            if mark in "!?….؟" and _goes_on(text, end):
                continue
            borders.append(end)
    if not borders or text[borders[-1] :].strip():
        borders.append(len(text))
    return borders


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the sentences between `start` and `end`, without space around them."""
    piece = text[start:end]
    spans = []
    first = 0
    for border in sentence_borders(piece):
        inner = piece[first:border]
        if stripped := inner.strip():
            begin = first + len(inner) - len(inner.lstrip())
            spans.append((start + begin, start + begin + len(stripped)))
        first = border
    return spans


def sentence_start(text: str, start: int, end: int) -> int:
    """Return the start of the sentence that contains `end`, not before `start`."""
    borders = [0, *sentence_borders(text[start:end])]
    if borders[-1] == end - start and len(borders) > 1:  # the sentence continues at `end`
        borders.pop()
    return start + borders[-1]


def sentence_end(text: str, start: int, end: int) -> int:
    """Return the end of the sentence that contains `start`, not after `end`."""
    return start + sentence_borders(text[start:end])[0]


def _goes_on(text: str, end: int) -> bool:
    """Return whether a lower-case letter follows, as after `…` or `"Why?" he asked`."""
    if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():  # the common case
        return False
    following = text[end : end + 3].lstrip(" \u00a0\"“‘'«([")
    return following[:1].islower() and "\n" not in text[end : end + 2]


def _word_before(text: str) -> str:
    """Return the last word of `text`; empty if space or opening punctuation follows it."""
    word = text.rsplit(maxsplit=1)[-1] if text and not text[-1].isspace() else ""
    if word.isalpha() or not word:
        return word
    found = _WORD_BEFORE.search(word)
    return found.group() if found else ""


def _ends(text: str, dot: int, end: int) -> bool:
    """Return whether the full stop at `dot` ends a sentence, not an abbreviation."""
    word = _word_before(text[max(0, dot - _LOOK_BACK) : dot])
    if end > dot + 1 or not word or "\n" in text[end : end + 2]:
        return True
    key = word.casefold()
    if key in _MAY_BE_LAST or ("." in word and len(word) <= 6):
        following = text[end : end + 2].strip()
        return key in _MAY_BE_LAST and following.isupper() and key not in {"no", "st", "al", "me"}
    return key not in _NEVER_LAST and not (len(word) == 1 and word.isupper())
