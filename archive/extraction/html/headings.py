"""Headings of a page that may be its headline: visible ones, without the kicker or the line beside it."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from archive.extraction.html.page import PageStatement, WebPage, get_visible_text
from archive.text.normalize import clean_line, clean_markup_text, name_key

UNSPACED_RANGES: Final = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: no blanks between words."""
_UNSPACED: Final = re.compile(rf"[{UNSPACED_RANGES}]+")
MAX_TITLE_LENGTH: Final = 400
MAX_HEADINGS: Final = 40  # of each level
MIN_TITLE_PART: Final = 15  # characters of a part of a heading that may be the title
TEASER_RULE: Final = "heading that is a link"
_KICKER_MARKS: Final = (":", "–", "—", "-", "|", "：")
PARTS_SUFFIX: Final = ", of parts"
_PART_TAGS: Final = ("span", "div", "p", "small", "br", "strong", "em", "i", "b", "a")
_HOME_URL: Final = re.compile(r"/|(?:https?:)?//[^/]+/?(?:index\.\w+)?", re.IGNORECASE)
_BREADCRUMB: Final = re.compile(r"bread-?_?crumb", re.IGNORECASE)
_HEADLINE_CLASS: Final = re.compile(r"headline|title|titel|titre|heading", re.IGNORECASE)
_MARKED_HEADLINE: Final = re.compile(
    r"(?:^|[\s_-])(?:(?:entry|post|article|story)[_-]{0,2}(?:title|headline)|headline)(?:$|\s)", re.IGNORECASE
)
"""Classes by which blogs and papers mark the headline, whatever its level."""
_KICKER_CLASS: Final = re.compile(
    r"kicker|overline|topline|top-line|roofline|dachzeile|eyebrow|spitzmarke|overhead|pretitle|supertitle|label|prefix"
    r"|sub-?(?:title|head|line)|strapline|untertitel|vorspann",
    re.IGNORECASE,
)
_HIDDEN_CLASS: Final = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text)?|show-for-sr|u-hidden|hidden|invisible|d-none)(?:$|\s)"
)
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SITE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:logo|brand(?:ing)?|masthead|site-?(?:title|name|header|logo)|blog-?title|slogan|tagline)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TEXTLESS_TAGS: Final = frozenset({"script", "style", "noscript", "template", "svg"})
_BREAKING_TAGS: Final = frozenset({"br", "div", "p", "small"})
MAX_DEPTH: Final = 20
_FURNITURE_TAGS: Final = frozenset({"nav", "footer", "dialog", "form", "template", "noscript"})
_FURNITURE_ROLES: Final = frozenset(
    {"navigation", "banner", "dialog", "alertdialog", "contentinfo", "complementary", "search", "menu"}
)
_GENERIC_HEADINGS: Final = frozenset(
    name_key(words)
    for words in (
        "news home homepage sections section detail details menu navigation search article articles story stories"
        " latest blog archive archives category categories topics topic index start startseite nachrichten aktuell"
        " aktuelles artikel suche themen rubriken accueil actualité actualités recherche rubriques noticias inicio"
        " secciones buscar portada notizie cerca nieuws zoeken nyheter новости главная اخبار الأخبار الرئيسية ニュース"
        " ホーム 新闻 新聞 首页 首頁 뉴스 הבית חדשות main_menu main_navigation latest_news breaking_news top_stories"
        " full_story"
    ).split()
)
"""Names of sections and menus that pages set as a first-level heading."""


def iter_headings(
    page: WebPage, stated_keys: Collection[str], part_keys: Collection[str] = (), openings: Sequence[str] = ()
) -> Iterator[PageStatement]:
    """Yield first-level headings, and others that are marked or stated as the headline.

    `stated_keys` are those of the titles in the page's tags, `part_keys` those of parts of its title. Of `openings`,
    longer keys, a lower heading may be the beginning.
    """
    for element in _select_headings(page):
        full_text = get_heading_text(element)
        full_key = name_key(full_text)
        is_stated = full_key in stated_keys or full_key in part_keys
        if (
            _is_in_breadcrumb(element)
            or _is_home_link(page, element)
            or (element.tag != "h1" and element in page.unrelated_parts)
            or (not is_stated and is_furniture(element, full_text))
        ):
            continue
        text = _extract_headline(element, full_text, stated_keys)
        key = name_key(text)
        is_opening = len(text) >= MIN_TITLE_PART and any(opening.startswith(key) for opening in openings)
        if text and (
            element.tag == "h1"
            or is_stated
            or key in stated_keys
            or key in part_keys
            or is_opening
            or _is_marked(element)
        ):
            is_teaser = element.tag != "h1" and _is_all_link(element, full_text)
            parts = PARTS_SUFFIX if next(element.iterdescendants(*_PART_TAGS), None) is not None else ""
            rule = TEASER_RULE if is_teaser else f"heading {element.tag}{parts}"
            yield PageStatement(text, rule, f"<{element.tag}", element.sourceline or 0)


def list_article_headings(page: WebPage) -> list[PageStatement]:
    """Return the first heading of any level in the only `article` element of a page, as of one cut out of a page."""
    elements = list(islice(page.tree.iter("article"), 2))
    if len(elements) != 1:
        return []
    for element in elements[0].iter("h1", "h2", "h3", "h4", "h5", "h6"):
        if (text := get_heading_text(element)) and not is_furniture(element, text):
            return [PageStatement(text, "the first heading of the article", f"<{element.tag}", element.sourceline or 0)]
    return []


