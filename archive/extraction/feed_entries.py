"""Articles from feed entries that carry their text."""

import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final

import feedparser
from lxml import etree

from archive.errors import UnreadableDocument
from archive.extraction.common.markup_values import TextValue, read_markup_line, read_markup_value
from archive.extraction.common.stated_facts import StatedFact, build_stated_article
from archive.formats.decoding import decode_record
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.xml_parsing import (
    find_named,
    get_local_name,
    get_text,
    iter_named,
    mend_numbered_characters,
    parse_xml,
)
from archive.text.encodings import DecodedText
from archive.text.normalize import clean_line

RECIPE: Final = "feed/1"
MIN_CONTENT_WORDS: Final = 40
"""Words outside links from which on the content of an entry is the article, not its teaser."""

MIN_SUMMARY_WORDS: Final = 150
"""The same where an entry has only a summary: some feeds put the whole text there."""

_TEASER_END: Final = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|continue reading|weiterlesen|lire la suite)\W*\Z", re.I
)
_UNSPACED_SCRIPT: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_APPENDED: Final = re.compile(r"\s*The post .{1,300} (?:first )?appeared (?:first )?on .{1,200}\Z", re.DOTALL)
_LINK: Final = re.compile(r"<(?P<end>/?)a(?=[\s>])[^<>]{0,5000}>", re.IGNORECASE)
_ADDRESS_FORMS: Final = (
    re.compile(r"\s*(?:mailto:)?[^\s()<>@]{1,100}@[^\s()<>@]{1,200}\s*\(\s*(?P<name>[^()@]{1,200})\)\s*"),
    re.compile(r"\s*(?P<name>[^()<>@]{1,200}?)\s*[(<]\s*(?:mailto:)?[^\s()<>@]{1,100}@[^\s()<>@]{1,200}[)>]\s*"),
)
_ADDRESS_ONLY: Final = re.compile(r"\s*(?:mailto:)?[^\s()<>@]{1,100}@[^\s()<>@]{1,200}\s*")
_DUBLIN_CORE_DATE: Final = re.compile(r"<dc:date[\s>]")
_NEXT_ADDRESS: Final = re.compile(r"(?<=[)>])\s*[,;&]\s*|(?<=[)>])\s+and\s+")


def read_feed_entry(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of an RSS, Atom or CDF entry. Raises UnreadableDocument for a link."""
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding, is_markup=True)
    parsed = feedparser.parse(
        BytesIO(mend_numbered_characters(decoded.text).encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    if not parsed.entries:
        raise UnreadableDocument("No entry can be read out of it. Fetch the feed again.")
    entry, feed = parsed.entries[0], parsed.feed
    texts = [part.get("value") or "" for part in entry.get("content", ())]
    terms = (clean_line(str(tag.get("term") or ""))[:200] for tag in entry.get("tags", ()))
    section = next((term for term in terms if "://" not in term), "")  # Blogger writes the kind of an entry as one
    facts = [
        StatedFact("title", read_markup_line(entry.get("title") or ""), "title of the entry"),
        StatedFact("outlet", _get_source_title(entry), "title of the source of the entry", status="inferred"),
        StatedFact("outlet", read_markup_line(feed.get("title") or ""), "title of the feed", status="inferred"),
        StatedFact("section", section, "category of the entry"),
        *_read_feed_authors(decoded.text, entry),
        *_read_feed_dates(decoded.text, entry),
        StatedFact("canonical_url", str(entry.get("link") or ""), "link of the entry"),
        StatedFact("language", str(entry.get("language") or feed.get("language") or ""), "language of the feed"),
    ]
    return _build_article(decoded, facts, texts, entry.get("summary") or "", options)


def _get_source_title(entry: Mapping[str, Any]) -> str:
    """Return the title of the feed that an entry was taken from, in a feed of several outlets."""
    source = entry.get("source")
    return read_markup_line(_get_string(source, "title")) if isinstance(source, Mapping) else ""


def _read_feed_dates(text: str, entry: Mapping[str, Any]) -> Iterator[StatedFact]:
    """Yield the day of an entry; that of its last change only if it states no other."""
    if published := str(dict(entry).get("published") or ""):
        yield StatedFact("published", _get_day(published), "date of the entry")
    elif updated := str(dict(entry).get("updated") or ""):
        is_stated = _DUBLIN_CORE_DATE.search(text) is not None  # which feedparser takes for one of a change
        rule = "date of the entry" if is_stated else "the entry states only when it was last changed"
        yield StatedFact("published", _get_day(updated), rule, status="stated" if is_stated else "inferred")


def _read_feed_authors(text: str, entry: Mapping[str, Any]) -> Iterator[StatedFact]:
    """Yield the authors of an entry: as it prints them, or as feedparser reads a broken one."""
    printed = [line for line in _read_author_lines(text) if line]
    for line in printed or [str(person.get("name", "")) for person in entry.get("authors", ())]:
        for part in _NEXT_ADDRESS.split(line):
            if _ADDRESS_ONLY.fullmatch(part):
                yield StatedFact("credit", part, "author of the entry: an address without a name")
                continue
            match = next(filter(None, (form.fullmatch(part) for form in _ADDRESS_FORMS)), None)
            yield StatedFact("author", (match["name"] if match else part).strip(), "author of the entry")


def _read_author_lines(text: str) -> list[str]:
    """Return the texts of the elements `author` and `creator` of an entry, of Atom their names."""
    try:
        entry = next(iter_named(parse_xml(text), "item", "entry"), None)
    except UnreadableDocument:
        return []
    elements = [] if entry is None else [child for child in entry if get_local_name(child) in {"author", "creator"}]
    lines = [get_text(find_named(element, "name")) or _get_childless_text(element) for element in elements[:50]]
    return [read_markup_line(line) for line in lines]


def _get_childless_text(element: etree._Element) -> str:
    """Return the text of an element that holds no others; an Atom author without a name names nobody."""
    return "" if len(element) and any(get_local_name(child) for child in element) else get_text(element)


def read_json_entry(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a JSON Feed item. Raises UnreadableDocument for a mere link."""
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding)
    try:
        entry = json.loads(decoded.text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"The entry is broken JSON ({error}). Fetch it again.") from error
    feed = entry if isinstance(entry, dict) and isinstance(entry.get("items"), list) else {}
    entry = next(iter(feed["items"]), None) if feed else entry
    if not isinstance(entry, dict):
        raise UnreadableDocument("The entry is no object. Fetch the feed again.")
    text = _get_string(entry, "content_text").replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "<p>")
    authors = entry.get("authors") or [entry.get("author")]
    persons = [person for person in authors[:50] if isinstance(person, dict)] if isinstance(authors, list) else []
    facts = [
        StatedFact("title", read_markup_line(_get_string(entry, "title")), "key title"),
        StatedFact("outlet", read_markup_line(_get_string(feed, "title")), "title of the feed", status="inferred"),
        *(StatedFact("author", _get_string(person, "name"), "author of the entry") for person in persons),
        StatedFact("published", _get_day(_get_string(entry, "date_published")), "key date_published"),
        StatedFact("canonical_url", _get_string(entry, "url") or _get_string(entry, "external_url"), "key url"),
        StatedFact("language", _get_string(entry, "language") or _get_string(feed, "language"), "key language"),
    ]
    texts = [_get_string(entry, "content_html"), text]
    return _build_article(decoded, facts, texts, _get_string(entry, "summary"), options)


