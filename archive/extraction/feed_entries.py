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
from archive.formats.documents import ExtractionOptions, FindingStatus, ParsedArticle, SourceDocument
from archive.text.author_fields import parse_author_field
from archive.text.dates import PrintedDate, find_date
from archive.text.encodings import DecodedText, find_labels
from archive.text.normalize import clean_line, strip_controls

# HTML fragments to plaintext paragraphs, for the entries of feeds.

_BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table td th tr ul".split()
)
_SKIPPED_TAGS: Final = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg"})
_TAG: Final = re.compile(r"[<&]")


def extract_paragraphs(markup: str, *, with_links: bool = True) -> list[str]:
    """Return the paragraphs of an HTML fragment; without `with_links`, leave out the text of links.

    Scripts and styles are skipped.
    """
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


RECIPE: Final = "feed/1"
MIN_CONTENT_WORDS: Final = 40
"""Words outside links from which on the content of an entry is the article, not its teaser."""

MIN_SUMMARY_WORDS: Final = 150
"""The same where an entry has only a summary: some feeds put the whole text there."""

_TEASER_END: Final = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|continue reading|weiterlesen|lire la suite)\W*\Z", re.I
)
_UNSPACED_SCRIPT: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def read_feed_entry(document: SourceDocument, reading: ExtractionOptions) -> ParsedArticle:
    """Return the article of an RSS, Atom or CDF entry. Raises UnreadableDocument for a link."""
    decoded = decode_record(
        document.content, charset=document.charset, encoding=document.encoding, labels=find_labels(document.content)
    )
    parsed = feedparser.parse(
        BytesIO(decoded.text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    if not parsed.entries:
        raise UnreadableDocument("No entry can be read out of it. Fetch the feed again.")
    entry, feed = parsed.entries[0], parsed.feed
    texts = [part.get("value", "") for part in entry.get("content", ())]
    summary = entry.get("summary", "")
    author_names = [person.get("name", "") for person in entry.get("authors", ())]
    facts = {
        "title": (_to_plaintext(entry.get("title", "")), "title of the entry"),
        "link": (str(entry.get("link", "")), "link of the entry"),
        "published": (str(entry.get("published", "")), "date of the entry"),
        "outlet": (_to_plaintext(feed.get("title", "")), "title of the feed"),
        "language": (
            str(entry.get("language", "") or feed.get("language", "")), "language of the feed",
        ),
        "section": (_get_first_tag(entry), "category of the entry"),
    }  # fmt: skip
    return _build_article(decoded, facts, [*texts, summary], author_names, reading)


def read_json_entry(document: SourceDocument, reading: ExtractionOptions) -> ParsedArticle:
    """Return the article of a JSON Feed item. Raises UnreadableDocument for a mere link."""
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding)
    try:
        entry = json.loads(decoded.text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"The entry is broken JSON ({error}). Fetch it again.") from error
    if not isinstance(entry, dict):
        raise UnreadableDocument("The entry is no object. Fetch the feed again.")
    text = _get_string(entry, "content_text")
    texts = [_get_string(entry, "content_html"), _escape_html(text) if text else ""]
    authors = entry.get("authors") or [entry.get("author")]
    author_names = (
        [_get_string(person, "name") for person in authors[:50] if isinstance(person, dict)]
        if isinstance(authors, list)
        else []
    )
    facts = {
        "title": (_to_plaintext(_get_string(entry, "title")), "key title"),
        "link": (_get_string(entry, "url") or _get_string(entry, "external_url"), "key url"),
        "published": (_get_string(entry, "date_published"), "key date_published"),
        "outlet": ("", ""),
        "language": (_get_string(entry, "language"), "key language"),
        "section": ("", ""),
    }
    return _build_article(decoded, facts, [*texts, _get_string(entry, "summary")], author_names, reading)


def _build_article(
    decoded: DecodedText,
    facts: Mapping[str, tuple[str, str]],
    texts: list[str],
    author_names: list[str],
    reading: ExtractionOptions,
) -> ParsedArticle:
    """Build the article from an entry's metadata; its body is the longest of `texts`."""
    bodies = [extract_paragraphs(text) for text in texts if text]
    body = max(bodies, key=lambda parts: sum(map(len, parts)), default=[])
    title, title_rule = facts["title"]
    word_count = max(map(_count_words_outside_links, texts), default=0)
    is_cut = bool(body) and _TEASER_END.search(body[-1]) is not None
    if word_count < (MIN_CONTENT_WORDS if any(texts[:-1]) else MIN_SUMMARY_WORDS) or (is_cut and word_count < 500):
        raise UnreadableDocument(_describe_link_only(title, facts["link"][0], word_count))
    draft = ArticleDraft(decoded.text)
    if title:
        draft.add_finding("title", title, title_rule, span=_find_span(decoded.text, title))
    else:
        draft.infer_title(body[0], "the entry has no title; the text's beginning stands in")
    statuses: dict[str, FindingStatus] = {"outlet": "inferred", "section": "stated"}
    for name, status in statuses.items():
        value, rule = facts[name]
        if value:
            draft.add_finding(name, value, rule, span=_find_span(decoded.text, value), status=status)
    _add_metadata(draft, facts, author_names, reading)
    teaser = bodies[-1] if len(bodies) > 1 and bodies[-1] is not body else []
    if teaser:
        draft.add_finding("standfirst", " ".join(teaser)[:1000], "summary of the entry")
    draft.add_decoding(decoded)
    return draft.build_article("\n\n".join(body), encoding=decoded.encoding, recipe=RECIPE)


def _add_metadata(
    draft: ArticleDraft, facts: Mapping[str, tuple[str, str]], author_names: list[str], reading: ExtractionOptions
) -> None:
    for text in author_names:
        if text.strip():
            span = _find_span(draft.original, text)
            draft.add_author_field(parse_author_field(text), text, "author of the entry", span=span)
    value, rule = facts["published"]
    if value:
        stamp = value[:10] if value[10:11] == "T" else value  # the day in the feed's own zone
        printed_date = find_date(stamp, today=reading.today) or PrintedDate("", 0, len(value), "it is no date")
        draft.add_date(printed_date, rule, span=_find_span(draft.original, value))
    value, rule = facts["link"]
    if value:
        draft.add_url(value, rule, span=_find_span(draft.original, value))
    value, rule = facts["language"]
    if value:
        draft.add_language(value, rule, span=_find_span(draft.original, value))


def _count_words_outside_links(markup: str) -> int:
    text = " ".join(extract_paragraphs(markup, with_links=False))
    return len(text.split()) + len(_UNSPACED_SCRIPT.findall(text)) // 2


def _describe_link_only(title: str, link: str, word_count: int) -> str:
    problem = f"‘{title[:100]}’ has {word_count} words of text" if title else f"It has {word_count} words"
    return (
        f"{problem}: a link in a list, not the article. "
        + (f"Take the article in from its address: {link[:300]}" if link else "")
    ).strip()


def _find_span(original: str, value: str) -> tuple[int, int] | None:
    at = original.find(value) if value.strip() else -1
    return (at, at + len(value)) if at >= 0 else None


def _to_plaintext(markup: str) -> str:
    return clean_line(" ".join(extract_paragraphs(markup)))


def _get_first_tag(entry: Mapping[str, Any]) -> str:
    return next((clean_line(str(tag.get("term") or ""))[:200] for tag in entry.get("tags", ())), "")


def _get_string(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _escape_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "<p>")
