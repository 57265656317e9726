"""Reversible edits from an original to the text for reading."""

import html
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final, Literal

from archive.text.normalize import clean_markup_text, collapse_whitespace

MAX_WORD_DISTANCE: Final = 600  # characters in which the next word of a sentence is looked for
MAX_STARTS: Final = 1000  # candidate positions tried per paragraph
MAX_TRIES: Final = 50_000  # candidate positions tried for all paragraphs
LOOKAHEAD_WORDS: Final = 4  # words that must match where a paragraph begins
JOIN_REASON_PREFIX: Final = "joined:"  # prefix of the reason of a join
MARKS_REASON: Final = "marks of the page or of its language, not words"
WHITE_SPACE_REASON: Final = "white space set anew"
_WORD: Final = re.compile(r"\w+")
_MARKUP: Final = re.compile(r"<(?:script|style)\b[^<]*(?:<(?!/(?:script|style))[^<]*)*|<[^<>]{0,20000}>", re.IGNORECASE)
_LINE_END_HYPHEN: Final = re.compile(r"[-\u00ad\u2010\u2011]\s*\n\s*")
_LINE_BREAK: Final = re.compile(r"\s*\n\s*")
_PARAGRAPH_BREAK: Final = re.compile(r"[^\S\n]*\n[^\S\n]*\n\s*")
_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement of a span of the original, with its reason."""

    start: int
    end: int
    replacement: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RuleSpan:
    """A span of the original that an extraction rule names."""

    start: int
    end: int
    rule: str


def apply_edits(original: str, edits: Sequence[Edit]) -> str:
    """Apply edits to an original."""
    parts, offset = [], 0
    for edit in edits:
        parts += [original[offset : edit.start], edit.replacement]
        offset = edit.end
    return "".join([*parts, original[offset:]])


def blank_markup(original: str) -> str:
    """Replace tags by NUL characters, keeping offsets."""
    return _MARKUP.sub(lambda tag: "\0" * len(tag.group()), original)


def blank_escapes(original: str) -> str:
    """Replace the escapes in a line of JSON by NUL characters, keeping offsets."""
    return _ESCAPE.sub(lambda escape: "\0" * len(escape.group()), original)


def compute_edits(
    original: str, reading: str, *, rule_spans: Sequence[RuleSpan] = (), visible: str = ""
) -> tuple[Edit, ...]:
    """Compute the edits from `original` to `reading`, each with a reason; applying them gives exactly `reading`.

    Words are matched greedily in order; unmatched words count as replaced. `visible` is the original with invisible
    parts blanked.
    """
    visible = visible or original
    edits: list[Edit] = []
    offset = reading_offset = 0
    for word_span, start in _match_words(visible, reading):
        edits += _build_edits(original, visible, (offset, start), reading[reading_offset : word_span[0]], rule_spans)
        offset, reading_offset = start + word_span[1] - word_span[0], word_span[1]
    edits += _build_edits(original, visible, (offset, len(original)), reading[reading_offset:], rule_spans)
    return tuple(edits)


def _match_words(visible: str, reading: str) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the span of each matched word in `reading` and its start in the original."""
    offset = paragraph_start = 0
    tries = MAX_TRIES
    for paragraph in reading.split("\n\n"):
        words = [match.span() for match in _WORD.finditer(reading, paragraph_start, paragraph_start + len(paragraph))]
        paragraph_start += len(paragraph) + 2
        if not words:
            continue
        first_words = [reading[first:last] for first, last in words[:LOOKAHEAD_WORDS]]
        start, tried = _find_paragraph(visible, first_words, offset, min(tries, MAX_STARTS))
        tries -= tried
        if start < 0:
            continue
        offset = start
        for first, last in words:
            word_start = _find_word(visible, reading[first:last], offset, offset + MAX_WORD_DISTANCE)
            if word_start >= 0:
                yield (first, last), word_start
                offset = word_start + last - first


def _find_paragraph(visible: str, words: Sequence[str], offset: int, max_tries: int) -> tuple[int, int]:
    """Return the start of the first words of a paragraph from `offset` on, -1 if not found, and the number of tries."""
    for tried in range(max_tries):
        start = _find_word(visible, words[0], offset, len(visible))
        if start < 0:
            return -1, tried
        cursor = start + len(words[0])
        for word in words[1:]:
            cursor = _find_word(visible, word, cursor, cursor + MAX_WORD_DISTANCE)
            if cursor < 0:
                break
            cursor += len(word)
        if cursor >= 0:
            return start, tried
        offset = start + 1
    return -1, max_tries


def _find_word(visible: str, word: str, start: int, end: int) -> int:
    """Find the next occurrence of `word` as a whole word; -1 if there is none."""
    offset = visible.find(word, start, end)
    while offset >= 0:
        before, after = visible[offset - 1 : offset], visible[offset + len(word) : offset + len(word) + 1]
        if not (_is_word_char(before) or _is_word_char(after)):
            return offset
        offset = visible.find(word, offset + 1, end)
    return -1


def _is_word_char(char: str) -> bool:
    return bool(char) and _WORD.match(char) is not None


