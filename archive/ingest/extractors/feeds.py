"""Extraction of articles from feed entries that carry the text and not only a link."""

import json
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

import feedparser

from archive.errors import UnreadableDocument
from archive.ingest.documents import ParsedArticle, Reading, SourceDocument
from archive.ingest.extractors.draft import Draft
from archive.ingest.extractors.fragments import paragraphs_of
from archive.ingest.readers.encodings import decode_record
from archive.text.authorfields import read_author_field
from archive.text.dates import PrintedDate, find_date
from archive.text.encodings import Decoded, find_labels
from archive.text.markdown import tidy

RECIPE: Final = "feed/1"
FULL_TEXT: Final = 40
"""Words outside links from which on the content of an entry is the article, not its teaser."""

FULL_SUMMARY: Final = 150
"""The same where an entry has only a summary: some feeds put the whole text there."""

_ISO_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T")
_CUT_OFF: Final = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|continue reading|weiterlesen|lire la suite)\W*\Z", re.I
)
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def read_feed_entry(document: SourceDocument, reading: Reading) -> ParsedArticle:
    """Return the article of an RSS, Atom or CDF entry. Raises UnreadableDocument for a link."""
    decoded = decode_record(
        document.content,
        charset=document.charset,
        encoding=document.encoding,
        labels=find_labels(document.content),
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
    people = [person.get("name", "") for person in entry.get("authors", ())]
    facts = {
        "title": (_plain(entry.get("title", "")), "title of the entry"),
        "link": (str(entry.get("link", "")), "link of the entry"),
        "published": (str(entry.get("published", "")), "date of the entry"),
        "outlet": (_plain(feed.get("title", "")), "title of the feed"),
        "language": (
            str(entry.get("language", "") or feed.get("language", "")), "language of the feed",
        ),
        "section": (_first_tag(entry), "category of the entry"),
    }  # fmt: skip
    return _article(decoded, facts, [*texts, summary], people, reading)


def read_json_entry(document: SourceDocument, reading: Reading) -> ParsedArticle:
    """Return the article of a JSON Feed item. Raises UnreadableDocument for a mere link."""
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding)
    try:
        entry = json.loads(decoded.text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"The entry is broken JSON ({error}). Fetch it again.") from error
    if not isinstance(entry, dict):
        raise UnreadableDocument("The entry is no object. Fetch the feed again.")
    text = _string(entry, "content_text")
    texts = [_string(entry, "content_html"), _escaped(text) if text else ""]
    given = entry.get("authors") or [entry.get("author")]
    people = (
        [_string(one, "name") for one in given[:50] if isinstance(one, dict)]
        if isinstance(given, list)
        else []
    )
    facts = {
        "title": (_plain(_string(entry, "title")), "key title"),
        "link": (_string(entry, "url") or _string(entry, "external_url"), "key url"),
        "published": (_string(entry, "date_published"), "key date_published"),
        "outlet": ("", ""),
        "language": (_string(entry, "language"), "key language"),
        "section": ("", ""),
    }
    return _article(decoded, facts, [*texts, _string(entry, "summary")], people, reading)


def _article(
    decoded: Decoded,
    facts: Mapping[str, tuple[str, str]],
    texts: list[str],
    people: list[str],
    reading: Reading,
) -> ParsedArticle:
    """Build the article from an entry's metadata; its body is the longest of `texts`."""
    bodies = [paragraphs_of(text) for text in texts if text]
    body = max(bodies, key=lambda parts: sum(map(len, parts)), default=[])
    title, title_rule = facts["title"]
    words = max(map(_words_beside_links, texts), default=0)
    is_cut = bool(body) and _CUT_OFF.search(body[-1]) is not None
    if words < (FULL_TEXT if any(texts[:-1]) else FULL_SUMMARY) or (is_cut and words < 500):
        raise UnreadableDocument(_only_a_link(title, facts["link"][0], words))
    draft = Draft(decoded.text)
    if title:
        draft.say("title", title, title_rule, span=_span(decoded.text, title))
    else:
        draft.infer_title(body[0], "the entry has no title; the text's beginning stands in")
    for name in ("outlet", "section"):
        value, rule = facts[name]
        if value:
            draft.say(
                name,
                value,
                rule,
                span=_span(decoded.text, value),
                status="inferred" if name == "outlet" else "stated",
            )
    _say_rest(draft, facts, people, reading)
    teaser = bodies[-1] if len(bodies) > 1 and bodies[-1] is not body else []
    if teaser:
        draft.say("standfirst", " ".join(teaser)[:1000], "summary of the entry")
    draft.say_decoding(decoded)
    return draft.finish("\n\n".join(body), encoding=decoded.encoding, recipe=RECIPE)


def _say_rest(
    draft: Draft, facts: Mapping[str, tuple[str, str]], people: list[str], reading: Reading
) -> None:
    for text in people:
        if text.strip():
            span = _span(draft.original, text)
            draft.say_author_field(read_author_field(text), text, "author of the entry", span=span)
    value, rule = facts["published"]
    if value:
        day = _ISO_DAY.match(value)
        dated = find_date(day[1] if day else value, today=reading.today)
        draft.say_date(
            dated or PrintedDate("", 0, len(value), "it is no date"),
            rule,
            span=_span(draft.original, value),
        )
    value, rule = facts["link"]
    if value:
        draft.say_url(value, rule, span=_span(draft.original, value))
    value, rule = facts["language"]
    if value:
        draft.say_language(value, rule, span=_span(draft.original, value))


def _words_beside_links(markup: str) -> int:
    text = " ".join(paragraphs_of(markup, links=False))
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _only_a_link(title: str, link: str, words: int) -> str:
    what = f"‘{title[:100]}’ has {words} words of text" if title else f"It has {words} words"
    return (
        f"{what}: a link in a list, not the article. "
        + (f"Take the article in from its address: {link[:300]}" if link else "")
    ).strip()


def _span(original: str, value: str) -> tuple[int, int] | None:
    at = original.find(value) if value.strip() else -1
    return (at, at + len(value)) if at >= 0 else None


def _plain(markup: str) -> str:
    return tidy(" ".join(paragraphs_of(markup)))


def _first_tag(entry: Mapping[str, Any]) -> str:
    return next((tidy(str(tag.get("term") or ""))[:200] for tag in entry.get("tags", ())), "")


def _string(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "<p>")
