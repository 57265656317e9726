"""Articles from notes of Evernote."""

from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.stated_facts import StatedFact, build_stated_article
from archive.extraction.exports.element_text import read_element_text
from archive.extraction.plaintext.layout import read_head_line, split_units
from archive.formats.decoding import decode_record
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.xml_parsing import find_named, get_child_text, get_raw_text, get_text, parse_xml

RECIPE: Final = "enex/1"


def read_note(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a note. Raises UnreadableDocument if it holds no text."""
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding, is_markup=True)
    root = parse_xml(decoded.text)
    title = get_child_text(root, "title")
    content = get_raw_text(find_named(root, "content"))
    if not content.strip():
        raise UnreadableDocument(f"The note ‘{title[:100]}’ is empty. There is nothing to take in.")
    text = read_element_text(parse_xml(content))
    if not text.paragraphs:
        raise UnreadableDocument(
            f"The note ‘{title[:100]}’ has no text: a picture, a file or encrypted words. Save its files by themselves."
        )
    created = get_child_text(root, "created")
    head_facts, paragraphs = _read_head(text.paragraphs, title, options)
    facts = [
        StatedFact("title", title, "title of the note"),
        *head_facts,
        StatedFact(
            "credit" if any(fact.field == "author" for fact in head_facts) else "author",
            get_text(find_named(root, "note-attributes", "author")),
            "author of the note",
        ),
        StatedFact("published", created, "the day on which the note was made; it states no other", status="inferred"),
        StatedFact("captured", _format_moment(created), "the moment in which the note was made"),
        StatedFact("canonical_url", get_text(find_named(root, "note-attributes", "source-url")), "source of the note"),
    ]
    return build_stated_article(
        decoded,
        facts,
        "\n\n".join(paragraphs),
        options,
        recipe=RECIPE,
        captions=text.captions,
        remark=f"content of the note: {text.describe()}",
    )


def _read_head(paragraphs: list[str], title: str, options: ExtractionOptions) -> tuple[list[StatedFact], list[str]]:
    """Return what title, byline and date line say at the top of a clipped page, and the paragraphs below them."""
    facts: list[StatedFact] = []
    for number, paragraph in enumerate(paragraphs[:-1]):
        units = split_units(paragraph)
        line = read_head_line(units[0], options, title=title) if len(units) == 1 else None
        if line is not None and line.role == "title":
            facts.append(StatedFact("body", paragraph, "left out: the title, printed again"))
        elif line is not None and line.role == "byline" and line.names:
            facts.append(StatedFact("author", paragraph[line.names[0].start :], "a byline", printed=paragraph))
        elif line is None or line.role != "date":
            return facts, paragraphs[number:]
        if line.printed_date is not None:
            facts.append(StatedFact("published", line.printed_date.edtf, "a date line", printed=paragraph))
    return facts, paragraphs[-1:]


def _format_moment(stamp: str) -> str:
    """Return a stamp such as `20190402T120000Z` in the longer form of ISO 8601."""
    if len(stamp) < 15 or not stamp[:8].isdigit():
        return ""
    day = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"
    return f"{day}T{stamp[9:11]}:{stamp[11:13]}:{stamp[13:15]}{stamp[15:]}"
