"""Re-extraction of a capture, with the edits to its text, which are not stored but reproduced (entry point)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.markup_values import has_tags
from archive.extraction.registry import extract
from archive.formats.conversion.converted_text import ConvertedText, find_page_starts
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.fields import FIELD_KEYS
from archive.formats.media_types import CONVERTED_RECIPES, RECIPE_TYPES
from archive.ingest.build_rows import BODY_FIELDS
from archive.ingest.rereading_limits import compute_once
from archive.models import Capture, Evidence
from archive.storage.payloads import read_record_bytes, read_record_text
from archive.text import edits as text_edits
from archive.text.edits import Edit, RuleSpan

_CDATA_MARK: Final = re.compile(r"<!\[CDATA\[|\]\]>")


def blank_mail(original: str) -> str:
    """Return an opened mail with each invisible character of its HTML replaced by NUL."""
    head, blank_line, body = original.partition("\n\n")
    is_html = "\nContent-Type: text/html" in f"\n{head}"
    return head + blank_line + (text_edits.blank_markup(body) if is_html else body)


def blank_record(original: str) -> str:
    """Return a JSON record with its escapes, and the tags of HTML in it, replaced by NUL."""
    text = text_edits.blank_escapes(original)
    return text_edits.blank_markup(text) if has_tags(original) else text


def blank_xml(original: str) -> str:
    """Return a record of XML with its tags, and those of the HTML in it, replaced by NUL."""
    return text_edits.blank_markup(_CDATA_MARK.sub(lambda mark: "\0" * len(mark.group()), original))


_BLANKING_FUNCTIONS: Final[Mapping[str, Callable[[str], str]]] = {
    "html": text_edits.blank_markup,
    "jsonlines": blank_record,
    "mail": blank_mail,
    "plaintext": str,
    **dict.fromkeys(CONVERTED_RECIPES, str),
    "press": str,
    "presspage": text_edits.blank_markup,
    **dict.fromkeys(("wordpress", "nitf", "newsml", "enex", "xml"), blank_xml),
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
    """Extract a capture again, with its edits; limited as `compute_once` says.

    PayloadError without the bytes, UnreadableDocument without a recipe.
    """
    recipe_name = capture.recipe.partition("/")[0]
    if recipe_name not in _BLANKING_FUNCTIONS and recipe_name in RECIPE_TYPES:
        raise UnreadableDocument(f"The changes to a text that was read by ‘{capture.recipe}’ are not shown.")
    if recipe_name not in _BLANKING_FUNCTIONS:
        raise UnreadableDocument(f"The text was read by ‘{capture.recipe}’, a recipe this version does not have.")
    original = read_record_text(capture)
    key = ("edits", capture.pk, capture.recipe, capture.taken_in_at, original)
    return compute_once(key, len(original), lambda: _extract_with_edits(capture, recipe_name, original))


def _extract_with_edits(capture: Capture, recipe_name: str, original: str) -> Reextraction:
    article = _extract_again(capture, recipe_name, original)
    rule_spans = []
    for finding in article.findings:
        if finding.start is not None and finding.end is not None:
            field = Evidence.Field(finding.field)
            aside = "" if field in BODY_FIELDS else f"set apart as the {field.label.casefold()}: "
            rule_spans.append(RuleSpan(finding.start, finding.end, aside + finding.rule))
    visible_text = get_visible_text(capture, original)
    edits = text_edits.compute_edits(original, article.body, rule_spans=rule_spans, visible=visible_text)
    return Reextraction(original, article, edits, visible_text)


def reread_article(capture: Capture) -> ParsedArticle:
    """Extract a capture again, without its edits; limits and errors as in `reextract`."""
    recipe_name = capture.recipe.partition("/")[0]
    if recipe_name not in RECIPE_TYPES:
        raise UnreadableDocument(f"The text was read by ‘{capture.recipe}’, a recipe this version does not have.")
    original = read_record_text(capture)
    key = ("article", capture.pk, capture.recipe, capture.taken_in_at, original)
    return compute_once(key, len(original), lambda: _extract_again(capture, recipe_name, original))


def _extract_again(capture: Capture, recipe_name: str, original: str) -> ParsedArticle:
    """Return the article of a capture; of a conversion, that of the text it gave, which is kept."""
    today = (capture.taken_in_at + timedelta(days=1)).date()
    options = ExtractionOptions(today=today, keys=FIELD_KEYS)
    if recipe_name in CONVERTED_RECIPES and capture.text_payload_id:
        from archive.extraction.converted_documents import read_converted_text  # noqa: PLC0415  # as in the registry

        converted = ConvertedText(original, page_starts=find_page_starts(original))
        return read_converted_text(converted, options, capture.recipe)
    document = SourceDocument(
        content=original.encode() if capture.text_payload_id else read_record_bytes(capture),
        media_type=RECIPE_TYPES[recipe_name],
        source=capture.source,
        record=capture.record,
        captured_at=capture.captured_at,
        url=capture.source if "://" in capture.source else "",
        encoding=capture.encoding,
    )
    return extract(document, options)


def get_visible_text(capture: Capture, original: str) -> str:
    """Return the original of a capture with each invisible character replaced by NUL."""
    recipe_name = capture.recipe.partition("/")[0]
    blank_invisible = _BLANKING_FUNCTIONS.get(recipe_name, str)
    return blank_invisible(original)
