"""Metadata of a web page: JSON-LD, and labelled facts in tables and lists."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from lxml.html import HtmlElement

from archive.extraction.common.keyed_records import iter_scalars
from archive.extraction.html.page import PageStatement, WebPage, get_visible_text, strip_tags
from archive.text.names import find_byline_start
from archive.text.normalize import collapse_whitespace, name_key

MAX_SCRIPT_LENGTH: Final = 2_000_000  # characters of one script
MAX_NODES: Final = 2000
MAX_SCRIPTS: Final = 50
_ARTICLE_TYPE: Final = re.compile(
    r"(?:\w*Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|Review|Analysis)$"
)
_COMMENT_MARKS: Final = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)[\s;]*$")
_TRAILING_COMMA: Final = re.compile(r",\s*(?=[}\]])")
MAX_LABELS: Final = 2000
MAX_LABEL_LENGTH: Final = 30
MAX_FACT_LENGTH: Final = 120
AUTHOR_LABEL: Final = re.compile(
    r"authors?|written by|autor(?:en|in|es|as?|ka)?|autor(?:in)?/autor(?:in)?|auteure?s?|autore|autrice|автор[ыи]?"
    r"|thread ?starter(?:in)?|themenstarter(?:in)?|topic starter"
    r"|الكاتب|المؤلف|作者|著者|執筆者|글쓴이|yazar|penulis|tác giả|forfatter|författare|kirjoittaja|szerző",
    re.IGNORECASE,
)
DATE_LABEL: Final = re.compile(
    r"(?:date )?(?:published|posted)(?: on)?|publication date|date of publication|veröffentlicht(?: am)?"
    r"|erschienen(?: am)?|publié(?: le)?|date de (?:publication|parution)|publicado(?: el| em)?|fecha de publicación"
    r"|data de publicação|pubblicato(?: il)?|data di pubblicazione|gepubliceerd(?: op)?|дата публикации|опубликовано"
    r"|تاريخ النشر|发布时间|發布時間|公開日|掲載日|data publikacji|opublikowano|yayın tarihi",
    re.IGNORECASE,
)
_GENERIC_DATE_LABEL: Final = re.compile(r"date|datum|fecha|data|дата|التاريخ|日期|日付|tarih|dato", re.IGNORECASE)
"""As often the day of an event, unless an author is labelled in the same list."""
_LABEL: Final = re.compile(
    "|".join(form.pattern for form in (AUTHOR_LABEL, DATE_LABEL, _GENERIC_DATE_LABEL)), re.IGNORECASE
)
_HEADING_TAGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LABEL_TAGS: Final = ("dt", "th", "strong", "b", "span", "label", *_HEADING_TAGS)
_ROW_TAGS: Final = frozenset({"tr", "li", "dl", "p", "div"})
JsonLdNode = dict[str, Any]


@dataclass(frozen=True)
class LinkedData:
    """The nodes of a page's JSON-LD: its articles, best first, and all nodes by `@id`."""

    articles: list[JsonLdNode] = field(default_factory=list)
    by_id: dict[str, JsonLdNode] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """Return the node that an `@id` reference points to; any other value as it is."""
        if isinstance(value, dict) and len(value) <= 2 and "name" not in value:
            return self.by_id.get(str(value.get("@id")), value)
        return value


def read_jsonld(page: WebPage, title: str) -> LinkedData:
    """Return the page's linked data; `title` ranks the page's article above linked ones."""
    nodes: list[JsonLdNode] = []
    for number, script in enumerate(page.tree.iter("script")):
        if "ld+json" not in (script.get("type") or "").lower() or number > 50 * MAX_SCRIPTS:
            continue
        value = _load_json((script.text or "")[:MAX_SCRIPT_LENGTH])
        nodes += _collect_nodes(value, MAX_NODES - len(nodes))
    articles = [node for node in nodes if any(map(_ARTICLE_TYPE.fullmatch, get_types(node)))]
    by_id: dict[str, JsonLdNode] = {}
    for node in nodes:
        if (node_id := node.get("@id")) and len(node) > 2:
            by_id.setdefault(str(node_id), node)
    articles.sort(key=lambda node: -_score_relevance(node, page, title))
    return LinkedData(articles, by_id)


def iter_texts(value: Any) -> Iterator[str]:
    """Yield the strings of a value: itself, the items of a list, the name of a node."""
    for scalar in iter_scalars(value, _get_name):
        if isinstance(scalar, str) and (text := strip_tags(html.unescape(html.unescape(scalar[:MAX_SCRIPT_LENGTH])))):
            yield text


def list_statements(value: Any, key: str) -> list[PageStatement]:
    """Return the strings of a value as statements of the key of JSON-LD."""
    return [PageStatement(text, f"JSON-LD {key}", hint=f'"{key}"') for text in iter_texts(value)]


def _get_name(node: JsonLdNode) -> Any:
    given, family = node.get("givenName"), node.get("familyName")
    is_person = isinstance(given, str) and isinstance(family, str) and family.strip()
    return node.get("name") or node.get("@value") or (f"{given} {family}" if is_person else node.get("headline"))


def get_types(node: JsonLdNode) -> list[str]:
    """Return the types of a node, without the URL of the vocabulary."""
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return [str(name).rpartition("/")[2] for name in names]