def _build_edits(
    original: str, visible: str, span: tuple[int, int], replacement: str, rule_spans: Sequence[RuleSpan]
) -> Iterator[Edit]:
    """Yield the edits of a gap between two words: one per rule span, and the remainder."""
    start, end = span
    if original[start:end] == replacement:
        return
    inner_spans = [inner_span for inner_span in rule_spans if start <= inner_span.start < inner_span.end <= end]
    start, end, replacement = _trim_common(original, (start, end), replacement, inner_spans)
    if len(inner_spans) == 1 and inner_spans[0].rule.startswith(JOIN_REASON_PREFIX):
        yield Edit(start, end, replacement, inner_spans[0].rule)
        return
    has_visible_lines = visible is original and not inner_spans
    if start == 0 or end == len(original):
        has_visible_lines = has_visible_lines and bool(replacement.strip())  # no join at the ends
    for rule_span in sorted(inner_spans, key=lambda inner_span: (inner_span.start, inner_span.end)):
        if start <= rule_span.start < rule_span.end <= end:
            if rule_span.start > start:
                reason = _describe_change(visible[start : rule_span.start], "", has_visible_lines=has_visible_lines)
                yield Edit(start, rule_span.start, "", reason)
            yield Edit(rule_span.start, rule_span.end, "", rule_span.rule)
            start = rule_span.end
    if start < end or replacement:
        reason = _describe_change(visible[start:end], replacement, has_visible_lines=has_visible_lines)
        yield Edit(start, end, replacement, reason)


def _trim_common(
    original: str, span: tuple[int, int], replacement: str, rule_spans: Sequence[RuleSpan]
) -> tuple[int, int, str]:
    """Trim punctuation (no space, letters or rule spans) that a gap and its replacement begin and end with."""
    start, end = span
    first = min((rule_span.start for rule_span in rule_spans), default=end)
    last = max((rule_span.end for rule_span in rule_spans), default=start)
    while start < first and replacement[:1] == original[start] and _is_punctuation(original[start]):
        start, replacement = start + 1, replacement[1:]
    last = max(last, start)
    while end > last and replacement[-1:] == original[end - 1] and _is_punctuation(original[end - 1]):
        end, replacement = end - 1, replacement[:-1]
    return start, end, replacement


def _is_punctuation(char: str) -> bool:
    return not (char.isspace() or _is_word_char(char))


def _describe_change(removed: str, replacement: str, *, has_visible_lines: bool) -> str:
    """Describe a change by what it removes and inserts; line breaks of an original in markup are not visible."""
    has_removed_words, has_new_words = bool(_WORD.search(html.unescape(removed))), bool(_WORD.search(replacement))
    unhyphenated, hyphen_count = _LINE_END_HYPHEN.subn("", removed) if has_visible_lines else ("", 0)
    if hyphen_count and unhyphenated.split() == replacement.split():
        return f"{JOIN_REASON_PREFIX} a word was cut at the end of a line"
    if has_removed_words and has_new_words:
        return "written otherwise in the original: entities, marks or other letters"
    if has_new_words:
        return "words that the original has elsewhere or in another form"
    if has_removed_words:
        return "left out: not part of the text"
    if removed.strip() or replacement.strip():
        return MARKS_REASON
    if has_visible_lines and "\n" in removed and "\n" not in replacement:
        return f"{JOIN_REASON_PREFIX} a line or a page broke here"
    return WHITE_SPACE_REASON


def classify_edit(edit: Edit) -> Literal["removal", "join", "replacement"]:
    """Return whether an edit removes words, joins a broken line, or replaces text."""
    if edit.reason.startswith(JOIN_REASON_PREFIX):
        return "join"
    return "replacement" if edit.replacement.strip() else "removal"


def get_removed_words(edit: Edit, visible: str) -> str:
    """Return the visible text that an edit removes, on one line."""
    return clean_markup_text(visible[edit.start : edit.end].replace("\0", " "))


def undo_edits(
    original: str, visible: str, edits: Sequence[Edit], undone_spans: Set[tuple[int, int]]
) -> tuple[Edit, ...]:
    """Return edits of the same spans; those in `undone_spans` restore what they removed, joined or replaced.

    `visible` is the original with invisible parts blanked. Restored removals become paragraphs of their own.
    """
    new_edits: list[Edit] = []
    for run in _group_adjacent(edits):
        undone_edits = [edit for edit in run if (edit.start, edit.end) in undone_spans]
        if not undone_edits:
            new_edits += run
            continue
        replacement = "".join(
            _restore_text(edit, visible) if edit in undone_edits else edit.replacement for edit in run
        )
        text = _PARAGRAPH_BREAK.sub("\n\n", replacement)
        text = text.lstrip() if run[0].start == 0 else text
        text = text.rstrip() if run[-1].end == len(original) else text
        new_edits += [replace(edit, replacement=text if edit is undone_edits[0] else "") for edit in run]
    return tuple(new_edits)


def _group_adjacent(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    run: list[Edit] = []
    for edit in edits:
        if run and run[-1].end != edit.start:
            yield run
            run = []
        run.append(edit)
    if run:
        yield run


def _restore_text(edit: Edit, visible: str) -> str:
    """Return the replacement of an undone edit."""
    removed_text = visible[edit.start : edit.end].replace("\0", "")
    match classify_edit(edit):
        case "join":
            return _LINE_BREAK.sub("\n\n", removed_text)
        case "removal":
            return f"\n\n{get_removed_words(edit, visible)}\n\n"
        case _:
            before = _choose_separator(edit.replacement, removed_text)
            after = _choose_separator(edit.replacement[::-1], removed_text[::-1])
            return before + collapse_whitespace(removed_text) + after


def _choose_separator(replacement: str, removed_text: str) -> str:
    """Return the separator before restored words, as in the edit or in the original."""
    if replacement.startswith("\n\n"):
        return "\n\n"
    return " " if removed_text[:1].isspace() else ""
