"""Evidence with its place in the originals: their words, with the spans that state something marked."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

from django.utils.translation import gettext

from archive.errors import PayloadError
from archive.ingest.rereading import get_visible_text
from archive.models import Capture, Evidence
from archive.storage.payloads import read_record_text
from archive.web.language import translate_message

MAX_MARK_CHARS: Final = 2000  # characters; of a longer span only the beginning is marked
MAX_WHOLE_CHARS: Final = 20_000  # visible characters up to which a text is shown whole
HEAD_CHARS: Final = 3000  # characters of a longer text that are always shown
CONTEXT_CHARS: Final = 400  # characters of context before and after a mark
TAG_CONTEXT_CHARS: Final = 60  # characters of context for a mark inside a tag
MAX_MARKS: Final = 200
SURROUNDING_CHARS: Final = 70  # characters quoted before and after the words of a piece of evidence
_BLOCK: Final = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|br|tr|table|article|section|header|footer|main|aside|figure"
    r"|figcaption|blockquote|title|body|head)\b",
    re.IGNORECASE,
)
_UNSEEN: Final = re.compile(r"[\s\0]+")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r"\s*\n\s*\n\s*")
MAX_ORIGINAL_LENGTH = 3_000_000
"""Characters of the longest original that is marked; for others only the words are shown."""


@dataclass(frozen=True, slots=True)
class MarkSpan:
    """A span of the original to mark, with a key."""

    start: int
    end: int
    key: int


@dataclass(frozen=True, slots=True)
class MarkedOriginalPiece:
    """Text with the keys of the marks that cover it and of those that begin here."""

    text: str
    keys: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    left_out: int = 0  # visible characters omitted before the text


def split_by_marks(original: str, visible: str, marks: Sequence[MarkSpan]) -> list[MarkedOriginalPiece]:
    """Split the original at its marks; `visible` is the same with invisible parts as NUL."""
    marks = [replace(mark, end=min(mark.end, mark.start + MAX_MARK_CHARS)) for mark in marks]
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))[:MAX_MARKS]
    is_markup = "\0" in visible
    visible = _reveal_marked_tags(original, visible, ordered)
    boundaries = sorted({boundary for mark in ordered for boundary in (mark.start, mark.end)})
    pieces: list[MarkedOriginalPiece] = []
    begun_keys: set[int] = set()
    previous_end = 0
    for interval_start, interval_end in _select_intervals(visible, ordered):
        inner = boundaries[bisect_right(boundaries, interval_start) : bisect_left(boundaries, interval_end)]
        for start, end in pairwise([interval_start, *inner, interval_end]):
            keys = tuple(mark.key for mark in ordered if mark.start <= start and end <= mark.end)
            text = visible[start:end]
            text = _strip_blanks(text, original[start:end]) if is_markup else text
            if text or keys:
                begins = tuple(key for key in keys if key not in begun_keys)
                left_out = len(visible[previous_end:start].replace("\0", ""))
                pieces.append(MarkedOriginalPiece(text, keys, begins, left_out))
                begun_keys.update(keys)
                previous_end = end
    return pieces


def count_omitted_after(visible: str, marks: Sequence[MarkSpan]) -> int:
    """Count the visible characters omitted at the end."""
    return len(visible[_select_intervals(visible, marks)[-1][1] :].replace("\0", ""))


def _reveal_marked_tags(original: str, visible: str, marks: Sequence[MarkSpan]) -> str:
    """Return the visible text plus the parts of tags that contain a mark."""
    parts, offset = [], 0
    for mark in marks:
        if "\0" not in visible[mark.start : mark.end]:
            continue
        tag_start = original.rfind("<", max(offset, mark.start - TAG_CONTEXT_CHARS), mark.start)
        tag_end = original.find(">", mark.end, mark.end + TAG_CONTEXT_CHARS)
        start = tag_start if tag_start >= 0 else max(offset, mark.start - TAG_CONTEXT_CHARS)
        end = tag_end + 1 if tag_end >= 0 else min(len(visible), mark.end + TAG_CONTEXT_CHARS)
        if end > start:
            parts += [visible[offset:start], original[start:end]]
            offset = end
    return "".join([*parts, visible[offset:]])


def _select_intervals(visible: str, marks: Sequence[MarkSpan]) -> list[tuple[int, int]]:
    """Return the disjoint, sorted intervals to show; the first starts at 0."""
    if len(_UNSEEN.sub("", visible)) <= MAX_WHOLE_CHARS:
        return [(0, len(visible))]
    intervals = [(0, HEAD_CHARS)]
    for mark in marks:
        start, end = max(0, mark.start - CONTEXT_CHARS), min(len(visible), mark.end + CONTEXT_CHARS)
        if start <= intervals[-1][1]:
            intervals[-1] = (intervals[-1][0], max(end, intervals[-1][1]))
        else:
            intervals.append((start, end))
    return intervals


def _strip_blanks(text: str, original: str) -> str:
    """Remove blanked characters: a block tag becomes a paragraph break, others nothing."""

    def replace_blank(blank: re.Match[str]) -> str:
        return "\n\n" if _BLOCK.search(original, blank.start(), blank.end()) else ""

    return _LINES.sub("\n\n", _SPACES.sub(" ", re.sub(r"\0+", replace_blank, text)))


@dataclass(frozen=True, slots=True)
class EvidenceExcerpt:
    """One piece of evidence; whether its words are marked in an original, or why not."""

    evidence: Evidence
    is_marked: bool = False
    problem: str = ""
    before: str = ""  # the words around it in the original
    after: str = ""


@dataclass(frozen=True, slots=True)
class MarkedOriginal:
    """The original of a capture in pieces, each with the evidence that begins there."""

    capture: Capture
    pieces: Sequence[tuple[MarkedOriginalPiece, Sequence[Evidence]]]
    left_out_after: int = 0
    visible_text: str = ""

    def quote_surroundings(self, evidence: Evidence) -> tuple[str, str]:
        """Return the visible words before and after the span of a piece of evidence, on one line."""
        start, end = evidence.start or 0, evidence.end or 0
        before = self.visible_text[max(0, start - SURROUNDING_CHARS) : start]
        after = self.visible_text[end : end + SURROUNDING_CHARS]
        return _UNSEEN.sub(" ", before).lstrip(), _UNSEEN.sub(" ", after).rstrip()


class EvidenceReview(NamedTuple):
    """Content of the review page: each piece of evidence, and the marked originals."""

    excerpts: list[EvidenceExcerpt]
    texts: list[MarkedOriginal]


def build_evidence_review(rows: Iterable[Evidence]) -> EvidenceReview:
    """Return the evidence in order, and each original it refers to, read once."""
    rows = list(rows)
    rows_by_capture: dict[Capture, list[Evidence]] = {}
    for evidence in rows:
        if evidence.capture is not None and evidence.end is not None:
            rows_by_capture.setdefault(evidence.capture, []).append(evidence)
    originals = {capture.pk: _mark_original(capture, marked) for capture, marked in rows_by_capture.items()}
    excerpts = [_build_excerpt(evidence, originals.get(evidence.capture_id or 0)) for evidence in rows]
    return EvidenceReview(excerpts, [text for text in originals.values() if isinstance(text, MarkedOriginal)])


def _build_excerpt(evidence: Evidence, original: MarkedOriginal | str | None) -> EvidenceExcerpt:
    if original is None or evidence.end is None:
        return EvidenceExcerpt(evidence)
    if isinstance(original, str):
        return EvidenceExcerpt(evidence, problem=original)
    before, after = original.quote_surroundings(evidence)
    return EvidenceExcerpt(evidence, is_marked=True, before=before, after=after)


def _mark_original(capture: Capture, rows: Sequence[Evidence]) -> MarkedOriginal | str:
    """Return the original of a capture with the spans of `rows` marked, or why it cannot be."""
    try:
        original = read_record_text(capture)
    except PayloadError as error:
        return translate_message(error.args[0])
    except (UnicodeDecodeError, LookupError) as error:
        return gettext("The original is not the text it was read as (%s).") % error
    if len(original) > MAX_ORIGINAL_LENGTH:
        return gettext("The original is too long to be marked here; look at it whole.")
    visible_text = get_visible_text(capture, original)
    evidence_by_key = {evidence.pk: evidence for evidence in rows}
    marks = [MarkSpan(evidence.start or 0, evidence.end or 0, evidence.pk) for evidence in rows]
    pieces = split_by_marks(original, visible_text, marks)
    marked_pieces = [(piece, [evidence_by_key[key] for key in piece.begins]) for piece in pieces]
    return MarkedOriginal(capture, marked_pieces, count_omitted_after(visible_text, marks), visible_text)
