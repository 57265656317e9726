"""Articles from the formats of news agencies: NITF, NewsML-G2 and NewsML 1."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from archive.errors import UnreadableDocument
from archive.extraction.common.markup_values import TextValue, read_markup_value
from archive.extraction.common.stated_facts import StatedFact, build_stated_article
from archive.extraction.exports.element_text import list_texts, read_element_text
from archive.formats.decoding import decode_record
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.xml_parsing import find_named, get_local_name, get_raw_text, get_text, iter_named, parse_xml
from archive.text.encodings import DecodedText

NITF_RECIPE: Final = "nitf/1"
NEWSML_RECIPE: Final = "newsml/1"
_UNUSABLE: Final = frozenset("canceled cancelled withheld withdrawn stat:canceled stat:withheld embargoed".split())
_WHOLE_BLOCKS: Final = frozenset({"full_text", "full-text", "fulltext"})
_TEXT_CLASSES: Final = frozenset({"", "text", "ninat:text", "composite", "ninat:composite"})


def read_nitf(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of an item in NITF. Raises UnreadableDocument if it holds no text."""
    decoded, root = _parse(document)
    nitf = root if get_local_name(root) == "nitf" else find_named(root, "nitf")
    if nitf is None:
        raise UnreadableDocument("No item of NITF can be read out of it. Fetch it again.")
    facts = list(_read_nitf_facts(nitf))
    return _build(decoded, facts, _read_nitf_text(nitf), options, NITF_RECIPE)


def _parse(document: SourceDocument) -> tuple[DecodedText, etree._Element]:
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding, is_markup=True)
    return decoded, parse_xml(decoded.text)


def _build(
    decoded: DecodedText, facts: list[StatedFact], text: TextValue, options: ExtractionOptions, recipe: str
) -> ParsedArticle:
    if not text.paragraphs:
        title = next((fact.value for fact in facts if fact.field == "title" and fact.value), "")
        named = f"The item ‘{title[:100]}’" if title else "The item"
        raise UnreadableDocument(f"{named} has no text: a picture, a graphic or a headline alone.")
    return build_stated_article(
        decoded,
        facts,
        "\n\n".join(text.paragraphs),
        options,
        recipe=recipe,
        captions=text.captions,
        remark=f"text of the item: {text.describe()}",
    )


def _read_nitf_facts(nitf: etree._Element) -> Iterator[StatedFact]:
    """Yield what the head and the head of the body of an item state."""
    body_head = find_named(nitf, "body.head")
    publication = find_named(nitf, "head", "pubdata")
    yield StatedFact("title", get_text(find_named(nitf, "hedline", "hl1")), "hl1 of the item")
    yield StatedFact("title", get_text(find_named(nitf, "head", "title")), "title of the item")
    yield StatedFact("standfirst", get_text(find_named(nitf, "hedline", "hl2")), "hl2 of the item")
    yield StatedFact("standfirst", get_text(find_named(body_head, "abstract")), "abstract of the item")
    yield from _read_nitf_bylines(body_head)
    for element, name, rule in (
        (publication, "date.publication", "pubdata of the item"),
        (find_named(nitf, "docdata", "date.issue"), "norm", "date.issue of the item"),
        (find_named(nitf, "dateline", "story.date"), "norm", "story.date of the item"),
        (find_named(nitf, "docdata", "date.release"), "norm", "date.release of the item"),
    ):
        yield StatedFact("published", _get(element, name), rule)
    yield StatedFact("outlet", _get(publication, "name"), "pubdata of the item")
    yield StatedFact("section", _get(publication, "position.section"), "pubdata of the item")
    yield StatedFact("canonical_url", _get(publication, "ex-ref"), "pubdata of the item")
    distributor = get_text(find_named(nitf, "distributor"))
    yield StatedFact("outlet" if not _get(publication, "name") else "credit", distributor, "distributor of the item")
    yield StatedFact("dateline", get_text(find_named(nitf, "dateline", "location")), "dateline of the item")
    language = _get(nitf, "lang") or _get(find_named(nitf, "body"), "lang")
    yield StatedFact("language", language, "language of the item")
    yield StatedFact("credit", get_text(find_named(nitf, "body.end", "tagline")), "tagline of the item")
    yield StatedFact("body", get_text(find_named(body_head, "note")), "note of the item")


