"""Articles from the posts of a WordPress export."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from archive.errors import UnreadableDocument
from archive.extraction.common.markup_values import TextValue, read_markup_line, read_markup_value
from archive.extraction.common.stated_facts import StatedFact, build_stated_article
from archive.formats.decoding import decode_record
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.xml_parsing import find_named, get_child_text, get_local_name, get_raw_text, parse_xml
from archive.text.urls import get_domain

RECIPE: Final = "wordpress/1"
MAX_AUTHORS: Final = 50
_NO_SECTION: Final = frozenset({"uncategorized", "uncategorised", "sin-categoria", "non-classe", "allgemein"})


def read_post(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a post. Raises UnreadableDocument if it holds no text."""
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding, is_markup=True)
    root = parse_xml(decoded.text)
    post = find_named(root, "item")
    channel = post.getparent() if post is not None else None
    if post is None or channel is None:
        raise UnreadableDocument("No post can be read out of it. Export the site again.")
    text = read_markup_value(_get_encoded(post, "content"))
    title = read_markup_line(get_child_text(post, "title"))
    if not text.paragraphs:
        named = f"The post ‘{title[:100]}’" if title else "The post"
        raise UnreadableDocument(f"{named} has no text: a picture, a gallery or an embedded film. It is passed over.")
    facts = [
        StatedFact("title", title, "title of the post"),
        StatedFact("outlet", read_markup_line(get_child_text(channel, "title")), "title of the exported site"),
        StatedFact("section", _find_section(post), "category of the post"),
        *_read_authors(post, channel),
        *_read_dates(post),
        StatedFact("canonical_url", get_child_text(post, "link"), "link of the post"),
        *_read_languages(post, channel),
        StatedFact("standfirst", _find_excerpt(post, text), "excerpt of the post"),
    ]
    return build_stated_article(
        decoded,
        facts,
        "\n\n".join(text.paragraphs),
        options,
        recipe=RECIPE,
        captions=text.captions,
        remark=f"content of the post: {text.describe()}",
        domain=get_domain(get_child_text(post, "link")),
    )


def _get_encoded(post: etree._Element, kind: str) -> str:
    """Return the `encoded` element of a post that is its content or its excerpt."""
    elements = (child for child in post if get_local_name(child) == "encoded")
    return next((get_raw_text(child) for child in elements if ("excerpt" in child.tag) == (kind == "excerpt")), "")


def _read_authors(post: etree._Element, channel: etree._Element) -> Iterator[StatedFact]:
    """Yield the authors of a post by the names that the site shows for their logins."""
    authors = [child for child in channel if get_local_name(child) == "author"]
    names = {get_child_text(author, "author_login"): _get_shown_name(author) for author in authors}
    co_authors = [
        get_raw_text(child).strip()
        for child in post
        if get_local_name(child) == "category" and child.get("domain") == "author"
    ]
    logins = [login for login in co_authors if names.get(login)] or [get_child_text(post, "creator")]
    for login in logins[:MAX_AUTHORS]:
        if name := names.get(login, ""):
            yield StatedFact(
                "author", read_markup_line(name), "the name that the site shows for the author of the post"
            )
        elif " " in login:  # older exports give the name itself
            yield StatedFact("author", read_markup_line(login), "author of the post")
        else:
            yield StatedFact("credit", login, "login of the author of the post; the export gives no name for it")
    for login in co_authors:
        if login not in names:
            yield StatedFact("credit", login, "another author of the post; the export gives no name for it")


def _get_shown_name(author: etree._Element) -> str:
    """Return the name that the site shows for an author, else the given and the family name."""
    parts = (get_child_text(author, "author_first_name"), get_child_text(author, "author_last_name"))
    return get_child_text(author, "author_display_name") or " ".join(filter(None, parts))


def _read_dates(post: etree._Element) -> Iterator[StatedFact]:
    """Yield the local date of a post, else that of the feed."""
    local = get_child_text(post, "post_date")
    if local and not local.startswith("0000"):
        yield StatedFact("published", local, "local date of the post")
    else:
        yield StatedFact("published", get_child_text(post, "pubdate"), "date of the post")


def _find_section(post: etree._Element) -> str:
    """Return the first category of a post that names a section."""
    categories = [child for child in post if get_local_name(child) == "category" and child.get("domain") == "category"]
    named = [child for child in categories if (child.get("nicename") or "").lower() not in _NO_SECTION]
    return read_markup_line(get_raw_text(named[0]))[:200] if named else ""


def _read_languages(post: etree._Element, channel: etree._Element) -> Iterator[StatedFact]:
    for child in post:
        if get_local_name(child) == "category" and child.get("domain") == "language":
            yield StatedFact("language", child.get("nicename") or "", "language of the post")
            return
    yield StatedFact("language", get_child_text(channel, "language"), "language of the exported site")


def _find_excerpt(post: etree._Element, text: TextValue) -> str:
    """Return the excerpt of a post, unless it is the beginning of its text."""
    excerpt = read_markup_line(_get_encoded(post, "excerpt"))
    words = excerpt.rstrip(" …[].").casefold()
    return "" if " ".join(text.paragraphs).casefold().startswith(words) else excerpt[:2000]
