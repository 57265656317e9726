"""Articles from feed entries that carry their text."""

import json
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

import feedparser
from lxml import html
from lxml.etree import LxmlError, iterwalk

from archive.errors import UnreadableDocument
from archive.extraction.common.draft import ArticleDraft
from archive.formats.decoding import decode_record
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.text.author_fields import parse_author_field
from archive.text.dates import PrintedDate, find_date
from archive.text.encodings import DecodedText
from archive.text.normalize import clean_line, strip_controls

RECIPE: Final = "feed/1"
MIN_CONTENT_WORDS: Final = 40
"""Words outside links from which on the content of an entry is the article, not its teaser."""

MIN_SUMMARY_WORDS: Final = 150
"""The same where an entry has only a summary: some feeds put the whole text there."""

_TEASER_END: Final = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|continue reading|weiterlesen|lire la suite)\W*\Z", re.I
)
_UNSPACED_SCRIPT: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table td th tr ul".split()
)
_SKIPPED_TAGS: Final = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg"})
_TAG: Final = re.compile(r"[<&]")


def extract_paragraphs(markup: str, *, with_links: bool = True) -> list[str]:
    """Return the paragraphs of an HTML fragment; without `with_links`, leave out the text of links."""
    markup = strip_controls(markup)
    if not _TAG.search(markup):
        return [line for part in markup.split("\n\n") if (line := clean_line(part))]
    try:
        root = html.fromstring(f"<div>{markup}</div>")
    except (LxmlError, ValueError):
        return []
    paragraphs: list[list[str]] = [[]]
    _collect_text(root, paragraphs, _SKIPPED_TAGS if with_links else _SKIPPED_TAGS | {"a"})
    return [line for parts in paragraphs if (line := clean_line("".join(parts)))]


def _collect_text(root: html.HtmlElement, paragraphs: list[list[str]], skipped_tags: frozenset[str]) -> None:
    """Append text in document order, with a new paragraph at each block tag; not recursive."""
    skip_depth = 0
    for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            text = element.tail
        else:
            if element.tag in _BLOCK_TAGS:
                paragraphs.append([])
            step = element.tag in skipped_tags
            skip_depth += step if event == "start" else -step
            text = element.text if event == "start" else element.tail
        if text and not skip_depth:
            paragraphs[-1].append(text)


def read_feed_entry(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of an RSS, Atom or CDF entry. Raises UnreadableDocument for a link."""
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding, is_markup=True)
    parsed = feedparser.parse(
        BytesIO(decoded.text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    if not parsed.entries:
        raise UnreadableDocument("No entry can be read out of it. Fetch the feed again.")
    entry, feed = parsed.entries[0], parsed.feed
    texts = [part.get("value", "") for part in entry.get("content", ())]
    section = next((clean_line(str(tag.get("term") or ""))[:200] for tag in entry.get("tags", ())), "")
    facts = [
        ("title", _to_plaintext(entry.get("title", "")), "title of the entry"),
        ("outlet", _to_plaintext(feed.get("title", "")), "title of the feed"),
        ("section", section, "category of the entry"),
        *(("author", person.get("name", ""), "author of the entry") for person in entry.get("authors", ())),
        ("published", str(entry.get("published", "")), "date of the entry"),
        ("canonical_url", str(entry.get("link", "")), "link of the entry"),
        ("language", str(entry.get("language", "") or feed.get("language", "")), "language of the feed"),
    ]
    return _build_article(decoded, facts, [*texts, entry.get("summary", "")], options)


def read_json_entry(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a JSON Feed item. Raises UnreadableDocument for a mere link."""
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding)
    try:
        entry = json.loads(decoded.text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"The entry is broken JSON ({error}). Fetch it again.") from error
    if not isinstance(entry, dict):
        raise UnreadableDocument("The entry is no object. Fetch the feed again.")
    text = _get_string(entry, "content_text").replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "<p>")
    authors = entry.get("authors") or [entry.get("author")]
    persons = [person for person in authors[:50] if isinstance(person, dict)] if isinstance(authors, list) else []
    facts = [
        ("title", _to_plaintext(_get_string(entry, "title")), "key title"),
        *(("author", _get_string(person, "name"), "author of the entry") for person in persons),
        ("published", _get_string(entry, "date_published"), "key date_published"),
        ("canonical_url", _get_string(entry, "url") or _get_string(entry, "external_url"), "key url"),
        ("language", _get_string(entry, "language"), "key language"),
    ]
    texts = [_get_string(entry, "content_html"), text, _get_string(entry, "summary")]
    return _build_article(decoded, facts, texts, options)


def _build_article(
    decoded: DecodedText, facts: list[tuple[str, str, str]], texts: list[str], options: ExtractionOptions
) -> ParsedArticle:
    """Build the article from an entry's facts (field, value, rule); its body is the longest of `texts`."""
    bodies = [extract_paragraphs(text) for text in texts if text]
    body = max(bodies, key=lambda parts: sum(map(len, parts)), default=[])
    word_count = max(map(_count_words_outside_links, texts), default=0)
    is_cut = bool(body) and _TEASER_END.search(body[-1]) is not None
    title = facts[0][1]
    if word_count < (MIN_CONTENT_WORDS if any(texts[:-1]) else MIN_SUMMARY_WORDS) or (is_cut and word_count < 500):
        problem = f"‘{title[:100]}’ has {word_count} words of text" if title else f"It has {word_count} words"
        link = next(value for field_name, value, _ in facts if field_name == "canonical_url")
        advice = f" Take the article in from its address: {link[:300]}" if link else ""
        raise UnreadableDocument(f"{problem}: a link in a list, not the article.{advice}".strip())
    draft = ArticleDraft(decoded.text)
    if not title:
        draft.infer_title(body[0], "the entry has no title; the text's beginning stands in")
    for field_name, value, rule in facts:
        _add_fact(draft, field_name, value, rule, options)
    teaser = bodies[-1] if len(bodies) > 1 and bodies[-1] is not body else []
    if teaser:
        draft.add_finding("standfirst", " ".join(teaser)[:1000], "summary of the entry")
    draft.add_decoding(decoded)
    return draft.build_article("\n\n".join(body), encoding=decoded.encoding, recipe=RECIPE)


def _add_fact(draft: ArticleDraft, field_name: str, value: str, rule: str, options: ExtractionOptions) -> None:
    at = draft.original.find(value) if value.strip() else -1
    span = (at, at + len(value)) if at >= 0 else None
    match field_name:
        case "author" if value.strip():
            draft.add_author_field(parse_author_field(value), value, rule, span=span)
        case "published" if value:
            stamp = value[:10] if value[10:11] == "T" else value  # the day in the feed's own zone
            printed_date = find_date(stamp, today=options.today) or PrintedDate("", 0, len(value), "it is no date")
            draft.add_date(printed_date, rule, span=span)
        case "outlet" if value:
            draft.add_finding("outlet", value, rule, span=span, status="inferred")
        case "title" | "section" | "canonical_url" | "language" if value:
            draft.add_value(field_name, value, rule, span=span)


def _count_words_outside_links(markup: str) -> int:
    text = " ".join(extract_paragraphs(markup, with_links=False))
    return len(text.split()) + len(_UNSPACED_SCRIPT.findall(text)) // 2


def _to_plaintext(markup: str) -> str:
    return clean_line(" ".join(extract_paragraphs(markup)))


def _get_string(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
