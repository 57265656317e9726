"""Titles of a page among headings and tags, its outlet, and its address."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from archive.extraction.html.headings import (
    MAX_TITLE_LENGTH,
    PARTS_SUFFIX,
    TEASER_RULE,
    UNSPACED_RANGES,
    iter_headings,
    list_article_headings,
    measure_width,
)
from archive.extraction.html.metadata import JsonLdNode, LinkedData, list_statements
from archive.extraction.html.page import PageStatement, WebPage, get_visible_text, strip_tags
from archive.text.normalize import name_key
from archive.text.urls import get_domain
from archive.text.web_archives import is_archive_name, is_web_archive

MIN_SIMILARITY: Final = 0.34
TITLE_TAG_RULE: Final = "the tag title"
MIN_WORDS: Final = 4  # of a heading that no tag repeats
MIN_HEADING_LENGTH: Final = 12  # characters; a shorter heading may be the name of a section
_SEPARATOR: Final = re.compile(r"\s+[|–—·•»«‹›/:~-]+\s+|\s*[|»«_｜：]\s*|(?<=\S):\s+")
_OWNER: Final = re.compile(r"(?P<name>[^'’]{5,60})['’]s\s.{3,60}|(?P<titled>(?:Prof\.?|Dr\.)\s.{5,60})")
_FIRST_UNSPACED: Final = "\u0e00"  # of the scripts below, in the order of Unicode
_UNIT: Final = re.compile(rf"[{UNSPACED_RANGES}]+|[^\s{UNSPACED_RANGES}]+")
_META_NAMES: Final = (
    "og:title twitter:title citation_title dc.title dcterms.title parsely-title sailthru.title title".split()
)
_JOINING_MARKS: Final = frozenset(":;,.!?…–—-：！？、。")
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


def iter_owner_statements(page: WebPage) -> Iterator[PageStatement]:
    """Yield the names in a page's tags that say whose site it is: `Dr. Nora Vry`, `Nora Vry` of `Nora Vry’s Notes`.

    A name without such a mark may be that of a paper.
    """
    site_names = [statement.value for statement in page.iter_meta("og:site_name")]
    for part in [*site_names, *_SEPARATOR.split(_get_tag_title(page))]:
        if owner := _OWNER.fullmatch(part.strip()):
            yield PageStatement(owner["name"] or owner["titled"], TITLE_TAG_RULE)


def rank_titles(page: WebPage, article: JsonLdNode, sites: Sequence[str]) -> list[PageStatement]:
    """Return the candidates for the title, best first; `sites` are outlet names to strip."""
    stated = list_statements(article.get("headline"), "headline")[:1]
    stated += page.iter_meta(*_META_NAMES)
    if tag_text := _get_tag_title(page):
        stated.append(PageStatement(tag_text, TITLE_TAG_RULE, hint="<title"))
    stated_titles = [_strip_site(item, sites) for item in stated if len(item.value) <= MAX_TITLE_LENGTH]
    stated_titles = [item for item in stated_titles if not is_site_name(item.value, sites)]
    headings = _collect_headings(page, stated_titles, sites)
    ranked_headings = sorted(headings, key=lambda item: compute_similarity(item.value, stated_titles), reverse=True)
    best = [
        _strip_kicker(item, stated_titles) for item in ranked_headings[:1] if _is_trusted(item, headings, stated_titles)
    ]
    titles = [*best, *stated_titles, *(item for item in ranked_headings if item not in best)]
    return titles or list_article_headings(page)


def _collect_headings(page: WebPage, stated: Sequence[PageStatement], sites: Sequence[str]) -> list[PageStatement]:
    """Return the headings that may be the title; those that are all link only where no other is like the tags' titles.

    A heading that is all link announces another article, or is the page's own in blogs.
    """
    keys = {statement.key for statement in stated}
    part_keys = {
        name_key(part)
        for statement in stated
        if statement.rule == TITLE_TAG_RULE
        for part in _SEPARATOR.split(statement.value)
        if measure_width(part) >= MIN_HEADING_LENGTH
    }
    openings = [statement.key for statement in stated]
    headings: list[PageStatement] = []
    for some_openings in ((), openings):  # a lower heading only where there is no other
        found = list(iter_headings(page, keys, part_keys, some_openings))
        named = [item for item in found if not is_site_name(item.value, sites)]
        headings = named or [item for item in found if item.key not in set(map(name_key, sites))]
        if headings:
            break
    own_headings = [item for item in headings if item.rule != TEASER_RULE]
    is_like = any(compute_similarity(item.value, stated) >= MIN_SIMILARITY for item in own_headings)
    return own_headings if is_like else headings


def _is_trusted(heading: PageStatement, headings: Sequence[PageStatement], stated: Sequence[PageStatement]) -> bool:
    """Return whether a heading is like the tags' titles, or the first heading where those differ.

    It is not where JSON-LD and `og:title` agree on a title, and no tag has the heading.
    """
    keys_by_rule = {statement.rule: statement.key for statement in reversed(stated)}
    jsonld_key = keys_by_rule.get("JSON-LD headline")
    is_outvoted = jsonld_key is not None and jsonld_key == keys_by_rule.get("meta og:title")
    says_more = is_outvoted and heading.key.startswith(f"{jsonld_key} ")
    if is_outvoted and heading.key not in keys_by_rule.values() and not says_more:
        return False
    if not stated or compute_similarity(heading.value, stated) >= MIN_SIMILARITY:
        return True
    is_agreed = len({statement.key for statement in stated}) < len(stated)
    return not is_agreed and heading is headings[0] and len(split_units(heading.key)) >= MIN_WORDS


def compute_similarity(heading: str, stated: Sequence[PageStatement]) -> float:
    """Return the best similarity of a heading to the tags' titles: equal, prefix, shared words."""
    key = name_key(heading)
    units = set(split_units(key))
    is_long = measure_width(key) >= MIN_HEADING_LENGTH
    best = 0.0
    for stated_key in [statement.key for statement in stated]:
        if key and key == stated_key:
            return 2.0 + sum(key == statement.key for statement in stated) / 10
        is_prefix = is_long and (stated_key.startswith(key) or key.startswith(stated_key))
        stated_units = split_units(stated_key)
        fewer = min(len(units), len(stated_units)) if is_long else len(stated_units)
        best = max(best, len(units & set(stated_units)) / max(1, fewer) + is_prefix / 2)
    return best


