"""Evidence of an article beside its originals, with the spans marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext

from archive.admin.cells import translate_message
from archive.errors import PayloadError
from archive.ingest.rereading import get_visible_text
from archive.models import Capture, Evidence
from archive.provenance.payloads import read_record_text
from archive.text.marking import MarkedPiece, MarkSpan, count_omitted_after, split_by_marks

MAX_ORIGINAL_LENGTH = 3_000_000
"""Characters of the longest original that is marked; for others only the words are shown."""


@dataclass(frozen=True, slots=True)
class EvidenceExcerpt:
    """One piece of evidence; whether its words are marked in an original, or why not."""

    evidence: Evidence
    is_marked: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MarkedOriginal:
    """The original of a capture in pieces, each with the evidence that begins there."""

    capture: Capture
    pieces: Sequence[tuple[MarkedPiece, Sequence[Evidence]]]
    left_out_after: int = 0


@dataclass(slots=True)
class EvidenceReview:
    """Content of the review page: each piece of evidence, and the marked originals."""

    excerpts: list[EvidenceExcerpt] = field(default_factory=list)
    texts: list[MarkedOriginal] = field(default_factory=list)


def build_evidence_review(rows: Iterable[Evidence]) -> EvidenceReview:
    """Return the evidence in order, and each original it refers to, read once."""
    review = EvidenceReview()
    rows_by_capture: dict[Capture, list[Evidence]] = {}
    rows = list(rows)
    for evidence in rows:
        if evidence.capture is not None and evidence.end is not None:
            rows_by_capture.setdefault(evidence.capture, []).append(evidence)
    problems: dict[int, str] = {}
    for capture, capture_rows in rows_by_capture.items():
        marked_original = _mark_original(capture, capture_rows)
        if isinstance(marked_original, str):
            problems[capture.pk] = marked_original
        else:
            review.texts.append(marked_original)
    for evidence in rows:
        has_span = evidence.capture is not None and evidence.end is not None
        problem = problems.get(evidence.capture_id or 0, "") if has_span else ""
        review.excerpts.append(EvidenceExcerpt(evidence, has_span and not problem, problem))
    return review


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
    pieces = [
        (piece, [evidence_by_key[key] for key in piece.begins])
        for piece in split_by_marks(original, visible_text, marks)
    ]
    return MarkedOriginal(capture, pieces, count_omitted_after(visible_text, marks))