def _read_nitf_bylines(body_head: etree._Element | None) -> Iterator[StatedFact]:
    """Yield the authors of an item; what a byline says beside them is a credit.

    A byline that is normalized says the same again.
    """
    if body_head is None:
        return
    bylines = [byline for byline in iter_named(body_head, "byline") if "normalized" not in (byline.get("class") or "")]
    for byline in bylines or list(iter_named(body_head, "byline")):
        titles = [get_text(title) for title in iter_named(byline, "byttl")]
        persons = [get_text(person) for person in iter_named(byline, "person")]
        words = get_text(byline)
        for title in titles:
            words = words.replace(title, " ") if title else words
            yield StatedFact("credit", title, "byttl of the item")
        for name in persons or [" ".join(words.split()).strip(" ,;–-")]:
            yield StatedFact("author", name, "byline of the item")


def _read_nitf_text(nitf: etree._Element) -> TextValue:
    content = find_named(nitf, "body", "body.content")
    if content is None:
        content = find_named(nitf, "body.content")
    if content is None:
        return TextValue()
    for block in iter_named(content, "block"):
        if (block.get("class") or "").lower() in _WHOLE_BLOCKS:  # the others are parts of it, given twice
            return read_element_text(block)
    return read_element_text(content)


def _get(element: etree._Element | None, name: str) -> str:
    """Return an attribute by its name without a prefix; empty without the element."""
    if element is None:
        return ""
    attributes = ((str(key).rpartition("}")[2].rpartition(":")[2], str(value)) for key, value in element.attrib.items())
    return next((value.strip() for key, value in attributes if key.lower() == name), "")


