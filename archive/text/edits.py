"""Reversible edits from an original to its reading text, each with a reason.

An edit replaces the characters `start` to `end` of the original. Edits are sorted and do not
overlap, so applying them gives exactly the reading text, and applying their inverse the original.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

WINDOW: Final = 600  # characters in which the next word of a sentence is looked for
MOST_STARTS: Final = 1000  # candidate positions tried per paragraph
MOST_TRIES: Final = 50_000  # candidate positions tried for all paragraphs
LOOK_AHEAD: Final = 4  # words that must match where a paragraph begins
JOINED: Final = "joined:"
"""Prefix of the reason of a join."""
_WORD: Final = re.compile(r"\w+")
_UNSEEN: Final = re.compile(
    r"<(?:script|style)\b[^<]*(?:<(?!/(?:script|style))[^<]*)*|<[^<>]{0,20000}>", re.IGNORECASE
)
_CUT: Final = re.compile(r"[-\u00ad\u2010\u2011]\s*\n\s*")
_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement of a span of the original, with its reason."""

    start: int
    end: int
    replacement: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of the original that an extraction rule names."""

    start: int
    end: int
    rule: str


def apply(original: str, edits: Sequence[Edit]) -> str:
    """Apply edits to an original."""
    parts, at = [], 0
    for edit in edits:
        parts += [original[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*parts, original[at:]])


def inverse(original: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits that turn the edited text back into the original."""
    found, shift = [], 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.replacement)
        found.append(Edit(start, end, original[edit.start : edit.end], f"undone: {edit.reason}"))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return tuple(found)


def without_markup(original: str) -> str:
    """Replace tags by NUL characters, keeping offsets."""
    return _UNSEEN.sub(lambda tag: "\0" * len(tag.group()), original)


def without_escapes(original: str) -> str:
    """Replace the escapes in a line of JSON by NUL characters, keeping offsets."""
    return _ESCAPE.sub(lambda escape: "\0" * len(escape.group()), original)


def edits_between(
    original: str, reading: str, *, places: Sequence[Place] = (), seen: str = ""
) -> tuple[Edit, ...]:
    """Compute the edits from `original` to `reading`, each with a reason.

    Words are matched greedily in order; unmatched words count as replaced. Applying the edits
    always gives exactly `reading`. `visible` is the original with invisible parts blanked.
    """
    seen = seen or original
    edits: list[Edit] = []
    at = done = 0
    for word_at, start in _matches(seen, reading):
        edits += _edit(original, seen, (at, start), reading[done : word_at[0]], places)
        at, done = start + word_at[1] - word_at[0], word_at[1]
    edits += _edit(original, seen, (at, len(original)), reading[done:], places)
    return tuple(edits)


def _matches(seen: str, reading: str) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the span of each matched word in `reading` and its start in the original."""
    at, begun, tries = 0, 0, MOST_TRIES
    for paragraph in reading.split("\n\n"):
        words = [match.span() for match in _WORD.finditer(reading, begun, begun + len(paragraph))]
        begun += len(paragraph) + 2
        if not words:
            continue
        first_words = [reading[first:last] for first, last in words[:LOOK_AHEAD]]
        start, tried = _beginning(seen, first_words, at, min(tries, MOST_STARTS))
        tries -= tried
        if start < 0:
            continue
        at = start
        for first, last in words:
            found = _find_word(seen, reading[first:last], at, at + WINDOW)
            if found >= 0:
                yield (first, last), found
                at = found + last - first


def _beginning(seen: str, words: Sequence[str], at: int, most: int) -> tuple[int, int]:
    """Find where the first words of a paragraph follow one another from `offset` on.

    Return the start, -1 if not found in `max_tries` tries, and the number of tries.
    """
    for tried in range(most):
        start = _find_word(seen, words[0], at, len(seen))
        if start < 0:
            return -1, tried
        place = start + len(words[0])
        for word in words[1:]:
            place = _find_word(seen, word, place, place + WINDOW)
            if place < 0:
                break
            place += len(word)
        if place >= 0:
            return start, tried
        at = start + 1
    return -1, most


def _find_word(seen: str, word: str, start: int, end: int) -> int:
    """Find the next occurrence of `word` as a whole word; -1 if there is none."""
    at = seen.find(word, start, end)
    while at >= 0:
        before, after = seen[at - 1 : at], seen[at + len(word) : at + len(word) + 1]
        if not (_is_of_word(before) or _is_of_word(after)):
            return at
        at = seen.find(word, at + 1, end)
    return -1


def _is_of_word(char: str) -> bool:
    return bool(char) and _WORD.match(char) is not None


def _edit(
    original: str, seen: str, span: tuple[int, int], written: str, places: Sequence[Place]
) -> Iterator[Edit]:
    """Yield the edits of a gap between two words: one per rule span, and the remainder."""
    start, end = span
    if original[start:end] == written:
        return
    inside = [one for one in places if start <= one.start < one.end <= end]
    start, end, written = _without_common(original, (start, end), written, inside)
    if len(inside) == 1 and inside[0].rule.startswith(JOINED):
        yield Edit(start, end, written, inside[0].rule)
        return
    lines = seen is original and not inside
    if start == 0 or end == len(original):
        lines = lines and bool(written.strip())  # no join at the ends
    for place in sorted(inside, key=lambda one: (one.start, one.end)):
        if start <= place.start < place.end <= end:
            if place.start > start:
                why = _reason(seen[start : place.start], "", lines=lines)
                yield Edit(start, place.start, "", why)
            yield Edit(place.start, place.end, "", place.rule)
            start = place.end
    if start < end or written:
        yield Edit(start, end, written, _reason(seen[start:end], written, lines=lines))


def _without_common(
    original: str, span: tuple[int, int], written: str, places: Sequence[Place]
) -> tuple[int, int, str]:
    """Trim the punctuation that a gap and its replacement begin and end with.

    White space, letters and rule spans stay in the gap.
    """
    start, end = span
    first = min((one.start for one in places), default=end)
    last = max((one.end for one in places), default=start)
    while start < first and written[:1] == original[start] and _is_mark(original[start]):
        start, written = start + 1, written[1:]
    last = max(last, start)
    while end > last and written[-1:] == original[end - 1] and _is_mark(original[end - 1]):
        end, written = end - 1, written[:-1]
    return start, end, written


def _is_mark(char: str) -> bool:
    return not (char.isspace() or _is_of_word(char))


def _reason(removed: str, written: str, *, lines: bool) -> str:
    """Describe a change by what it removes and inserts.

    `has_visible_lines`: line breaks of the original are visible, as it is not markup.
    """
    words, given = bool(_WORD.search(html.unescape(removed))), bool(_WORD.search(written))
    if lines and _CUT.search(removed) and _CUT.sub("", removed).split() == written.split():
        return f"{JOINED} a word was cut at the end of a line"
    if words and given:
        return "written otherwise in the original: entities, marks or other letters"
    if given:
        return "words that the original has elsewhere or in another form"
    if words:
        return "left out: not part of the text"
    is_joined = lines and "\n" in removed and "\n" not in written
    if removed.strip() or written.strip():
        return "marks of the page or of its language, not words"
    if is_joined:
        return f"{JOINED} a line or a page broke here"
    return "white space set anew"
