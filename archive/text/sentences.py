"""Sentence boundaries: at end punctuation, but not after `Mr.`, `U.S.`, `No. 5` or initials."""

import re
from typing import Final

# Starts with one character class, so that the regular expression engine can skip ahead.
_SENTENCE_END: Final = re.compile(
    r"[.!?…。！？｡؟।۔\n](?:(?<=\n)[ \t]*\n|(?<=[.!?…])(?<![.!?…].)[.!?…]*+[\"'”’»›)\]*_]*+(?=\s)"
    r"|(?<=[。！？｡])[。！？｡」』”’）]*|(?<=[؟।۔])(?<![؟।۔].)[؟।۔\"”»)]*+(?=\s))"
)
_ABBREVIATIONS: Final = frozenset(
    "mr mrs ms mx dr prof gen lt col capt sgt maj cpl cmdr adm sen rep gov rev hon pres st mt ft"
    " messrs jr sr vs etc eg ie cf no nos vol fig art sec al supt det insp pvt amb treas dept"
    " jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri"
    " inc corp co ltd bros llc plc approx est"
    " m mm mme mlle mgr me hr fr bzw ca usw nr z.b d.h u.a dott sig sra sres srta dra av ing"
    " mevr dhr drs ir resp".split()
)
_FINAL_ABBREVIATIONS: Final = frozenset(
    "inc corp co ltd jr sr etc llc plc no st al me a.m p.m".split()
)
_WORD_BEFORE: Final = re.compile(r"[^\s(\[\"“‘'«]*$")
_LOOKBACK_CHARS: Final = 24


def find_sentence_boundaries(text: str) -> list[int]:
    """Return the offset after each sentence of `text`; paragraphs end sentences too."""
    boundaries: list[int] = []
    for match in _SENTENCE_END.finditer(text):
        start, end = match.span()
        mark = text[start]
        if mark == "\n":
            if not boundaries or boundaries[-1] < start:
                boundaries.append(start)
        elif mark != "." or text[start + 1] == "." or _is_sentence_end(text, start, end):
            if mark in "!?….؟" and _is_continued(text, end):
                continue
            boundaries.append(end)
    if not boundaries or text[boundaries[-1] :].strip():
        boundaries.append(len(text))
    return boundaries


def find_sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the sentences between `start` and `end`, without space around them."""
    piece = text[start:end]
    spans = []
    first = 0
    for boundary in find_sentence_boundaries(piece):
        inner = piece[first:boundary]
        if stripped := inner.strip():
            begin = first + len(inner) - len(inner.lstrip())
            spans.append((start + begin, start + begin + len(stripped)))
        first = boundary
    return spans


def find_sentence_start(text: str, start: int, end: int) -> int:
    """Return the start of the sentence that contains `end`, not before `start`."""
    boundaries = [0, *find_sentence_boundaries(text[start:end])]
    if boundaries[-1] == end - start and len(boundaries) > 1:  # the sentence continues at `end`
        boundaries.pop()
    return start + boundaries[-1]


def find_sentence_end(text: str, start: int, end: int) -> int:
    """Return the end of the sentence that contains `start`, not after `end`."""
    return start + find_sentence_boundaries(text[start:end])[0]


def _is_continued(text: str, end: int) -> bool:
    """Return whether a lower-case letter follows, as after `…` or `"Why?" he asked`."""
    if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():  # the common case
        return False
    following = text[end : end + 3].lstrip(" \u00a0\"“‘'«([")
    return following[:1].islower() and "\n" not in text[end : end + 2]


def _find_last_word(text: str) -> str:
    """Return the last word of `text`; empty if space or opening punctuation follows it."""
    word = text.rsplit(maxsplit=1)[-1] if text and not text[-1].isspace() else ""
    if word.isalpha() or not word:
        return word
    match = _WORD_BEFORE.search(word)
    return match.group() if match else ""


def _is_sentence_end(text: str, dot: int, end: int) -> bool:
    """Return whether the full stop at `dot` ends a sentence, not an abbreviation."""
    word = _find_last_word(text[max(0, dot - _LOOKBACK_CHARS) : dot])
    if end > dot + 1 or not word or "\n" in text[end : end + 2]:
        return True
    key = word.casefold()
    if key in _FINAL_ABBREVIATIONS or ("." in word and len(word) <= 6):
        following = text[end : end + 2].strip()
        return (
            key in _FINAL_ABBREVIATIONS
            and following.isupper()
            and key not in {"no", "st", "al", "me"}
        )
    return key not in _ABBREVIATIONS and not (len(word) == 1 and word.isupper())
