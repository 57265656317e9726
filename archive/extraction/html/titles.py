"""Titles of a page among headings and tags, its outlet, and its address."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from archive.extraction.html.metadata import JsonLdNode, LinkedData, list_statements
from archive.extraction.html.page import PageStatement, WebPage, get_visible_text, strip_tags
from archive.text.normalize import clean_line, name_key
from archive.text.urls import get_domain

_HEADLINE_CLASS: Final = re.compile(r"headline|title|titel|titre|heading", re.IGNORECASE)
_KICKER_CLASS: Final = re.compile(
    r"kicker|overline|topline|top-line|roofline|dachzeile|eyebrow|spitzmarke|overhead|pretitle|supertitle|label|prefix",
    re.IGNORECASE,
)
MAX_TITLE_LENGTH: Final = 400
MAX_HEADINGS: Final = 40
MIN_SIMILARITY: Final = 0.34
TITLE_TAG_RULE: Final = "the tag title"
_HOME_URL: Final = re.compile(r"/|(?:https?:)?//[^/]+/?(?:index\.\w+)?", re.IGNORECASE)
_BREADCRUMB_CLASS: Final = re.compile(r"bread-?_?crumb", re.IGNORECASE)
MIN_WORDS: Final = 4  # of a heading that no tag repeats
MIN_HEADING_LENGTH: Final = 12  # characters; a shorter heading may be the name of a section
_SEPARATOR: Final = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|»«_]\s*|(?<=\S):\s+")
_META_NAMES: Final = (
    "og:title twitter:title citation_title dc.title dcterms.title parsely-title sailthru.title title".split()
)
_OUTLET_META_NAMES: Final = (
    "application-name citation_journal_title dc.publisher dcterms.publisher publisher article:publisher cre".split()
)


def find_title_hint(page: WebPage) -> str:
    """Return the title in the page's tags, to tell its article node from others."""
    statement = next(page.iter_meta("og:title", "twitter:title"), None)
    return statement.value if statement else _get_tag_title(page)


def _get_tag_title(page: WebPage) -> str:
    element = next(page.tree.iter("title"), None)
    return "" if element is None else get_visible_text(element, MAX_TITLE_LENGTH)


def rank_titles(page: WebPage, article: JsonLdNode, sites: Sequence[str]) -> list[PageStatement]:
    """Return the candidates for the title, best first; `sites` are outlet names to strip."""
    stated = list_statements(article.get("headline"), "headline")[:1]
    stated += page.iter_meta(*_META_NAMES)
    if tag_text := _get_tag_title(page):
        stated.append(PageStatement(tag_text, TITLE_TAG_RULE, hint="<title"))
    stated_titles = [_strip_site(item, sites) for item in stated if len(item.value) <= MAX_TITLE_LENGTH]
    stated_titles = [item for item in stated_titles if not is_site_name(item.value, sites)]
    headings = [item for item in _iter_headings(page, stated_titles) if not is_site_name(item.value, sites)]
    ranked_headings = sorted(headings, key=lambda item: _compute_similarity(item.value, stated_titles), reverse=True)
    best = [
        _strip_kicker(item, stated_titles) for item in ranked_headings[:1] if _is_trusted(item, headings, stated_titles)
    ]
    return [*best, *stated_titles, *(item for item in ranked_headings if item not in best)]


def _is_trusted(heading: PageStatement, headings: Sequence[PageStatement], stated: Sequence[PageStatement]) -> bool:
    """Return whether a heading is like the tags' titles, or the first heading where those differ.

    It is not where JSON-LD and `og:title` agree on a title, and no tag has the heading.
    """
    keys_by_rule = {statement.rule: statement.key for statement in reversed(stated)}
    jsonld_key = keys_by_rule.get("JSON-LD headline")
    is_outvoted = jsonld_key is not None and jsonld_key == keys_by_rule.get("meta og:title")
    if is_outvoted and heading.key not in keys_by_rule.values():
        return False
    if not stated or _compute_similarity(heading.value, stated) >= MIN_SIMILARITY:
        return True
    is_agreed = len({statement.key for statement in stated}) < len(stated) or len(stated) == 1
    return not is_agreed and heading is headings[0] and len(heading.value.split()) >= MIN_WORDS


def _compute_similarity(heading: str, stated: Sequence[PageStatement]) -> float:
    """Return the best similarity of a heading to the tags' titles: equal, prefix, shared words."""
    key = name_key(heading)
    words = set(key.split())
    is_long = len(key) >= MIN_HEADING_LENGTH
    best = 0.0
    for stated_key in [statement.key for statement in stated]:
        if key and key == stated_key:
            return 2.0 + sum(key == statement.key for statement in stated) / 10
        is_prefix = is_long and (stated_key.startswith(key) or key.startswith(stated_key))
        stated_words = stated_key.split()
        fewer = min(len(words), len(stated_words)) if is_long else len(stated_words)
        best = max(best, len(words & set(stated_words)) / max(1, fewer) + is_prefix / 2)
    return best


def _strip_kicker(heading: PageStatement, stated: Sequence[PageStatement]) -> PageStatement:
    """Return the title in `og:title` or that two tags agree on, if a heading has a kicker or a line beside it."""
    key = heading.key
    for statement in stated:
        if statement.rule == "meta og:title" and key.endswith(f" {statement.key}"):
            return statement
    contained = [statement for statement in stated if statement.key and statement.key != key and statement.key in key]
    counts = Counter(statement.key for statement in contained)
    if not counts or key in {statement.key for statement in stated}:
        return heading
    part, times = counts.most_common(1)[0]
    if times < 2 or not (key.startswith(part) or key.endswith(part)):
        return heading
    return next(statement for statement in contained if statement.key == part)