def _build_article(
    decoded: DecodedText, facts: list[StatedFact], contents: list[str], summary: str, options: ExtractionOptions
) -> ParsedArticle:
    """Build the article from an entry's facts; its body is the longest of its contents and its summary."""
    contents = [content for content in contents if content]
    texts = [read_markup_value(content) for content in (*contents, summary)]
    text = max(texts, key=lambda reading: sum(map(len, reading.paragraphs)))
    word_count = max(map(_count_words_outside_links, (*contents, summary)))
    is_cut = bool(text.paragraphs) and _TEASER_END.search(text.paragraphs[-1]) is not None
    title = facts[0].value
    if word_count < (MIN_CONTENT_WORDS if contents else MIN_SUMMARY_WORDS) or (is_cut and word_count < 500):
        problem = f"‘{title[:100]}’ has {word_count} words of text" if title else f"It has {word_count} words"
        link = next(fact.value for fact in facts if fact.field == "canonical_url")
        advice = f" Take the article in from its address: {link[:300]}" if link else ""
        raise UnreadableDocument(f"{problem}: a link in a list, not the article.{advice}".strip())
    if teaser := _find_standfirst(" ".join(texts[-1].paragraphs), text):
        facts = [*facts, StatedFact("standfirst", teaser[:1000], "summary of the entry")]
    body, appended = _split_appended_line(text)
    if appended:
        facts = [*facts, StatedFact("body", appended, "the line that the site adds to its feed")]
    return build_stated_article(decoded, facts, body, options, recipe=RECIPE, captions=text.captions)


def _find_standfirst(summary: str, text: TextValue) -> str:
    """Return the summary, unless it is the text itself or the beginning of it: a body is not its own standfirst."""
    teaser = _APPENDED.sub("", summary)
    words = _TEASER_END.sub("", teaser).rstrip(" …[]().").casefold()
    opening = " ".join(text.paragraphs).casefold()
    return "" if not words or opening.startswith(words) or words.startswith(opening) else teaser


def _split_appended_line(text: TextValue) -> tuple[str, str]:
    """Return the body without the line ‘The post … appeared first on …’, and that line."""
    if text.paragraphs and (match := _APPENDED.fullmatch(text.paragraphs[-1])) and len(text.paragraphs) > 1:
        return "\n\n".join(text.paragraphs[:-1]), match.group()
    return "\n\n".join(text.paragraphs), ""


def _get_day(stamp: str) -> str:
    """Return the day of a stamp, in the feed's own zone."""
    return stamp[:10] if stamp[10:11] == "T" else stamp


def _count_words_outside_links(markup: str) -> int:
    parts, position = [], 0
    for link in _LINK.finditer(markup):
        parts.append("" if link["end"] else markup[position : link.start()])
        position = link.end()
    text = " ".join(read_markup_value(" ".join([*parts, markup[position:]])).paragraphs)
    return len(text.split()) + len(_UNSPACED_SCRIPT.findall(text)) // 2


def _get_string(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