def _load_json(script: str) -> Any:
    """Parse a script, with small faults repaired; None if it cannot be parsed."""
    text = _COMMENT_MARKS.sub("", script.strip()).strip().rstrip(";")
    for candidate in (text, _TRAILING_COMMA.sub("", text), html.unescape(text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _collect_nodes(value: Any, limit: int) -> list[JsonLdNode]:
    """Return up to `limit` objects inside `value`, outer ones first."""
    nodes: list[JsonLdNode] = []
    pending = [value]
    while pending and len(nodes) < limit:
        current = pending.pop(0)
        if isinstance(current, list):
            pending[:0] = current[:limit]
        elif isinstance(current, dict):
            nodes.append(current)
            pending += [part for part in current.values() if isinstance(part, dict | list)]
    return nodes


def _score_relevance(node: JsonLdNode, page: WebPage, title: str) -> float:
    """Return how likely a node describes this page: by its title, its URL and its keys."""
    headline = name_key(next(iter_texts(node.get("headline") or node.get("name")), ""))
    title_key = name_key(title)
    has_title = bool(headline) and (headline in title_key or title_key in headline)
    node_url = next(iter_texts(node.get("url") or node.get("mainEntityOfPage")), "")
    has_url = bool(node_url) and page.url.split("?")[0].rstrip("/").endswith(node_url.rstrip("/"))
    key_count = sum(key in node for key in ("datePublished", "author", "headline", "articleBody"))
    return 4 * has_title + 2 * has_url + key_count / 4


def iter_card_authors(page: WebPage) -> Iterator[PageStatement]:
    """Yield the authors that a page labels for previews of its link: `twitter:label1` says ‘Written by’."""
    for number in (1, 2):
        label = next(page.iter_meta(f"twitter:label{number}"), None)
        if label is not None and (AUTHOR_LABEL.fullmatch(label.value) or find_byline_start(f"{label.value} ")):
            yield from page.iter_meta(f"twitter:data{number}")


def iter_labelled_authors(page: WebPage) -> Iterator[PageStatement]:
    """Yield the facts labelled as the author, outside unrelated parts of the page."""
    for label, fact in _iter_facts(page):
        if AUTHOR_LABEL.fullmatch(_get_label_text(label)):
            yield PageStatement(fact, "a fact labelled as the author", "", label.sourceline or 0)


def find_labelled_days(page: WebPage) -> list[PageStatement]:
    """Return facts labelled as the day of publication; a bare ‘Date’ counts beside an author."""
    facts = list(_iter_facts(page))
    lists_with_author = {_get_container(label) for label, _ in facts if AUTHOR_LABEL.fullmatch(_get_label_text(label))}
    return [
        PageStatement(fact, "a fact labelled as the day of publication", "", label.sourceline or 0)
        for label, fact in facts
        if DATE_LABEL.fullmatch(_get_label_text(label))
        or (_GENERIC_DATE_LABEL.fullmatch(_get_label_text(label)) and _get_container(label) in lists_with_author)
    ]


def is_label(text: str) -> bool:
    """Return whether a line is nothing but the label of an author or a day."""
    return len(text) <= MAX_LABEL_LENGTH and _LABEL.fullmatch(text.strip(" :：\n\t")) is not None


def _iter_facts(page: WebPage) -> Iterator[tuple[HtmlElement, str]]:
    """Yield labels of authors and days, each with the text that follows it."""
    for label in islice(page.tree.iter(*_LABEL_TAGS), MAX_LABELS):
        if len(label) or not is_label(label.text or "") or label in page.unrelated_parts:
            continue
        if fact := _read_fact(label):
            yield label, fact


def _read_fact(label: HtmlElement) -> str:
    """Return the cell after a label, or the rest of its line; empty if there is none."""
    if label.tag in {"dt", "th"}:
        cell = label.getnext()
        return get_visible_text(cell, MAX_FACT_LENGTH) if cell is not None and cell.tag in {"dd", "td"} else ""
    if label.tag in _HEADING_TAGS:
        return _read_text_below(label)
    row = label.getparent()
    if row is None or row.tag not in _ROW_TAGS or (row.text or "").strip() or not _is_first_text(label, row):
        return ""
    text = get_visible_text(row, MAX_FACT_LENGTH + MAX_LABEL_LENGTH)
    label_text = get_visible_text(label, MAX_LABEL_LENGTH)
    return text.removeprefix(label_text).lstrip(" :：") if len(text) < MAX_FACT_LENGTH else ""


def _is_first_text(label: HtmlElement, row: HtmlElement) -> bool:
    """Return whether nothing but an icon stands before a label."""
    icon = label.getprevious()
    is_icon = icon is not None and not get_visible_text(icon, 1) and not (icon.tail or "").strip()
    return row[0] is label or (is_icon and row[0] is icon)


def _read_text_below(heading: HtmlElement) -> str:
    """Return the short text below a heading that is a label, if no heading but it is there."""
    below = heading.getnext()
    if below is None or below.tag in _HEADING_TAGS or (heading.tail or "").strip():
        return ""
    text = get_visible_text(below, MAX_FACT_LENGTH)
    return text if len(text) < MAX_FACT_LENGTH else ""


def _get_label_text(label: HtmlElement) -> str:
    return collapse_whitespace(label.text or "").strip(" :：")


def _get_container(label: HtmlElement) -> HtmlElement:
    """Return the list or table of a label: the element around its row."""
    row = label.getparent()
    return row if label.tag == "dt" or row.getparent() is None else row.getparent()