def _select_headings(page: WebPage) -> list[HtmlElement]:
    """Return the headings of the page in order, some of each level: menus are full of lower ones."""
    counts = dict.fromkeys(("h1", "h2", "h3"), 0)
    selected = []
    for element in page.tree.iter(*counts):
        counts[element.tag] += 1
        if counts[element.tag] <= MAX_HEADINGS:
            selected.append(element)
    return selected


def get_heading_text(element: HtmlElement) -> str:
    """Return the visible text of a heading on one line, with a blank for each line break and hidden mark in it."""
    if not len(element):
        return get_visible_text(element, MAX_TITLE_LENGTH)
    return clean_markup_text(_join_visible_text(element)[: 2 * MAX_TITLE_LENGTH])[:MAX_TITLE_LENGTH]


def _join_visible_text(element: HtmlElement, depth: int = 0) -> str:
    parts = [element.text or ""]
    for child in islice(element, 50 if depth < MAX_DEPTH else 0):
        is_shown = child.tag not in _TEXTLESS_TAGS and not _is_hidden(child)
        edge = " " if child.tag in _BREAKING_TAGS or not is_shown else ""
        parts += [edge, _join_visible_text(child, depth + 1) if is_shown else "", edge, child.tail or ""]
    return "".join(parts)


def _is_hidden(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN_CLASS.search(names) is not None
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
    )


def is_furniture(element: HtmlElement, text: str) -> bool:
    """Return whether a heading is hidden, or the name of a menu, a section or the site."""
    if name_key(text) in _GENERIC_HEADINGS:
        return True
    for part in (element, *islice(element.iterancestors(), 4)):
        if part.tag in {"body", "main", "article"}:
            return False
        names = f"{part.get('class') or ''} {part.get('id') or ''}"
        if _is_hidden(part) or part.tag in _FURNITURE_TAGS or part.get("role") in _FURNITURE_ROLES:
            return True
        if _SITE_CLASS.search(names):
            return True
    return False


def _is_marked(element: HtmlElement) -> bool:
    """Return whether a heading is marked as the headline."""
    return "headline" in (element.get("itemprop") or "").split() or bool(
        _MARKED_HEADLINE.search(element.get("class") or "")
    )


def _is_in_breadcrumb(element: HtmlElement) -> bool:
    """Return whether a heading is the last step of a trail of links to the section."""
    for part in (element, *islice(element.iterancestors(), 5)):
        if _BREADCRUMB.search(" ".join((*part.keys(), *part.values()))):
            return part is element or sum(1 for _ in part.iter("a")) > sum(1 for _ in element.iter("a"))
    return False


def _is_home_link(page: WebPage, element: HtmlElement) -> bool:
    """Return whether a heading is all link to the front page, of the site or of a blog or section: its name."""
    link = element.find(".//a[@href]")
    if link is None:
        return False
    href = link.get("href").strip()
    is_above = "://" in href and len(href) < len(page.url) and page.url.startswith(f"{href.rstrip('/')}/")
    if not is_above and _HOME_URL.fullmatch(href) is None:
        return False
    return get_visible_text(link, MAX_TITLE_LENGTH) == get_visible_text(element, MAX_TITLE_LENGTH)


def _is_all_link(element: HtmlElement, text: str) -> bool:
    links = [element.find(".//a[@href]"), next(islice(element.iterancestors("a"), 1), None)]
    return any(link is not None and get_visible_text(link, MAX_TITLE_LENGTH).startswith(text) for link in links)


def _extract_headline(element: HtmlElement, full_text: str, stated_keys: Collection[str]) -> str:
    """Return the text of a heading; if it has parts, the one that a tag states or a class calls the headline."""
    is_stated = name_key(full_text) in stated_keys
    parts = [part for part in element.iter("*") if part is not element and (part.get("class") or part.tag == "small")]
    for part in parts[:20]:
        class_names = part.get("class") or ""
        words = get_heading_text(part)
        if not words or words == full_text:
            continue
        is_beside = part.tag == "small" or _KICKER_CLASS.search(class_names) is not None
        if is_beside and (rest := _cut_line_beside(full_text, words, stated_keys)):
            return rest
        is_whole = is_beside or is_stated or len(words) < MIN_TITLE_PART
        if not is_whole and (name_key(words) in stated_keys or _HEADLINE_CLASS.search(class_names)):
            return words
    return full_text


def _cut_line_beside(full_text: str, words: str, stated_keys: Collection[str]) -> str:
    """Return a heading without the kicker at its beginning or the line at its end; empty if it is neither.

    A kicker stays that a colon or a dash visibly joins to the title, where the tags have it, too, or do not know the
    rest: it reads as one with the title.
    """
    is_stated = name_key(full_text) in stated_keys
    if full_text.startswith(words):
        rest = clean_line(full_text[len(words) :])
        is_marked = rest.startswith(_KICKER_MARKS) or words.rstrip().endswith(_KICKER_MARKS)
        rest = rest.lstrip(":·|–—- ")
        is_known = bool(stated_keys) and any(name_key(rest) in key for key in stated_keys)
        return "" if is_marked and (is_stated or not is_known) else rest
    if full_text.endswith(words) and not is_stated:
        return clean_line(full_text[: -len(words)]).rstrip("·|–—- ")
    return ""


def measure_width(text: str) -> int:
    """Return the length of a text in letters; a character of a script without blanks says as much as two."""
    return len(text) + sum(map(len, _UNSPACED.findall(text)))
