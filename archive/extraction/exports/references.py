"""Articles from references: what the record says, with the text of the file that it names."""

import re
from collections.abc import Iterator
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.common.joined_texts import complete_article
from archive.extraction.common.stated_facts import StatedFact, add_facts
from archive.formats import export_types
from archive.formats.decoding import decode_record
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.exports.reference_files import PARSERS
from archive.formats.exports.references import Reference
from archive.text.encodings import DecodedText

RECIPE_VERSION: Final = 1
MAX_LISTED_FIELDS: Final = 30
_FIELD_WORDS: Final = {
    "title": "title", "outlet": "outlet", "published": "date", "section": "section", "language": "language",
    "canonical_url": "url", "standfirst": "abstract",
}  # fmt: skip
_NUMBER: Final = re.compile(r"[\dA-Z]{0,3}[\d\s–-]{0,12}")
_RECIPE_NAMES: Final = {media_type: name for name, media_type in export_types.REFERENCE_TYPES.items()}
_OWN_FIELDS: Final = frozenset(
    "ty id l1 l2 l4 lk %0 %> file localfile pdf link itemtype urls database source-app rec-number foreign-keys ref-type"
    " type genre".split()
)


def read_reference(document: SourceDocument, _: ExtractionOptions) -> ParsedArticle:
    """Refuse a reference that no file was found for: it has no text. Raises UnreadableDocument always."""
    reference = _parse_record(document)[1]
    title = reference.values.get("title", "")
    named = f"‘{title[:100]}’ is a reference" if title else "It is a reference"
    fields = ", ".join(reference.field_names[:MAX_LISTED_FIELDS])
    url = reference.values.get("url", "")
    advice = f" Or take the article in from its address: {url[:300]}" if url else ""
    if reference.attachments:
        paths = ", ".join(path[:100] for path in reference.attachments[:3])
        raise UnreadableDocument(
            f"{named} without its text. It names files ({paths}), which do not lie beside it or hold no text: take in"
            f" the whole folder of the export, or pack it as a ZIP.{advice}"
        )
    raise UnreadableDocument(
        f"{named} without its text: its fields are {fields}. Export it again with its files (in Zotero: Export Library,"
        f" Zotero RDF or RIS, ‘Export Files’ ticked) and take in the whole folder.{advice}"
    )


def read_joined_reference(
    document: SourceDocument, text_article: ParsedArticle, options: ExtractionOptions
) -> ParsedArticle:
    """Return the article of a reference: its facts, the text of its file, and facts of the file that it lacks."""
    decoded, reference = _parse_record(document)
    draft = ArticleDraft(decoded.text)
    add_facts(draft, _list_facts(reference, text_article), options)
    unused = tuple(name[:60] for name in reference.field_names if not _is_used(name, reference))
    draft.add_decoding(decoded)
    recipe = f"{_RECIPE_NAMES[document.media_type]}/{RECIPE_VERSION}"
    article = draft.build_article(text_article.body, encoding=decoded.encoding, recipe=recipe, unused_keys=unused)
    return complete_article(article, text_article)


def _parse_record(document: SourceDocument) -> tuple[DecodedText, Reference]:
    decoded = decode_record(document.content, encoding=document.encoding, is_markup=True)
    return decoded, PARSERS[document.media_type](decoded.text)


def _list_facts(reference: Reference, text_article: ParsedArticle) -> Iterator[StatedFact]:
    """Yield what a reference states; an abstract that is the beginning of the text is none."""
    for field_name, word in _FIELD_WORDS.items():
        value = reference.values.get(word, "")
        if word == "section" and _NUMBER.fullmatch(value):
            continue  # a page
        if word == "abstract" and _is_beginning(value, text_article.body):
            continue
        rule = f"field {reference.sources.get(word, '')} of the reference"
        yield StatedFact(field_name, value, rule, printed=reference.printed.get(word, ""))
    for name in reference.names:
        yield StatedFact(
            "author",
            name.printed,
            f"field {reference.sources['author']} of the reference",
            order="filed",
            name_parts=(name.family, name.given),
            is_organisation=name.is_organisation,
            printed=name.raw,
        )


def _is_beginning(abstract: str, body: str) -> bool:
    words = " ".join(body[: len(abstract) * 2 + 100].split()).casefold()
    return words.startswith(abstract.rstrip(" …[].").casefold())


def _is_used(name: str, reference: Reference) -> bool:
    """Return whether a field of a reference is one of the article, names its files, or says what kind it is."""
    if name.casefold() in _OWN_FIELDS:
        return True
    used = {word for source in reference.sources.values() for word in source.split(" and ")}
    return name in used or name.casefold() in {used_name.casefold() for used_name in used}
