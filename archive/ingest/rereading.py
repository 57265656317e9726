"""**Door**: how the text of a capture is made of its bytes, as edits that can be undone.

Nothing is kept for this: the recipe and the original give the edits again at any time, which proves
at each look that they still do.
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
"""How each kind is written without what no reader sees."""

_TEXTUAL: Final = frozenset({"body", "credit"})


@dataclass(frozen=True, slots=True)
class Rereading:
    """A capture read again: the original, what is made of it, and by which edits."""

    original: str
    article: ParsedArticle
    edits: tuple[Edit, ...]
    seen: str

    def edits_with(self, undone: Iterable[tuple[int, int]] = ()) -> tuple[Edit, ...]:
        """The edits as they are with some of them undone."""
        return with_undone(self.original, self.seen, self.edits, set(undone))

    def body(self, undone: Iterable[tuple[int, int]] = ()) -> str:
        """The text with some edits undone."""
        return apply(self.original, self.edits_with(undone))

    def words(self, edit: Edit) -> str:
        """What an edit takes from the original, as a reader sees it."""
        return words_taken(edit, self.seen)


def reread(capture: Capture) -> Rereading:
    """Read a capture with the recipe of today; the edits lead from its bytes to that text.

    PayloadError where the bytes are not there, UnreadableDocument where no recipe reads them.
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
    """The original of a capture, each character that no reader sees blanked by NUL."""
    name = capture.recipe.partition("/")[0]
    return _SEEN.get(_KINDS.get(name, TEXT), str)(original)


def _apart(found: Finding) -> str:
    return f"set apart as the {Evidence.Field(found.field).label.casefold()}: {found.rule}"
