"""Split the value of an author field at its separators, and classify each part."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from archive.text.authorshapes import AuthorPart, PartShape, classify_part
from archive.text.names import SUFFIXES, parse_person

Span = tuple[int, int]

_SEGMENT_SEPARATOR: Final = re.compile(
    r"\s*[;|/•、；｜／؛\n\r\t\u2028\u2029]\s*|\s+[·–-]\s+|\s*—\s*"
    r"|(?<![lL\u3040-\u9fff])·(?![lL])",
)
"""Separators between whole credits, never inside a name."""
_PERSON_SEPARATOR: Final = re.compile(
    r"(?P<comma>\s*[,，،]\s*(?:(?:and|et|und|y|e|en|och|og|и|و)\s+|[&+]\s*)?)"
    r"|\s+(?:and|et|und|with|mit|avec|con)\s+|\s*[&＆]\s*|\s+\+\s+"
    r"|(?P<letter>\s+(?:y|e|i|en|och|og|и|і|și|și|és|ja|και|और|ve|dan|و)\s+)",
    re.IGNORECASE,
)
"""Separators between persons; a comma may also separate family name and given name."""
_TRIMMED_CHARS: Final = " \t\u00a0*_\u200b\u200e\u200f\ufeff,;:([{<)]}>"
_QUOTE_PAIRS: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」"}
_PLACE_SUFFIX: Final = re.compile(
    r"\s+(?:in|at|near|from|reports?|reporting|à|en|aus)\s+(?=[^\Wa-z]).*", re.DOTALL
)
"""Place after a name: `Jane Doe in Paris`."""
_BRACKETED: Final = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|<[^<>]{0,200}>|\S+@\S+\.\w+")


@dataclass(slots=True)
class AuthorSegment:
    """Text between strong separators: its parts, and the bracketed spans beside them.

    `other_spans` name no author, `unclear_spans` may name one.
    """

    start: int
    end: int
    parts: list[AuthorPart] = field(default_factory=list)
    bracketed_spans: list[Span] = field(default_factory=list)
    other_spans: list[Span] = field(default_factory=list)
    unclear_spans: list[Span] = field(default_factory=list)


def split_segments(
    text: str, start: int, end: int, is_other: Callable[[str], bool]
) -> list[AuthorSegment]:
    """Return the non-empty segments of `text`; `is_other` recognises known non-persons."""
    start, end = _strip_brackets(text, start, end)
    bracketed_spans = [match.span() for match in _BRACKETED.finditer(text, start, end)]
    masked = _blank_spans(text, bracketed_spans)
    borders = [match.span() for match in _SEGMENT_SEPARATOR.finditer(masked, start, end)]
    segments = []
    spans = _compute_gaps(borders, start, end)
    for (first, last), (following, _) in zip(spans, [*spans[1:], (end, end)], strict=True):
        segment = AuthorSegment(*_trim_span(masked, first, last))
        segment.bracketed_spans = [span for span in bracketed_spans if first <= span[0] < following]
        _add_parts(segment, masked, is_other)
        if segment.parts or segment.bracketed_spans:
            segments.append(segment)
    return segments


def _add_parts(segment: AuthorSegment, text: str, is_other: Callable[[str], bool]) -> None:
    for first, last, is_after_and in _split_part_spans(text, segment.start, segment.end):
        start, end = _trim_span(text, first, last)
        if place_match := _PLACE_SUFFIX.search(text, start, end):
            segment.other_spans.append((place_match.start() + 1, end))
            end = place_match.start()
        if start >= end:
            continue
        words, suffix = _split_suffix(text[start:end])
        shape = classify_part(words, segment.parts, is_other, is_after_and=is_after_and)
        part = AuthorPart(start, end, words, shape, is_after_and, suffix=suffix)
        is_name = shape is PartShape.NAME and not suffix
        person = parse_person(text, start, end, min_words=1) if is_name else None
        if person is not None and person.end < end and " " not in person.printed:
            part.shape = PartShape.UNREADABLE  # ‘Elizabeth of York’ is more than her first word
        elif person is not None:  # ‘Dr Jane Doe in Paris’
            part.start, part.end, part.words = person.start, person.end, person.printed
            if person.end < end:
                segment.other_spans.append((person.end, end))
        segment.parts.append(part)


def _split_suffix(words: str) -> tuple[str, str]:
    """Split `John Roe Jr.` into name and suffix."""
    name, _, last = words.rpartition(" ")
    is_suffix = name.strip() and last.strip(".").casefold() in SUFFIXES
    return (name.strip(), last) if is_suffix else (words, "")


def _split_part_spans(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Return (start, end, is_after_and) between commas and conjunctions.

    A one-letter conjunction (`y`) separates only whole names, as it may be part of one.
    """
    spans, first, is_after_and = [], start, False
    for border in _PERSON_SEPARATOR.finditer(text, start, end):
        if border.start() < first:
            continue
        if border["letter"]:
            after = _PLACE_SUFFIX.sub(
                "", _PERSON_SEPARATOR.split(text[border.end() : end], maxsplit=1)[0]
            )
            if len(after.split()) < 2 or not text[first : border.start()].strip():
                continue
        spans.append((first, border.start(), is_after_and))
        is_after_and = (border["comma"] or "").strip(" ,，،") != "" or not border["comma"]
        first = border.end()
    return [*spans, (first, end, is_after_and)]


def _blank_spans(text: str, spans: list[Span]) -> str:
    for first, last in spans:
        text = f"{text[:first]}{' ' * (last - first)}{text[last:]}"
    return text


def _compute_gaps(borders: list[Span], start: int, end: int) -> list[Span]:
    starts = [start, *(last for _, last in borders)]
    ends = [*(first for first, _ in borders), end]
    return list(zip(starts, ends, strict=True))


def _strip_brackets(text: str, start: int, end: int) -> Span:
    """Return the span without brackets around all of it: `[Jane Doe, Reuters]`."""
    stripped = text[start:end].strip()
    closing = {"(": ")", "[": "]", "<": ">"}.get(stripped[:1])
    if closing is None or stripped[-1:] != closing or stripped.count(closing) > 1:
        return start, end
    return text.index(stripped[0], start) + 1, text.rindex(closing, start, end)


def _trim_span(text: str, start: int, end: int) -> Span:
    """Return the span without surrounding space, punctuation and quotation marks."""
    while start < end and (text[start] in _TRIMMED_CHARS or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _TRIMMED_CHARS or text[end - 1].isspace()):
        end -= 1
    closing = _QUOTE_PAIRS.get(text[start]) if start < end else None
    if closing and end - start > 2 and text[end - 1] == closing:
        inside = text[start + 1 : end - 1]
        if closing not in inside:
            return _trim_span(text, start + 1, end - 1)
    return start, end
