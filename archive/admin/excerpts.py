"""The places of an original that say what an article's values are."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.admin.cells import told
from archive.errors import PayloadError
from archive.models import Capture, Evidence
from archive.provenance.payloads import record_text

AROUND = 140
"""Characters shown before and after the words."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One piece of evidence, and the words where they stand; empty where none are shown."""

    evidence: Evidence
    before: str = ""
    words: str = ""
    after: str = ""
    problem: str = ""


def excerpts_of(rows: Iterable[Evidence]) -> list[Excerpt]:
    """Each piece of evidence with the words around it, each original read once."""
    texts: dict[int, str | PayloadError] = {}
    found = []
    for row in rows:
        if row.capture is None or row.start is None or row.end is None:
            found.append(Excerpt(row))
            continue
        number = row.capture.pk
        if number not in texts:
            texts[number] = _text_of(row.capture)
        found.append(_excerpt(row, row.start, row.end, texts[number]))
    return found


def _excerpt(row: Evidence, start: int, end: int, text: str | PayloadError) -> Excerpt:
    if isinstance(text, PayloadError):
        return Excerpt(row, problem=told(text.args[0]))
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Excerpt(
        row,
        before=f"…{before}" if start > AROUND else before,
        words=text[start:end],
        after=f"{after}…" if end + AROUND < len(text) else after,
    )


def _text_of(capture: Capture) -> str | PayloadError:
    try:
        return record_text(capture)
    except PayloadError as error:
        return error
    except (UnicodeDecodeError, LookupError) as error:
        return PayloadError(gettext("The original is not the text it was read as (%s).") % error)
