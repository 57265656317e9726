"""Bylines away from the title: microdata, links to authors' pages, classes, and boxes about the author.

They count only outside menus, and outside boxes that present another article.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from archive.extraction.html.bylines import (
    DISTANT_BYLINE_RULE,
    MAX_BYLINE_LENGTH,
    MAX_ELEMENTS,
    UNRELATED_CLASS,
    is_byline_class,
)
from archive.extraction.html.microdata import is_of_another_item
from archive.extraction.html.page import PageStatement, WebPage, get_visible_text
from archive.text.names import is_probable_name
from archive.text.normalize import clean_line, collapse_whitespace, name_key

AUTHOR_LINK_RULE: Final = "a link to the author's page"
AUTHOR_BOX_RULE: Final = "the heading of a box about the author"
MAX_TEASER_LENGTH: Final = 700  # characters of a box that presents another article
MAX_TEASER_DEPTH: Final = 5
MIN_TEASER_TITLE: Final = 20
_AUTHOR_PAGE: Final = re.compile(r"/(?:authors?|autor(?:en|es|i)?|auteurs?)/(?:name/)?[\w.-]+/?$", re.IGNORECASE)
_EXCLUDED_TAGS: Final = frozenset({"footer", "nav", "form", "button", "figure", "blockquote"})
_MENU_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:menus?|sub-?menu|nav|navbar|navigation|navi|site-?footer|breadcrumbs?|mega-?menu|dropdown)(?:$|[\s_-])",
    re.IGNORECASE,
)
_AUTHOR_BOX: Final = re.compile(
    r"(?:^|[\s_-])(?:about[_-]?(?:the[_-]?)?author|author[_-]?(?:bio|box|info|card|profile|about|details?|description)"
    r"|(?:bio|post)[_-]author|autor(?:en)?[_-]?(?:box|info|profil))",
    re.IGNORECASE,
)
_AUTHOR_HEADING: Final = re.compile(r"\bauthor\b|\bautor(?:in)?\b|\bauteure?\b|\bautore\b|\bwriter\b", re.IGNORECASE)
MAX_SECTION_DEPTH: Final = 12
MAX_SECTION_LENGTH: Final = 1500  # characters of a section beside the article
_TEXTS: Final = etree.XPath(
    "descendant::text()[not(parent::script or parent::style or parent::noscript or parent::template)]",
    smart_strings=False,
)
_GLUED_BORDER: Final = re.compile(r"(?<=[^\W\d_A-Z])\x00(?=[A-ZÀ-Þ])")
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")


def iter_distant_statements(page: WebPage, title: str) -> Iterator[PageStatement]:
    """Yield statements of authors outside the head of the article; `title` is its own."""
    title_key = name_key(title)
    for element in islice(page.item_properties, 20 * MAX_ELEMENTS):
        is_author = "author" in element.get("itemprop").split() and element not in page.unrelated_parts
        if is_author and not is_of_another_item(element):
            name_element = element.find(".//*[@itemprop='name']")
            source = element if name_element is None else name_element
            name = source.get("content") or source.get("value") or get_visible_text(source, MAX_BYLINE_LENGTH)
            yield PageStatement(name, "microdata author", "", element.sourceline or 0)
    yield from _iter_author_links(page, title_key)
    classed = page.classed_elements[: 20 * MAX_ELEMENTS]
    byline_classes = set(filter(is_byline_class, {class_names for _, class_names in classed}))
    for element, class_names in classed:
        if class_names not in byline_classes or _is_elsewhere(element, page, title_key):
            continue
        if element.find(".//button") is not None:
            continue
        if len(text := _get_spaced_text(element)) < 80:
            yield PageStatement(text, DISTANT_BYLINE_RULE, "", element.sourceline or 0)


def iter_author_boxes(page: WebPage) -> Iterator[PageStatement]:
    """Yield the heading of each box about an author (`About the author`), if it is a name."""
    box_classes = set(filter(_is_author_box_class, {class_names for _, class_names in page.classed_elements}))
    boxes = (element for element, class_names in page.classed_elements if class_names in box_classes)
    for box in islice(boxes, MAX_ELEMENTS):
        if box in page.unrelated_parts or is_in_menu(box):
            continue
        for part in islice(box.iter(*_HEADINGS, "a", "strong"), 5):
            text = _get_spaced_text(part)
            if is_probable_name(text):
                yield PageStatement(text, AUTHOR_BOX_RULE, "", part.sourceline or 0)
                break


@lru_cache(maxsize=1024)
def _is_author_box_class(class_names: str) -> bool:
    return "aut" in class_names.lower() and _AUTHOR_BOX.search(class_names) is not None


def _iter_author_links(page: WebPage, title_key: str) -> Iterator[PageStatement]:
    """Yield links to authors' pages; links with the same parent are one statement."""
    links_by_parent: dict[HtmlElement, list[HtmlElement]] = {}
    for element in page.tree.iterfind(".//a[@href]"):
        is_rel_author = "author" in (element.get("rel") or "").split()
        if len(links_by_parent) >= MAX_ELEMENTS or not (is_rel_author or _AUTHOR_PAGE.search(element.get("href"))):
            continue
        if (
            element not in page.unrelated_parts
            and not is_in_menu(element)
            and not _is_in_teaser(element, page, title_key)
            and not _is_in_other_section(element, page, title_key)
        ):
            links_by_parent.setdefault(element.getparent(), []).append(element)
    for links in links_by_parent.values():
        names = ", ".join(filter(None, (get_visible_text(link, MAX_BYLINE_LENGTH) for link in links)))
        yield PageStatement(names, AUTHOR_LINK_RULE, "", links[0].sourceline or 0)