def split_units(key: str) -> list[str]:
    """Return the words of a key; of scripts that set no blanks between words, the pairs of characters."""
    units: list[str] = []
    for run in _UNIT.findall(key):
        if run[0] < _FIRST_UNSPACED or len(run) < 2:
            units.append(run)
        else:
            units += map("".join, pairwise(run))
    return units


def _strip_kicker(heading: PageStatement, stated: Sequence[PageStatement]) -> PageStatement:
    """Return the title in `og:title` or that two tags agree on, if a heading has a kicker or a line glued to it.

    What a colon, a dash or another mark joins is one title: its writer set the mark.
    """
    key = heading.key
    if not heading.rule.endswith(PARTS_SUFFIX):
        return heading
    contained = [statement for statement in stated if statement.key and statement.key != key and statement.key in key]
    glued = [statement for statement in contained if not _is_joined_by_mark(heading.value, statement.value)]
    for statement in glued:
        if statement.rule == "meta og:title" and key.endswith(f" {statement.key}"):
            return statement
    if key in {statement.key for statement in stated}:
        return heading
    counts = Counter(statement.key for statement in glued)
    part, times = counts.most_common(1)[0] if counts else ("", 0)
    if times < 2 or not (key.startswith(part) or key.endswith(part)):
        return heading
    return next(statement for statement in glued if statement.key == part)


def _is_joined_by_mark(heading: str, part: str) -> bool:
    """Return whether a mark of punctuation stands between a part of a heading and the rest."""
    before, found, after = heading.partition(part)
    marks = (before.rstrip()[-1:], after.lstrip()[:1])
    return bool(found) and not _JOINING_MARKS.isdisjoint(marks)


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
        if 1 < len(statement.value) <= 120
        and "://" not in statement.value
        and statement.value not in titles
        and not is_archive_name(statement.value)
        and not _is_headline(page, statement.value)
    ]


def _is_headline(page: WebPage, name: str) -> bool:
    """Return whether a page gives its headline where the name of its site belongs."""
    heading = next(page.tree.iter("h1"), None)
    if len(name.split()) < MIN_WORDS or heading is None:
        return False
    return name_key(name) == name_key(get_visible_text(heading, MAX_TITLE_LENGTH)) == name_key(_get_tag_title(page))


def collect_site_names(page: WebPage, outlets: list[PageStatement], domain: str) -> list[str]:
    """Return every name by which a title may call its site."""
    names = [statement.value for statement in outlets]
    names += [statement.value.lstrip("@") for statement in page.iter_meta("twitter:site", "apple-mobile-web-app-title")]
    labels = domain.split(".")
    names += [domain, *labels[: max(1, len(labels) - 1)]] if domain else []
    return list(dict.fromkeys(name for name in names if len(name) > 1))


def iter_url_statements(
    page: WebPage, article: JsonLdNode, origin: PageStatement | None = None
) -> Iterator[PageStatement]:
    """Yield the URLs the page states for itself, best first, then the one it was saved or read from."""
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield PageStatement(link.get("href").strip(), "link canonical", hint="canonical")
    yield from page.iter_meta("og:url", "parsely-link", "citation_public_url")
    yield from list_statements(article.get("url") or article.get("mainEntityOfPage"), "url")
    if origin is not None:
        yield origin
    if page.url:
        yield PageStatement(page.url, "the address the page was read from")


def find_domain(page: WebPage, url_statements: list[PageStatement]) -> str:
    """Return the domain of the page's source, else of the URL it states."""
    domain = get_domain(page.url)
    if domain and not is_web_archive(domain):
        return domain
    return next(filter(None, (get_domain(item.value) for item in url_statements)), "")
