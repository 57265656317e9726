"""Snippets and highlighted spans of an article, as data without markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Final

from archive.search.analysis.analyzer import get_algorithm
from archive.search.highlight.chains import SpanMatch
from archive.search.highlight.query_matcher import QueryMatcher
from archive.search.highlight.term_finder import TermFinder, iter_terms
from archive.search.query.nodes import And, Node, Not

SNIPPET_LENGTH: Final = 240  # approximate length of a snippet in characters
_MAX_TEXT_LENGTH = 400_000  # characters of one article
_SPACES = re.compile(r"\s{2,}|[^\S ]")  # all but single spaces
_LEAD_END = re.compile(r"\n[ \t]*\n")
_ELLIPSIS = "…"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class HighlightFragment:
    """A piece of a title or snippet, and whether it matches the query. Never markup."""

    text: str
    matched: bool = False


@dataclass(frozen=True, slots=True)
class HighlightTarget:
    """A part of a query to highlight: terms, or a proximity node.

    `field` is that of its words: `text`, `title`, `about`.
    """

    node: Node
    field: str = "text"


def build_targets(node: Node | None) -> tuple[HighlightTarget, ...]:
    """Return the parts of a query to highlight, without what it excludes."""
    match node:
        case None | Not():
            return ()
        case And(parts):
            return tuple(dict.fromkeys(target for part in parts for target in build_targets(part)))
    fields = {term.field for term in iter_terms(node)}
    return tuple(HighlightTarget(node, name) for name in sorted(fields & {"text", "title", "about"}))


def highlight_title(text: str, targets: Sequence[HighlightTarget], language: str = "") -> tuple[HighlightFragment, ...]:
    """Return the whole title with its matches."""
    return _build_fragments(text, find_mark_spans(text, targets, language))


def build_snippet(
    parts: Iterable[str], targets: Sequence[HighlightTarget], language: str = ""
) -> tuple[HighlightFragment, ...]:
    """Return about SNIPPET_LENGTH characters around the densest matches; else the beginning."""
    targets = [target for target in targets if target.field != "title"]
    texts = [text for text in parts if text.strip()]
    windows = [
        (text, *_find_densest_window(matches))
        for text in texts
        if (matches := _find_matches(text[:_MAX_TEXT_LENGTH], targets, language))
    ]
    if windows:
        text, matches, _ = max(windows, key=itemgetter(2))
        return _cut_window(text, matches)
    return _cut_window(texts[0], []) if texts else ()


def find_mark_spans(text: str, targets: Sequence[HighlightTarget], language: str = "") -> list[Span]:
    """Return the spans to mark in `text` (characters), in order and without overlap."""
    return _merge_spans(mark for match in _find_matches(text, targets, language) for mark in match.ranges)


def _find_matches(text: str, targets: Sequence[HighlightTarget], language: str) -> list[SpanMatch]:
    """Return the matches of all targets in characters, by start."""
    if not targets:
        return []
    algorithm = get_algorithm(language)
    finder = _get_finder(tuple(targets), algorithm)
    matcher = QueryMatcher(text, finder, algorithm)
    if not matcher.has_hits:
        return []
    matches: list[SpanMatch] = []
    for target in targets:
        end = _find_lead_end(text) if target.field == "about" else len(text)
        for match in matcher.find_matches(target.node):
            marks = tuple(sorted(map(matcher.get_char_span, match.ranges)))
            if marks[-1][1] <= end:
                matches.append(SpanMatch(marks[0][0], max(mark[1] for mark in marks), marks, match.terms))
    return sorted(matches, key=lambda match: (match.low, match.high))


def _find_lead_end(text: str) -> int:
    """Return the end of the first paragraph, in characters."""
    lead = _LEAD_END.search(text)
    return lead.start() if lead else len(text)


@lru_cache(maxsize=8)
def _get_finder(targets: tuple[HighlightTarget, ...], algorithm: str) -> TermFinder:
    """Return the term finder of a query; cached for the next article of the page."""
    return TermFinder(And(tuple(target.node for target in targets)), algorithm)


def _merge_spans(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _find_densest_window(matches: list[SpanMatch]) -> tuple[list[SpanMatch], int]:
    """Return the matches of the best window, and its score: different terms count most."""
    best = [matches[0]]
    best_score = -1
    last = 0
    for first, first_match in enumerate(matches):
        last = max(last, first)
        while last + 1 < len(matches) and matches[last + 1].low - first_match.low <= SNIPPET_LENGTH:
            last += 1
        window = [match for match in matches[first : last + 1] if match.high - first_match.low <= SNIPPET_LENGTH]
        window = window or [first_match]
        terms = {term for match in window for term in match.terms}
        score = len(terms) * 100 + sum(len(match.terms) > 1 for match in window) * 10 + len(window)
        if score > best_score:
            best, best_score = window, score
    return best, best_score


def _cut_window(text: str, matches: list[SpanMatch]) -> tuple[HighlightFragment, ...]:
    """Cut a window of `text` around the matches, at word boundaries."""
    start = first_start = last_end = 0
    if matches:
        first_start = matches[0].low
        last_end = max(match.high for match in matches)
        margin = max(SNIPPET_LENGTH - (last_end - first_start), 0)
        before = min(margin // 2, first_start) if last_end < len(text) else margin
        start = min(_find_word_start(text, max(first_start - before, 0)), first_start)
    end = _find_word_end(text, min(max(start + SNIPPET_LENGTH, last_end), len(text)))
    marks = _merge_spans(mark for match in matches for mark in match.ranges)
    inner = [(a - start, b - start) for a, b in marks if b <= max(end, last_end)]
    fragments = _build_fragments(text[start : max(end, last_end)], inner)
    lead = (HighlightFragment(_ELLIPSIS),) if text[:start].strip() else ()
    tail = (HighlightFragment(_ELLIPSIS),) if text[max(end, last_end) :].strip() else ()
    return _join_fragments([*lead, *fragments, *tail])


def _find_word_start(text: str, index: int) -> int:
    """Return the first word start at or after `index`."""
    while 0 < index < len(text) and not text[index - 1].isspace():
        index += 1
    return index


def _find_word_end(text: str, index: int) -> int:
    """Return the last word end at or before `index`; `index` itself where there is none."""
    end = index
    while 0 < end < len(text) and not text[end].isspace():
        end -= 1
    return end or index


def _build_fragments(text: str, spans: list[Span]) -> tuple[HighlightFragment, ...]:
    """Split `text`, on one line, at the marked spans."""
    fragments: list[HighlightFragment] = []
    position = 0
    for start, end in spans:
        fragments += [HighlightFragment(text[position:start]), HighlightFragment(text[start:end], matched=True)]
        position = end
    fragments.append(HighlightFragment(text[position:]))
    return _join_fragments(
        [HighlightFragment(_SPACES.sub(" ", fragment.text), fragment.matched) for fragment in fragments]
    )


def _join_fragments(fragments: list[HighlightFragment]) -> tuple[HighlightFragment, ...]:
    """Drop empty fragments and join adjacent unmarked ones."""
    joined: list[HighlightFragment] = []
    for fragment in fragments:
        if not fragment.text:
            continue
        if joined and not joined[-1].matched and not fragment.matched:
            joined[-1] = HighlightFragment(joined[-1].text + fragment.text)
        else:
            joined.append(fragment)
    return tuple(joined)
