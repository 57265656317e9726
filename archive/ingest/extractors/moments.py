"""When a page was published: stamps in its tags, times it marks, dates it prints."""

import re
from collections.abc import Iterator
from typing import Final

from archive.ingest.extractors.jsonld import Node, texts
from archive.ingest.extractors.page import Page, Statement, words_of

_METAS: Final = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "published-date",
    "publish-date",
    "publication_date",
    "publish_date",
    "pubdate",
    "pub_date",
    "originalpublicationdate",
    "article_date_original",
    "displaydate",
    "ptime",
    "bt:pubdate",
    "rnews:datepublished",
    "dc.date",
    "dcterms.date",
    "dcsext.articlefirstpublished",
    "cxenseparse:recs:publishtime",
    "date",
)
_DATED: Final = re.compile(
    r"(?:^|[\s_-])(?:date|dateline|datum|pubdate|published|publish|posted|time|timestamp|entry-date"
    r"|fecha|data|created)(?:$|[\s_-])|(?:publish|article|post|entry|story|page)[\w-]{0,12}(?:date|time)"
    r"|date[\w-]{0,6}(?:publish|line|time|header)",
    re.IGNORECASE,
)
_PATH_DAY: Final = re.compile(
    r"/(?P<day>(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01]))(?=[/_.-]|$)"
)
MOST_ELEMENTS: Final = 60


def date_statements(page: Page, article: Node) -> Iterator[Statement]:
    """What may be the day of publication, the best first."""
    for key in ("datePublished", "dateCreated"):
        for text in texts(article.get(key)):
            yield Statement("", text, f"JSON-LD {key}", near=f'"{key}"')
    yield from page.meta(*_METAS)
    yield from _marked(page)
    yield from _classed(page)
    if match := _PATH_DAY.search(page.address):
        yield Statement("", match["day"].replace("/", "-"), "a day in the page's address")


def _marked(page: Page) -> Iterator[Statement]:
    """Microdata and `time` tags."""
    times = []
    for element in page.tree.iter("time", "span", "div", "p", "abbr", "meta"):
        prop = (element.get("itemprop") or "").lower()
        if "datepublished" in prop or "datecreated" in prop:
            value = element.get("content") or element.get("datetime") or words_of(element, 100)
            yield Statement("", value, f"microdata {prop}", prop, element.sourceline or 0)
        elif element.tag == "time" and len(times) < MOST_ELEMENTS:
            times.append(element)
    times.sort(
        key=lambda one: one.get("pubdate") is None and "publish" not in (one.get("class") or "")
    )
    for element in times[:5]:
        if re.search(r"updat|modif", element.get("class") or "", re.IGNORECASE):
            continue
        value = element.get("datetime") or words_of(element, 100)
        yield Statement("", value, "the tag time", "<time", element.sourceline or 0)


def _classed(page: Page) -> Iterator[Statement]:
    """Elements that are called dates."""
    seen = 0
    for element in page.tree.iter(
        "span", "div", "p", "li", "td", "em", "small", "b", "strong", "a"
    ):
        called = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _DATED.search(called[:300]):
            continue
        text = words_of(element, 120)
        if 6 <= len(text) <= 100 and any(char.isdigit() for char in text):
            yield Statement(
                "", text, "an element called a date", text[:40], element.sourceline or 0
            )
            seen += 1
            if seen > MOST_ELEMENTS:
                return
