"""Lists of links to articles: fronts of sections, authors and tags, results, indexes."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from archive.extraction.html.headings import measure_width
from archive.extraction.html.page import WebPage, get_visible_text
from archive.text.normalize import collapse_whitespace, name_key

MIN_TEASERS: Final = 5
MIN_HEADLINE: Final = 20  # characters of a link that announces an article
MIN_HEADLINE_LINKS: Final = 10
MAX_AFTER_LINK: Final = 200  # characters of a standfirst after the link
MAX_LOOSE_TEXT: Final = 200  # characters of loose lines in a list: ages, sections, buttons
MAX_OWN_TEXT: Final = 500  # characters of text above a list, as the life of an author
MIN_STANDFIRST: Final = 80
MIN_LEAD: Final = 40  # characters of a text in the lead; ages, bylines and buttons are shorter
MAX_SECTION_WORDS: Final = 3
MAX_SECTION_TITLE: Final = 30
MAX_TEASERS: Final = 200
MAX_TEASER: Final = 700  # characters of a teaser with its heading, byline and standfirst
LONG_LINE: Final = 120  # characters of a line that is text even without a full stop
SHORT_SENTENCE: Final = 20
MAX_PARTS: Final = 3000
MAX_LEVELS: Final = 4  # around a paragraph, in which a teaser's heading stands
_SENTENCE: Final = re.compile(r"[.!?…。！？؟।։][\"'”’»)\]]*\s*\Z")
_FURNITURE: Final = frozenset({"nav", "header", "footer", "aside", "form"})
_TEXTLESS_TAGS: Final = frozenset({"script", "style", "noscript", "template", "option", "button", "time"})
_HEADINGS: Final = ("h2", "h3", "h4", "h5")
_LIST_TYPE: Final = re.compile(
    r"\"@type\"\s*:\s*\[?\s*\"(?:CollectionPage|SearchResultsPage|ProfilePage)\"", re.IGNORECASE
)
_LIST_CLASS: Final = re.compile(
    r"^(?!.*\bsingle\b).*(?:^|\s)(?:archive|category|tag|author|home|blog|search(?:-results)?|front-?page|section-?front"
    r"|topic)(?:$|\s)",
    re.IGNORECASE,
)
_LIST_PATH: Final = re.compile(
    r"/(?:tags?|category|categories|author|authors|topics?|themen?|thema|sections?|rubrik|ressort|search|suche|archives?"
    r"|schlagwort|etiqueta|temas?|sujet|auteur|autor|label|keyword|sitemap|page/\d+)(?:[/.]|$)",
    re.IGNORECASE,
)
_LIST_TITLE: Final = re.compile(
    r"\b(?:author|articles|posts|stories|news) (?:at|by|about|tagged)\b"
    r"|^(?:tags?|category|topic|section|thema|archives?)\b\W"
    r"|\barchives?\s*(?:[-–—|:]|$)|\bpage \d+\b|\ball (?:articles|posts|stories|news)\b",
    re.IGNORECASE,
)
_SEARCH_QUERY: Final = re.compile(r"(?:^|&)(?:q|s|query|search|keywords?|text)=[^&]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkList:
    """Measures of a list of links: teasers, the text outside of them, and what else says so.

    `lead_size` is that of the text between the first heading and the first teaser.
    """

    teasers: int = 0
    headline_links: int = 0
    own_prose: int = 0
    own_size: int = 0
    lead_size: int = 0
    has_list_mark: bool = False
    has_section_title: bool = False
    is_search: bool = False

    def is_list(self, *, is_stated_article: bool) -> bool:
        """Return whether the page is a list, and no article with links beside it."""
        is_marked = self.has_list_mark and not is_stated_article
        has_teasers = self.teasers >= MIN_TEASERS
        has_links = self.headline_links >= MIN_HEADLINE_LINKS and (is_marked or self.has_section_title)
        if not has_teasers and (not has_links or is_stated_article):
            return False
        own_size = max(self.own_size, self.lead_size)
        if not (is_marked or self.has_section_title) and self.lead_size >= MIN_STANDFIRST:
            return False  # a headline with a sentence below it
        if self.own_prose == 0 and own_size < MAX_LOOSE_TEXT:
            return True
        return is_marked and own_size <= MAX_OWN_TEXT


def measure_link_list(page: WebPage, paragraphs: Sequence[str], title: str) -> LinkList:
    """Measure how far a page is a list of links; `paragraphs` are those that were read as its text."""
    body = page.tree.find("body")
    if body is None:
        return LinkList()
    headings = list(_iter_teaser_headings(page, name_key(title)))
    links = [link for link in islice(body.iter("a"), MAX_PARTS) if link.get("href") and not _is_in_furniture(link)]
    link_texts = {text: None for link in links if len(text := get_visible_text(link, MAX_TEASER)) >= MIN_HEADLINE}
    listed_texts = [*link_texts, *_iter_teaser_texts(headings)]
    listed_key = " ".join(map(name_key, listed_texts))
    headings_key = " ".join(name_key(get_visible_text(heading, 300)) for heading in islice(page.tree.iter("h1"), 5))
    link_keys = [name_key(text) for text in link_texts]
    own_texts = [rest for text in paragraphs if (rest := _cut_links(text, link_keys, f"{listed_key} {headings_key}"))]
    return LinkList(
        teasers=len(headings),
        headline_links=len(link_texts),
        own_prose=sum(len(text) for text in own_texts if is_sentence(text)),
        own_size=sum(map(len, own_texts)),
        lead_size=_measure_lead(body, headings),
        has_list_mark=_has_list_mark(page, body),
        has_section_title=len(title.split()) <= MAX_SECTION_WORDS and len(title) <= MAX_SECTION_TITLE,
        is_search=bool(page.url) and _SEARCH_QUERY.search(urlsplit(page.url).query) is not None,
    )


def _measure_lead(body: HtmlElement, headings: Sequence[HtmlElement]) -> int:
    """Return the size of the text between the first heading and the first teaser after it, without that of links."""
    size = 0
    is_below = False
    for element in islice(body.iter("*"), 5 * MAX_PARTS):
        if element.tag == "h1" and not is_below:
            is_below = True
        elif is_below and (element in headings or _is_headline_link(element)):
            break
        elif is_below and element.tag not in _TEXTLESS_TAGS and next(element.iterancestors("a"), None) is None:
            own_text = f"{element.text or ''} {' '.join(child.tail or '' for child in element)}"
            text = collapse_whitespace("" if element.tag == "a" else own_text)
            if (width := measure_width(text)) >= MIN_LEAD and not _is_in_furniture(element):
                size += width
    return size


def _is_headline_link(element: HtmlElement) -> bool:
    """Return whether an element is a link that stands at the beginning of its block and announces an article."""
    parent = element.getparent()
    if element.tag != "a" or not element.get("href") or parent is None or _is_in_furniture(element):
        return False
    is_first = parent[0] is element and not (parent.text or "").strip()
    return is_first and len(get_visible_text(element, MAX_TEASER)) >= MIN_HEADLINE


def is_sentence(text: str) -> bool:
    """Return whether a paragraph reads as text of an article."""
    return len(text) >= LONG_LINE or (len(text) >= SHORT_SENTENCE and _SENTENCE.search(text) is not None)


def _cut_links(text: str, link_keys: Sequence[str], listed_key: str) -> str:
    """Return a paragraph if it is text of its own; empty if it stands in a list, or is mostly its links."""
    key = name_key(text)
    if not key or key in listed_key:
        return ""
    link_key = next((link_key for link_key in link_keys if key.startswith(link_key)), "")
    if link_key and len(key) - len(link_key) <= MAX_AFTER_LINK:
        return ""
    if len(key) > MAX_TEASER and len(link_keys) >= MIN_HEADLINE_LINKS:
        rest = key
        for link_key in link_keys:
            rest = rest.replace(link_key, " ")
        return text if len(rest) * 2 >= len(key) else ""
    return text


def _iter_teaser_texts(headings: Collection[HtmlElement]) -> Iterator[str]:
    """Yield the text of each teaser: of the largest element around its heading that holds no other teaser."""
    for heading in islice(headings, MAX_TEASERS):
        teaser = heading
        for ancestor in islice(heading.iterancestors(), MAX_LEVELS):
            if ancestor.tag in {"body", "main"} or next(ancestor.iter("h1"), None) is not None:
                break
            if any(other in headings and other is not heading for other in ancestor.iter(*_HEADINGS)):
                break
            teaser = ancestor
        text = get_visible_text(teaser, MAX_TEASER + 1)
        yield text if len(text) <= MAX_TEASER else get_visible_text(heading, 300)


def _is_in_furniture(element: HtmlElement) -> bool:
    if element.tag in _FURNITURE:
        return True
    ancestor = next(element.iterancestors(*_FURNITURE), None)
    if ancestor is None:
        return False
    return ancestor.tag != "header" or next(ancestor.iterancestors("main", "article", "section", "li"), None) is None


def _iter_teaser_headings(page: WebPage, title_key: str) -> Iterator[HtmlElement]:
    """Yield the lower headings that are links to other pages of the same site, each page once."""
    host = urlsplit(page.url).hostname if page.url else None
    targets: set[str] = set()
    for heading in islice(page.tree.iter(*_HEADINGS), MAX_PARTS):
        link = heading.find(".//a[@href]")
        link = link if link is not None else next(heading.iterancestors("a"), None)
        href = (link.get("href") or "").strip() if link is not None else ""
        if not href or href.startswith(("#", "javascript:", "mailto:")) or _is_in_furniture(heading):
            continue
        if name_key(get_visible_text(heading, 400)) == title_key:  # a blog's link to the page itself
            continue
        target = urljoin(page.url, href) if page.url else href
        other_host = urlsplit(target).hostname
        if target in targets or (host and other_host and other_host != host and not other_host.endswith(f".{host}")):
            continue
        targets.add(target)
        yield heading


def _has_list_mark(page: WebPage, body: HtmlElement) -> bool:
    """Return whether a page's address, tags or classes call it a list or a front."""
    kinds = {value.lower() for value in page.meta_tags.get("og:type", ())}
    path = urlsplit(page.url).path if page.url else ""
    titles = (get_visible_text(tag, 300) for tag in islice(page.tree.iter("title"), 1))
    return (
        any(map(_LIST_TITLE.search, titles))
        or bool(kinds & {"profile", "blog"})
        or _LIST_CLASS.search(body.get("class") or "") is not None
        or _LIST_TYPE.search(page.text[:400_000]) is not None
        or (bool(page.url) and path in {"", "/"})
        or _LIST_PATH.search(path) is not None
    )