def _iter_headings(page: WebPage, stated: Sequence[PageStatement]) -> Iterator[PageStatement]:
    """Yield first-level headings, and others that are marked or stated as the headline."""
    stated_keys = {statement.key for statement in stated}
    stated_keys |= {
        name_key(part)
        for statement in stated
        if statement.rule == TITLE_TAG_RULE
        for part in _SEPARATOR.split(statement.value)
        if len(part) >= MIN_HEADING_LENGTH
    }
    for element in islice(page.tree.iter("h1", "h2", "h3"), MAX_HEADINGS):
        is_headline = "headline" in (element.get("itemprop") or "").split()
        path = [element, *islice(element.iterancestors(), 3)]
        is_in_breadcrumb = any(_BREADCRUMB_CLASS.search(" ".join((*part.keys(), *part.values()))) for part in path)
        if is_in_breadcrumb or _is_home_link(element):
            continue
        full_text = get_visible_text(element, MAX_TITLE_LENGTH)
        text = full_text if name_key(full_text) in stated_keys else _extract_headline(element, full_text)
        if text and (element.tag == "h1" or is_headline or name_key(text) in stated_keys):
            yield PageStatement(text, f"heading {element.tag}", f"<{element.tag}", element.sourceline or 0)


def _is_home_link(element: HtmlElement) -> bool:
    """Return whether a heading is all link to the front page: the name of the site."""
    link = element.find(".//a[@href]")
    if link is None or _HOME_URL.fullmatch(link.get("href").strip()) is None:
        return False
    return get_visible_text(link, MAX_TITLE_LENGTH) == get_visible_text(element, MAX_TITLE_LENGTH)


def _extract_headline(element: HtmlElement, full_text: str) -> str:
    """Return the text of a heading; if it has parts, of the part with a headline class."""
    parts = [part for part in element.iter() if part is not element and part.get("class")]
    for part in parts[:20]:
        class_names = part.get("class")
        words = get_visible_text(part, MAX_TITLE_LENGTH)
        is_kicker = _KICKER_CLASS.search(class_names) is not None
        if _HEADLINE_CLASS.search(class_names) and not is_kicker and 15 <= len(words) < len(full_text):
            return words
        if is_kicker and words and full_text.startswith(words):
            return clean_line(full_text[len(words) :]).lstrip(":·|–— ") or full_text
    return full_text


def _strip_site(statement: PageStatement, sites: Sequence[str]) -> PageStatement:
    """Strip the outlet's name from the end and the start of a title."""
    text = statement.value
    for separator in list(_SEPARATOR.finditer(text))[::-1][:3]:
        if is_site_name(text[separator.end() :], sites):
            text = text[: separator.start()]
    first_separator = _SEPARATOR.search(text)
    if first_separator and is_site_name(text[: first_separator.start()], sites):
        text = text[first_separator.end() :]
    return replace(statement, value=strip_tags(text))


def is_site_name(part: str, sites: Sequence[str]) -> bool:
    """Return whether words are a name of the outlet, or little more: `Example News - Politics`."""
    key = name_key(part)
    compact_key = key.replace(" ", "")
    initials = "".join(word[0] for word in key.split())  # Sports Illustrated at si.com
    for site in map(name_key, sites):
        compact_site = site.replace(" ", "")
        site_initials = "".join(word[0] for word in site.split())
        is_same = compact_key in {compact_site, site_initials} or compact_site == initials
        if compact_site and len(compact_key) > 1 and is_same:
            return True
        if len(compact_site) > 3 and f" {site} " in f" {key} " and len(compact_key) <= 2 * len(compact_site) + 6:
            return True
    return False


def find_outlet_statements(page: WebPage, article: JsonLdNode, linked_data: LinkedData) -> list[PageStatement]:
    """Return the page's names for its outlet, best first."""
    publisher = linked_data.resolve(article.get("publisher"))
    stated = list_statements(publisher, "publisher")[:1]
    statements = [*page.iter_meta("og:site_name"), *stated, *page.iter_meta(*_OUTLET_META_NAMES)]
    titles = {statement.value for statement in page.iter_meta("og:title", "twitter:title")}
    return [
        statement
        for statement in statements
        if 1 < len(statement.value) <= 120 and "://" not in statement.value and statement.value not in titles
    ]


def collect_site_names(page: WebPage, outlets: list[PageStatement], domain: str) -> list[str]:
    """Return every name by which a title may call its site."""
    names = [statement.value for statement in outlets]
    names += [statement.value.lstrip("@") for statement in page.iter_meta("twitter:site", "apple-mobile-web-app-title")]
    labels = domain.split(".")
    names += [domain, *labels[: max(1, len(labels) - 1)]] if domain else []
    return list(dict.fromkeys(name for name in names if len(name) > 1))


def iter_url_statements(page: WebPage, article: JsonLdNode) -> Iterator[PageStatement]:
    """Yield the URLs the page states for itself, best first, then the one it was read from."""
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield PageStatement(link.get("href").strip(), "link canonical", hint="canonical")
    yield from page.iter_meta("og:url", "parsely-link", "citation_public_url")
    yield from list_statements(article.get("url") or article.get("mainEntityOfPage"), "url")
    if page.url:
        yield PageStatement(page.url, "the address the page was read from")


def find_domain(page: WebPage, url_statements: list[PageStatement]) -> str:
    """Return the domain of the page's source, else of the URL it states."""
    return get_domain(page.url) or next(filter(None, (get_domain(item.value) for item in url_statements)), "")
