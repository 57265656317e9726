"""From an original to the text for reading and back: a list of edits, each with its reason.

An edit replaces the characters `start` to `end` of the original. Edits stand in order and do not
overlap, so that original and edits give the reading text exactly, and their inverse the original.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

WINDOW: Final = 600  # characters in which the next word of a sentence is looked for
MOST_STARTS: Final = 1000  # places at which one paragraph may begin that are looked at
MOST_TRIES: Final = 50_000  # such places of all paragraphs together
LOOK_AHEAD: Final = 4  # words that tell where a paragraph begins
JOINED: Final = "joined:"
"""How the reason of a join begins."""
_WORD: Final = re.compile(r"\w+")
_UNSEEN: Final = re.compile(
    r"<(?:script|style)\b[^<]*(?:<(?!/(?:script|style))[^<]*)*|<[^<>]{0,20000}>", re.IGNORECASE
)
_CUT: Final = re.compile(r"[-\u00ad\u2010\u2011]\s*\n\s*")
_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: the characters replaced, what stands there instead, and why."""

    start: int
    end: int
    replacement: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule spoke of words of the original."""

    start: int
    end: int
    rule: str


def apply(original: str, edits: Sequence[Edit]) -> str:
    """The text that edits make of an original."""
    parts, at = [], 0
    for edit in edits:
        parts += [original[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*parts, original[at:]])


def inverse(original: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits that make the original of the text again."""
    found, shift = [], 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.replacement)
        found.append(Edit(start, end, original[edit.start : edit.end], f"undone: {edit.reason}"))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return tuple(found)


def without_markup(original: str) -> str:
    """The original with its tags blanked, every word where it stood."""
    return _UNSEEN.sub(lambda tag: "\0" * len(tag.group()), original)


def without_escapes(original: str) -> str:
    """A line of JSON with its escapes blanked, every word where it stood."""
    return _ESCAPE.sub(lambda escape: "\0" * len(escape.group()), original)


def edits_between(
    original: str, reading: str, *, places: Sequence[Place] = (), seen: str = ""
) -> tuple[Edit, ...]:
    """The edits that make `reading` of `original`, each with the reason its place or shape gives.

    Words are matched in order; what is not found counts as written anew. Whatever is matched, the
    edits give the reading text exactly. `seen` is the original with what no reader sees blanked.
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
    """Spans of words in the reading text, and where each stands in the original, in order."""
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
    """Where the first words of a paragraph follow one another, and how many places were tried.

    -1 if they do so nowhere from `at` on, or not at the first `most` places.
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
    """The next place where `word` stands as a word of its own."""
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
    """The edits of one gap between two words: one for each place a rule spoke of, and the rest."""
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
        lines = lines and bool(written.strip())  # nothing is joined at the ends of the text
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
    """A gap and what is written in it without the marks both begin and end with.

    White space and letters stay in the gap, and so does what a rule spoke of.
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
    """What a change does, told by what it takes and what it gives.

    `lines` says that a line of the original is one a reader sees, as it is not in markup.
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