def read_newsml(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of an item of NewsML, of version 1 or 2. Raises UnreadableDocument if it holds no text."""
    decoded, root = _parse(document)
    item = root if get_local_name(root) == "newsitem" else find_named(root, "newsitem")
    if item is None:
        raise UnreadableDocument("No news item can be read out of it. Fetch it again.")
    is_second = find_named(item, "itemmeta") is not None or find_named(item, "contentmeta") is not None
    status = _find_status(item)
    if status.lower() in _UNUSABLE:
        raise UnreadableDocument(f"The agency has marked the item as ‘{status}’: it is not for use.")
    if is_second and _get(find_named(item, "itemmeta", "itemclass"), "qcode").lower() not in _TEXT_CLASSES:
        kind = _get(find_named(item, "itemmeta", "itemclass"), "qcode")
        raise UnreadableDocument(f"The item is of the class ‘{kind[:60]}’, no text.")
    facts = list(_read_second_facts(item) if is_second else _read_first_facts(item))
    text, inner_facts = _read_newsml_text(item)
    return _build(decoded, [*facts, *inner_facts], text, options, NEWSML_RECIPE)


def _find_status(item: etree._Element) -> str:
    second = _get(find_named(item, "itemmeta", "pubstatus"), "qcode")
    return second or _get(find_named(item, "newsmanagement", "status"), "formalname")


def _read_second_facts(item: etree._Element) -> Iterator[StatedFact]:
    """Yield what an item of NewsML-G2 states."""
    content = find_named(item, "contentmeta")
    meta = find_named(item, "itemmeta")
    if content is not None:
        yield StatedFact("title", get_text(find_named(content, "headline")), "headline of the item")
    if meta is not None:
        yield StatedFact("title", get_text(find_named(meta, "title")), "title of the item")
    if content is not None:
        lines = list_texts(content, "by")
        for line in lines or [_get_party(party) for party in iter_named(content, "creator", "contributor")][:1]:
            yield StatedFact("author", line, "byline of the item")
        yield StatedFact("published", get_text(find_named(content, "contentcreated")), "contentCreated of the item")
        yield StatedFact("dateline", get_text(find_named(content, "dateline")), "dateline of the item")
        language = _get(find_named(content, "language"), "tag")
        yield StatedFact("language", language or _get(item, "lang"), "language of the item")
        yield StatedFact("credit", _get_party(find_named(content, "infosource")), "infoSource of the item")
        yield StatedFact("credit", get_text(find_named(content, "creditline")), "creditline of the item")
        yield StatedFact("standfirst", _find_summary(content), "description of the item")
    if meta is not None:
        for name in ("firstcreated", "versioncreated"):
            yield StatedFact("published", get_text(find_named(meta, name)), f"{name} of the item")
        yield StatedFact("outlet", _get_party(find_named(meta, "provider")), "provider of the item")
        for link in iter_named(meta, "link"):
            if _get(link, "rel").rpartition(":")[2].lower() in {"canonical", "webversion", "self"}:
                yield StatedFact("canonical_url", _get(link, "href"), "link of the item")


def _get_party(party: etree._Element | None) -> str:
    """Return the name of a person or an organisation; a code where it has no name."""
    if party is None:
        return ""
    name = get_text(find_named(party, "name"))
    return name or _get(party, "literal") or _get(party, "qcode").rpartition(":")[2]


def _find_summary(content: etree._Element) -> str:
    """Return the description of an item that is its summary, not a caption."""
    descriptions = [item for item in iter_named(content, "description") if "caption" not in _get(item, "role")]
    return get_text(descriptions[0]) if descriptions else ""


def _read_first_facts(item: etree._Element) -> Iterator[StatedFact]:
    """Yield what an item of NewsML 1 states."""
    lines = find_named(item, "newslines")
    if lines is not None:
        yield StatedFact("title", get_text(find_named(lines, "headline")), "HeadLine of the item")
        yield StatedFact("standfirst", get_text(find_named(lines, "subheadline")), "SubHeadLine of the item")
        yield StatedFact("author", get_text(find_named(lines, "byline")), "ByLine of the item")
        yield StatedFact("dateline", get_text(find_named(lines, "dateline")), "DateLine of the item")
        yield StatedFact("credit", get_text(find_named(lines, "creditline")), "CreditLine of the item")
    for name in ("firstcreated", "thisrevisioncreated"):
        yield StatedFact("published", get_text(find_named(item, "newsmanagement", name)), f"{name} of the item")
    yield StatedFact("published", get_text(find_named(item, "newsidentifier", "dateid")), "DateId of the item")
    provider = _get(find_named(item, "administrativemetadata", "provider", "party"), "formalname")
    yield StatedFact("outlet", provider, "Provider of the item")
    language = _get(find_named(item, "descriptivemetadata", "language"), "formalname") or _get(item, "lang")
    yield StatedFact("language", language, "Language of the item")


def _read_newsml_text(item: etree._Element) -> tuple[TextValue, list[StatedFact]]:
    """Return the text of an item: the longest of its contents, as there are pictures with captions among them."""
    best, facts = TextValue(), []
    for content in list(iter_named(item, "inlinexml", "datacontent", "inlinedata")):
        nitf = find_named(content, "nitf")
        if nitf is not None:
            own_facts, text = list(_read_nitf_facts(nitf)), _read_nitf_text(nitf)
        elif get_local_name(content) == "inlinedata" or not any(get_local_name(child) for child in content):
            own_facts, text = [], read_markup_value(get_raw_text(content))
        else:
            own_facts, text = [], read_element_text(content)
        if sum(map(len, text.paragraphs)) > sum(map(len, best.paragraphs)):
            best, facts = text, own_facts
    if not best.paragraphs and (remote := find_named(item, "remotecontent")) is not None:
        raise UnreadableDocument(
            f"The text of the item lies elsewhere ({_get(remote, 'href')[:200]}). Take in the file of the text."
        )
    return best, facts
