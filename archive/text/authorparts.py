"""Split the value of an author field at its separators, and classify each part."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from archive.text.authorshapes import Part, Shape, shape_of
from archive.text.names import SUFFIXES, read_person

Span = tuple[int, int]

_SEGMENT: Final = re.compile(
    r"\s*[;|/•、；｜／؛\n\r\t\u2028\u2029]\s*|\s+[·–-]\s+|\s*—\s*"
    r"|(?<![lL\u3040-\u9fff])·(?![lL])",
)
"""Separators between whole credits, never inside a name."""
_JOIN: Final = re.compile(
    r"(?P<comma>\s*[,，،]\s*(?:(?:and|et|und|y|e|en|och|og|и|و)\s+|[&+]\s*)?)"
    r"|\s+(?:and|et|und|with|mit|avec|con)\s+|\s*[&＆]\s*|\s+\+\s+"
    r"|(?P<letter>\s+(?:y|e|i|en|och|og|и|і|și|și|és|ja|και|और|ve|dan|و)\s+)",
    re.IGNORECASE,
)
"""Separators between persons; a comma may also separate family name and given name."""
_AROUND: Final = " \t\u00a0*_\u200b\u200e\u200f\ufeff,;:([{<)]}>"
_QUOTED: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」"}
_PLACE: Final = re.compile(
    r"\s+(?:in|at|near|from|reports?|reporting|à|en|aus)\s+(?=[^\Wa-z]).*", re.DOTALL
)
"""Place after a name: `Jane Doe in Paris`."""
_ASIDE: Final = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|<[^<>]{0,200}>|\S+@\S+\.\w+")


@dataclass(slots=True)
class Segment:
    """Text between strong separators: its parts, and the bracketed spans beside them.

    `other_spans` name no author, `unclear_spans` may name one.
    """

    start: int
    end: int
    parts: list[Part] = field(default_factory=list)
    asides: list[Span] = field(default_factory=list)
    others: list[Span] = field(default_factory=list)
    unclear: list[Span] = field(default_factory=list)


def split_segments(
    text: str, start: int, end: int, is_other: Callable[[str], bool]
) -> list[Segment]:
    """Return the non-empty segments of `text`; `is_other` recognises known non-persons."""
    start, end = _without_brackets(text, start, end)
    asides = [match.span() for match in _ASIDE.finditer(text, start, end)]
    masked = _mask(text, asides)
    borders = [match.span() for match in _SEGMENT.finditer(masked, start, end)]
    found = []
    spans = _between(borders, start, end)
    for (first, last), (following, _) in zip(spans, [*spans[1:], (end, end)], strict=True):
        segment = Segment(*_trim(masked, first, last))
        segment.asides = [span for span in asides if first <= span[0] < following]
        _fill(segment, masked, is_other)
        if segment.parts or segment.asides:
            found.append(segment)
    return found


def _fill(segment: Segment, text: str, is_other: Callable[[str], bool]) -> None:
    for first, last, is_after_and in _pieces(text, segment.start, segment.end):
        start, end = _trim(text, first, last)
        if place := _PLACE.search(text, start, end):
            segment.others.append((place.start() + 1, end))
            end = place.start()
        if start >= end:
            continue
        words, suffix = _without_suffix(text[start:end])
        shape = shape_of(words, segment.parts, is_other, is_after_and=is_after_and)
        part = Part(start, end, words, shape, is_after_and, suffix=suffix)
        is_name = shape is Shape.NAME and not suffix
        named = read_person(text, start, end, least=1) if is_name else None
        if named is not None and named.end < end and " " not in named.printed:
            part.shape = Shape.UNREADABLE  # ‘Elizabeth of York’ is more than her first word
        elif named is not None:  # ‘Dr Jane Doe in Paris’
            part.start, part.end, part.words = named.start, named.end, named.printed
            if named.end < end:
                segment.others.append((named.end, end))
        segment.parts.append(part)


def _without_suffix(words: str) -> tuple[str, str]:
    """Split `John Roe Jr.` into name and suffix."""
    name, _, last = words.rpartition(" ")
    is_suffix = name.strip() and last.strip(".").casefold() in SUFFIXES
    return (name.strip(), last) if is_suffix else (words, "")


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Return (start, end, is_after_and) between commas and conjunctions.

    A one-letter conjunction (`y`) separates only whole names, as it may be part of one.
    """
    found, first, is_after_and = [], start, False
    for border in _JOIN.finditer(text, start, end):
        if border.start() < first:
            continue
        if border["letter"]:
            after = _PLACE.sub("", _JOIN.split(text[border.end() : end], maxsplit=1)[0])
            if len(after.split()) < 2 or not text[first : border.start()].strip():
                continue
        found.append((first, border.start(), is_after_and))
        is_after_and = (border["comma"] or "").strip(" ,，،") != "" or not border["comma"]
        first = border.end()
    return [*found, (first, end, is_after_and)]


def _mask(text: str, spans: list[Span]) -> str:
    for first, last in spans:
        text = f"{text[:first]}{' ' * (last - first)}{text[last:]}"
    return text


def _between(borders: list[Span], start: int, end: int) -> list[Span]:
    starts = [start, *(last for _, last in borders)]
    ends = [*(first for first, _ in borders), end]
    return list(zip(starts, ends, strict=True))


def _without_brackets(text: str, start: int, end: int) -> Span:
    """Return the span without brackets around all of it: `[Jane Doe, Reuters]`."""
    bare = text[start:end].strip()
    closing = {"(": ")", "[": "]", "<": ">"}.get(bare[:1])
    if closing is None or bare[-1:] != closing or bare.count(closing) > 1:
        return start, end
    return text.index(bare[0], start) + 1, text.rindex(closing, start, end)


def _trim(text: str, start: int, end: int) -> Span:
    """Return the span without surrounding space, punctuation and quotation marks."""
    while start < end and (text[start] in _AROUND or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _AROUND or text[end - 1].isspace()):
        end -= 1
    closing = _QUOTED.get(text[start]) if start < end else None
    if closing and end - start > 2 and text[end - 1] == closing:
        inside = text[start + 1 : end - 1]
        if closing not in inside:
            return _trim(text, start + 1, end - 1)
    return start, end