def _is_elsewhere(element: HtmlElement, page: WebPage, title_key: str) -> bool:
    """Return whether an element stands in a part of the page that is not about its article."""
    if not _EXCLUDED_TAGS.isdisjoint(ancestor.tag for ancestor in (element, *element.iterancestors())):
        return True
    nearest = (element, *islice(element.iterancestors(), 3))
    if any(UNRELATED_CLASS.search(one.get("class") or "") for one in nearest if one.tag not in {"body", "article"}):
        return True
    if element in page.unrelated_parts or is_in_menu(element) or _is_in_teaser(element, page, title_key):
        return True
    return _is_in_other_section(element, page, title_key)


def is_in_menu(element: HtmlElement) -> bool:
    """Return whether an element stands in a menu of the page."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in {"body", "main", "article"}:
            return False
        if ancestor.tag == "nav":
            return True
        if _MENU_CLASS.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"):
            return ancestor.find(".//h1") is None
    return False


def _is_in_teaser(element: HtmlElement, page: WebPage, title_key: str) -> bool:
    """Return whether an element stands in a small box whose heading is a link to another article."""
    own = {element, *element.iterancestors()}
    for ancestor in islice(element.iterancestors(), MAX_TEASER_DEPTH):
        if ancestor.tag in {"body", "main"} or page.is_longer(ancestor, MAX_TEASER_LENGTH):
            return False
        for heading in islice(ancestor.iter("h1", "h2", "h3", "h4", "h5"), 3):
            text = get_visible_text(heading, 300)
            is_link = heading.find(".//a[@href]") is not None or any(one.tag == "a" for one in heading.iterancestors())
            if is_link and len(text) >= MIN_TEASER_TITLE and heading not in own:
                return name_key(text) not in title_key and title_key not in name_key(text)
    return False


def _is_in_other_section(element: HtmlElement, page: WebPage, title_key: str) -> bool:
    """Return whether an element stands below the heading of a short section beside the article: `More from us`.

    The heading of a section about authors is a name or has a word for them.
    """
    headline = next(page.tree.iter("h1"), None)
    if headline is None:
        return False
    own = {element, *element.iterancestors()}
    headline_parts = set(headline.iterancestors())
    for ancestor in islice(element.iterancestors(), MAX_SECTION_DEPTH):
        if ancestor in headline_parts or page.is_longer(ancestor, MAX_SECTION_LENGTH):
            return False
        heading = next(ancestor.iter(*_HEADINGS), None)
        if heading is not None and heading not in own:
            return _is_before(heading, element, ancestor) and not _is_about_author(heading, title_key)
        if "author" in (ancestor.get("class") or "").lower():
            return False
    return False


def _is_about_author(heading: HtmlElement, title_key: str) -> bool:
    text = get_visible_text(heading, 100)
    return is_probable_name(text) or name_key(text) in title_key or _AUTHOR_HEADING.search(text) is not None


def _is_before(first: HtmlElement, second: HtmlElement, container: HtmlElement) -> bool:
    return next((part is first for part in container.iter() if part is first or part is second), False)


def _get_spaced_text(element: HtmlElement) -> str:
    """Return the visible text of an element, parts that only style separates set apart: `AuthorNora Vry`."""
    joined = "\x00".join(_TEXTS(element))
    return clean_line(collapse_whitespace(_GLUED_BORDER.sub(" ", joined).replace("\x00", ""))[:MAX_BYLINE_LENGTH])
