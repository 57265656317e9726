"""Titles of a page: visible headings, ranked against the titles in its tags."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from archive.ingest.extractors.pages.jsonld import Node, texts
from archive.ingest.extractors.pages.page import Page, Statement, without_tags, words_of
from archive.text.markdown import tidy
from archive.text.normalize import name_key

_HEADLINE: Final = re.compile(r"headline|title|titel|titre|heading", re.IGNORECASE)
_KICKER: Final = re.compile(
    r"kicker|overline|topline|top-line|roofline|dachzeile|eyebrow|spitzmarke|overhead|pretitle|supertitle|label"
    r"|prefix",
    re.IGNORECASE,
)
LONGEST: Final = 400
MOST_HEADINGS: Final = 40
LIKE_ENOUGH: Final = 0.34
TAG_TITLE: Final = "the tag title"
_HOME: Final = re.compile(r"/|(?:https?:)?//[^/]+/?(?:index\.\w+)?", re.IGNORECASE)
_PATH: Final = re.compile(r"bread-?_?crumb", re.IGNORECASE)
FEWEST_WORDS: Final = 4  # of a heading that no tag repeats
SHORT: Final = 12  # characters; a shorter heading may be the name of a section
_BAR: Final = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|»«_]\s*|(?<=\S):\s+")
_METAS: Final = (
    "og:title",
    "twitter:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "title",
)


def title_hint(page: Page) -> str:
    """Return the title in the page's tags, to tell its article node from others."""
    said = next(page.meta("og:title", "twitter:title"), None)
    return said.value if said else words_of_first(page, "title")


def words_of_first(page: Page, tag: str) -> str:
    """Return the text of the first element of a tag; empty if there is none."""
    element = next(page.tree.iter(tag), None)
    return "" if element is None else words_of(element, LONGEST)


def title_statements(page: Page, article: Node, sites: Sequence[str]) -> list[Statement]:
    """Return the candidates for the title, best first; `sites` are outlet names to strip."""
    stated = [
        Statement(text, "JSON-LD headline", near='"headline"')
        for text in texts(article.get("headline"))
    ][:1]
    stated += page.meta(*_METAS)
    if whole := words_of_first(page, "title"):
        stated.append(Statement(whole, TAG_TITLE, near="<title"))
    bare = [_without_site(one, sites) for one in stated if len(one.value) <= LONGEST]
    bare = [one for one in bare if not is_site(one.value, sites)]
    shown = [one for one in _headings(page, bare) if not is_site(one.value, sites)]
    likely = sorted(shown, key=lambda one: _likeness(one.value, bare), reverse=True)
    best = [one for one in likely[:1] if _is_trusted(one, shown, bare)]
    best = [_without_kicker(one, bare) for one in best if not _is_outvoted(one.value, bare)]
    return [*best, *bare, *(one for one in likely if one not in best)]


def _is_trusted(
    heading: Statement, shown: Sequence[Statement], stated: Sequence[Statement]
) -> bool:
    """Return whether a heading is like the tags' titles; if those differ, the first heading is."""
    if not stated or _likeness(heading.value, stated) >= LIKE_ENOUGH:
        return True
    said = [name_key(one.value) for one in stated]
    agreed = len(set(said)) < len(said) or len(said) == 1
    return not agreed and heading is shown[0] and len(heading.value.split()) >= FEWEST_WORDS


def _likeness(heading: str, stated: Sequence[Statement]) -> float:
    """Return the best similarity of a heading to the tags' titles: equal, prefix, shared words."""
    key = name_key(heading)
    words = set(key.split())
    most = 0.0
    for other in (name_key(one.value) for one in stated):
        if key and key == other:
            return 2.0 + sum(key == name_key(one.value) for one in stated) / 10
        begins = len(key) >= SHORT and (other.startswith(key) or key.startswith(other))
        fewer = min(len(words), len(other.split())) if len(key) >= SHORT else len(other.split())
        share = len(words & set(other.split())) / max(1, fewer)
        most = max(most, share + begins / 2)
    return most


def _is_outvoted(heading: str, stated: Sequence[Statement]) -> bool:
    """Return whether JSON-LD and `og:title` agree on a title that the heading is not."""
    said = {one.rule: name_key(one.value) for one in reversed(stated)}
    linked = said.get("JSON-LD headline")
    agreed = linked is not None and linked == said.get("meta og:title")
    return agreed and name_key(heading) not in said.values()


