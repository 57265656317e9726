"""Evidence of an article beside its originals, with the spans marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext

from archive.admin.cells import told
from archive.errors import PayloadError
from archive.ingest.rereading import as_seen
from archive.models import Capture, Evidence
from archive.provenance.payloads import record_text
from archive.text.marking import Mark, Piece, left_out_after, marked

LONGEST = 3_000_000
"""Characters of the longest original that is marked; for others only the words are shown."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One piece of evidence; whether its words are marked in an original, or why not."""

    evidence: Evidence
    is_marked: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The original of a capture in pieces, each with the evidence that begins there."""

    capture: Capture
    pieces: Sequence[tuple[Piece, Sequence[Evidence]]]
    left_out_after: int = 0


@dataclass(slots=True)
class Shown:
    """Content of the review page: each piece of evidence, and the marked originals."""

    excerpts: list[Excerpt] = field(default_factory=list)
    texts: list[MarkedText] = field(default_factory=list)


def shown(rows: Iterable[Evidence]) -> Shown:
    """Return the evidence in order, and each original it refers to, read once."""
    found = Shown()
    of_captures: dict[Capture, list[Evidence]] = {}
    rows = list(rows)
    for row in rows:
        if row.capture is not None and row.end is not None:
            of_captures.setdefault(row.capture, []).append(row)
    problems: dict[int, str] = {}
    for capture, some in of_captures.items():
        text = _marked(capture, some)
        if isinstance(text, str):
            problems[capture.pk] = text
        else:
            found.texts.append(text)
    for row in rows:
        is_placed = row.capture is not None and row.end is not None
        problem = problems.get(row.capture_id or 0, "") if is_placed else ""
        found.excerpts.append(Excerpt(row, is_placed and not problem, problem))
    return found


def _marked(capture: Capture, rows: Sequence[Evidence]) -> MarkedText | str:
    """Return the original of a capture with the spans of `rows` marked, or why it cannot be."""
    try:
        original = record_text(capture)
    except PayloadError as error:
        return told(error.args[0])
    except (UnicodeDecodeError, LookupError) as error:
        return gettext("The original is not the text it was read as (%s).") % error
    if len(original) > LONGEST:
        return gettext("The original is too long to be marked here; look at it whole.")
    seen = as_seen(capture, original)
    by_key = {row.pk: row for row in rows}
    marks = [Mark(row.start or 0, row.end or 0, row.pk) for row in rows]
    pieces = [(one, [by_key[key] for key in one.begins]) for one in marked(original, seen, marks)]
    return MarkedText(capture, pieces, left_out_after(seen, marks))
