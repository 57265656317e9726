"""Re-extraction of a capture, with the edits to its text, which are not stored but reproduced (entry point)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.registry import extract
from archive.formats.documents import RECIPE_TYPES, ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.fields import FIELD_KEYS
from archive.ingest.build_rows import BODY_FIELDS
from archive.models import Capture, Evidence
from archive.storage.payloads import read_record_bytes, read_record_text
from archive.text import edits as text_edits
from archive.text.edits import Edit, RuleSpan

_BLANKING_FUNCTIONS: Final[Mapping[str, Callable[[str], str]]] = {
    "html": text_edits.blank_markup,
    "jsonlines": text_edits.blank_escapes,
    "plaintext": str,
}
"""Name of each recipe that shows its edits → function that blanks the characters no reader sees."""


@dataclass(frozen=True, slots=True)
class Reextraction:
    """Result of extracting a capture again: original, article, and the edits between them."""

    original: str
    article: ParsedArticle
    edits: tuple[Edit, ...]
    visible_text: str

    def build_edits(self, undone_spans: Iterable[tuple[int, int]] = ()) -> tuple[Edit, ...]:
        """Return the edits with some of them undone."""
        return text_edits.undo_edits(self.original, self.visible_text, self.edits, set(undone_spans))

    def build_body(self, undone_spans: Iterable[tuple[int, int]] = ()) -> str:
        """Return the text with some edits undone."""
        return text_edits.apply_edits(self.original, self.build_edits(undone_spans))

    def get_removed_text(self, edit: Edit) -> str:
        """Return the visible words that an edit removes from the original."""
        return text_edits.get_removed_words(edit, self.visible_text)


def reextract(capture: Capture) -> Reextraction:
    """Extract a capture again, with its edits; PayloadError without the bytes, UnreadableDocument without a recipe."""
    recipe_name = capture.recipe.partition("/")[0]
    if recipe_name not in _BLANKING_FUNCTIONS:
        raise UnreadableDocument(f"The text was read by ‘{capture.recipe}’, a recipe this version does not have.")
    original = read_record_text(capture)
    document = SourceDocument(
        content=read_record_bytes(capture),
        media_type=RECIPE_TYPES[recipe_name],
        source=capture.source,
        record=capture.record,
        captured_at=capture.captured_at,
        url=capture.source if "://" in capture.source else "",
        encoding=capture.encoding,
    )
    today = (capture.taken_in_at + timedelta(days=1)).date()
    article = extract(document, ExtractionOptions(today=today, keys=FIELD_KEYS))
    rule_spans = []
    for finding in article.findings:
        if finding.start is not None and finding.end is not None:
            field = Evidence.Field(finding.field)
            aside = "" if field in BODY_FIELDS else f"set apart as the {field.label.casefold()}: "
            rule_spans.append(RuleSpan(finding.start, finding.end, aside + finding.rule))
    visible_text = get_visible_text(capture, original)
    edits = text_edits.compute_edits(original, article.body, rule_spans=rule_spans, visible=visible_text)
    return Reextraction(original, article, edits, visible_text)


def get_visible_text(capture: Capture, original: str) -> str:
    """Return the original of a capture with each invisible character replaced by NUL."""
    recipe_name = capture.recipe.partition("/")[0]
    blank_invisible = _BLANKING_FUNCTIONS.get(recipe_name, str)
    return blank_invisible(original)