def _without_kicker(heading: Statement, stated: Sequence[Statement]) -> Statement:
    """Return the title that two tags agree on, if a heading has a kicker or a line beside it.

    Whether a prefix belongs to the headline is decided by the page's own `og:title`.
    """
    key = name_key(heading.value)
    for one in stated:
        said = name_key(one.value)
        if one.rule == "meta og:title" and key.endswith(f" {said}"):
            return one
    held = [one for one in stated if (part := name_key(one.value)) and part != key and part in key]
    counts = Counter(name_key(one.value) for one in held)
    if not counts or name_key(heading.value) in {name_key(one.value) for one in stated}:
        return heading
    part, times = counts.most_common(1)[0]
    if times < 2 or not (key.startswith(part) or key.endswith(part)):
        return heading
    return next(one for one in held if name_key(one.value) == part)


def _headings(page: Page, stated: Sequence[Statement]) -> Iterator[Statement]:
    """Yield first-level headings, and others that are marked or stated as the headline."""
    said = {name_key(one.value) for one in stated}
    said |= {
        name_key(part)
        for one in stated
        if one.rule == TAG_TITLE
        for part in _BAR.split(one.value)
        if len(part) >= SHORT
    }
    for number, element in enumerate(page.tree.iter("h1", "h2", "h3")):
        if number >= MOST_HEADINGS:
            return
        marked = "headline" in (element.get("itemprop") or "").split()
        if _is_in_a_path(element) or _leads_home(element):
            continue
        whole = words_of(element, LONGEST)
        text = whole if name_key(whole) in said else _headline(element, whole)
        if text and (element.tag == "h1" or marked or name_key(text) in said):
            yield Statement(text, f"heading {element.tag}", f"<{element.tag}", _line(element))


def _is_in_a_path(element: HtmlElement) -> bool:
    """Return whether a heading is the last step of a breadcrumb path."""
    near = [element, *islice(element.iterancestors(), 3)]
    return any(_PATH.search(" ".join((*one.keys(), *one.values()))) for one in near)


def _leads_home(element: HtmlElement) -> bool:
    """Return whether a heading is all link to the front page: the name of the site."""
    link = element.find(".//a[@href]")
    if link is None or _HOME.fullmatch(link.get("href").strip()) is None:
        return False
    return words_of(link, LONGEST) == words_of(element, LONGEST)


def _headline(element: HtmlElement, whole: str) -> str:
    """Return the text of a heading; if it has parts, of the part with a headline class."""
    parts = [part for part in element.iter() if part is not element and part.get("class")]
    for part in parts[:20]:
        called = part.get("class")
        words = words_of(part, LONGEST)
        if (
            _HEADLINE.search(called)
            and not _KICKER.search(called)
            and 15 <= len(words) < len(whole)
        ):
            return words
        if _KICKER.search(called) and words and whole.startswith(words):
            return tidy(whole[len(words) :]).lstrip(":·|–— ") or whole
    return whole


def _line(element: HtmlElement) -> int:
    return element.sourceline or 0


def _without_site(statement: Statement, sites: Sequence[str]) -> Statement:
    """Strip the outlet's name from the end and the start of a title."""
    text = statement.value
    for bar in list(_BAR.finditer(text))[::-1][:3]:
        if is_site(text[bar.end() :], sites):
            text = text[: bar.start()]
    first = _BAR.search(text)
    if first and is_site(text[: first.start()], sites):
        text = text[first.end() :]
    return replace(statement, value=without_tags(text))


def is_site(part: str, sites: Sequence[str]) -> bool:
    """Return whether words are a name of the outlet, or little more: `Example News - Politics`."""
    key = name_key(part)
    tight = key.replace(" ", "")
    initials = "".join(word[0] for word in key.split())  # Sports Illustrated at si.com
    for site in map(name_key, sites):
        bare = site.replace(" ", "")
        short = "".join(word[0] for word in site.split())
        if tight and bare and (tight in (bare, short) or bare == initials) and len(tight) > 1:
            return True
        if len(bare) > 3 and f" {site} " in f" {key} " and len(tight) <= 2 * len(bare) + 6:
            return True
    return False
