"""Re-extraction of a capture, with the edits from its original to its text (entry point).

Edits are not stored: recipe and original reproduce them each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.documents import Finding, ParsedArticle, Reading, SourceDocument
from archive.ingest.extractors.registry import HTML, JSON, TEXT, extract
from archive.ingest.fields import KEYS
from archive.models import Capture, Evidence
from archive.provenance.payloads import record_bytes, record_text
from archive.text.edits import Edit, Place, apply, edits_between, without_escapes, without_markup
from archive.text.undoing import with_undone, words_taken

_KINDS: Final = {"plaintext": TEXT, "jsonlines": JSON, "html": HTML}
_SEEN: Final = {HTML: without_markup, JSON: without_escapes}
"""Media type → function that blanks the characters no reader sees."""

_TEXTUAL: Final = frozenset({"body", "credit"})


@dataclass(frozen=True, slots=True)
class Rereading:
    """Result of extracting a capture again: original, article, and the edits between them."""

    original: str
    article: ParsedArticle
    edits: tuple[Edit, ...]
    seen: str

    def edits_with(self, undone: Iterable[tuple[int, int]] = ()) -> tuple[Edit, ...]:
        """Return the edits with some of them undone."""
        return with_undone(self.original, self.seen, self.edits, set(undone))

    def body(self, undone: Iterable[tuple[int, int]] = ()) -> str:
        """Return the text with some edits undone."""
        return apply(self.original, self.edits_with(undone))

    def words(self, edit: Edit) -> str:
        """Return the visible words that an edit removes from the original."""
        return words_taken(edit, self.seen)


def reread(capture: Capture) -> Rereading:
    """Extract a capture with the current recipe, and compute the edits from original to text.

    Raises PayloadError if the bytes are missing, UnreadableDocument if no recipe reads them.
    """
    name = capture.recipe.partition("/")[0]
    if name not in _KINDS:
        raise UnreadableDocument(
            f"The text was read by ‘{capture.recipe}’, a recipe this version does not have."
        )
    original = record_text(capture)
    document = SourceDocument(
        content=record_bytes(capture),
        media_type=_KINDS[name],
        source=capture.source,
        record=capture.record,
        captured_at=capture.captured_at,
        url=capture.source if "://" in capture.source else "",
        encoding=capture.encoding,
    )
    today = (capture.taken_in_at + timedelta(days=1)).date()
    article = extract(document, Reading(today=today, keys=KEYS))
    places = [
        Place(found.start, found.end, found.rule if found.field in _TEXTUAL else _apart(found))
        for found in article.findings
        if found.start is not None and found.end is not None
    ]
    seen = as_seen(capture, original)
    edits = edits_between(original, article.body, places=places, seen=seen)
    return Rereading(original, article, edits, seen)


def as_seen(capture: Capture, original: str) -> str:
    """Return the original of a capture with each invisible character replaced by NUL."""
    name = capture.recipe.partition("/")[0]
    return _SEEN.get(_KINDS.get(name, TEXT), str)(original)


def _apart(found: Finding) -> str:
    return f"set apart as the {Evidence.Field(found.field).label.casefold()}: {found.rule}"
