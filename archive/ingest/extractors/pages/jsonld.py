"""JSON-LD of a page: its article node, from graphs, lists and broken JSON."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from archive.ingest.extractors.pages.page import Page, without_tags
from archive.text.normalize import name_key

LONGEST: Final = 2_000_000  # characters of one script
MOST_NODES: Final = 2000
MOST_SCRIPTS: Final = 50
_ARTICLES: Final = re.compile(
    r"(?:\w*Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|Review|Analysis)$"
)
_COMMENTS: Final = re.compile(
    r"^\s*(?://)?\s*(?:<!--|<!\[CDATA\[)|(?://)?\s*(?:-->|\]\]>)\s*;?\s*$"
)
_TRAILING: Final = re.compile(r",\s*(?=[}\]])")

Node = dict[str, Any]


@dataclass(frozen=True)
class Linked:
    """The nodes of a page's JSON-LD: its articles, best first, and all nodes by `@id`."""

    articles: list[Node] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)

    def resolved(self, value: Any) -> Any:
        """Return the node that an `@id` reference points to; any other value as it is."""
        if isinstance(value, dict) and len(value) <= 2 and "name" not in value:
            return self.by_id.get(str(value.get("@id")), value)
        return value


def read_jsonld(page: Page, title: str) -> Linked:
    """Return the page's linked data; `title` ranks the page's article above linked ones."""
    nodes: list[Node] = []
    for number, script in enumerate(page.tree.iter("script")):
        if "ld+json" not in (script.get("type") or "").lower() or number > 50 * MOST_SCRIPTS:
            continue
        value = _loaded((script.text or "")[:LONGEST])
        nodes += _nodes(value, MOST_NODES - len(nodes))
    articles = [node for node in nodes if _is_article(node)]
    by_id: dict[str, Node] = {}
    for node in nodes:
        if (name := node.get("@id")) and len(node) > 2:
            by_id.setdefault(str(name), node)
    articles.sort(key=lambda node: -_likeness(node, page, title))
    return Linked(articles, by_id)


def texts(value: Any) -> Iterator[str]:
    """Yield the strings of a value: itself, the items of a list, the name of a node."""
    match value:
        case str():
            if text := without_tags(html.unescape(html.unescape(value[:LONGEST]))):
                yield text
        case list():
            for part in value[:50]:
                yield from texts(part)
        case dict():
            yield from texts(
                value.get("name")
                or value.get("@value")
                or _in_parts(value)
                or value.get("headline")
            )
        case _:
            return


def _in_parts(node: Node) -> str:
    """Join a person's given and family name; empty without a family name."""
    given, family = node.get("givenName"), node.get("familyName")
    whole = isinstance(given, str) and isinstance(family, str) and family.strip()
    return f"{given} {family}" if whole else ""


def types_of(node: Node) -> list[str]:
    """Return the types of a node, without the URL of the vocabulary."""
    types = node.get("@type")
    listed = types if isinstance(types, list) else [types]
    return [str(one).rpartition("/")[2] for one in listed]


def _loaded(script: str) -> Any:
    """Parse a script, with small faults repaired; None if it cannot be parsed."""
    text = _COMMENTS.sub("", script.strip()).strip().rstrip(";")
    for attempt in (text, _TRAILING.sub("", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any, most: int) -> list[Node]:
    """Return up to `limit` objects inside `value`, outer ones first."""
    found: list[Node] = []
    waiting = [value]
    while waiting and len(found) < most:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting[:0] = one[:most]
        elif isinstance(one, dict):
            found.append(one)
            waiting += [part for part in one.values() if isinstance(part, dict | list)]
    return found


def _is_article(node: Node) -> bool:
    return any(_ARTICLES.fullmatch(one) for one in types_of(node))


def _likeness(node: Node, page: Page, title: str) -> float:
    """Return how likely a node describes this page: by its title, its URL and its keys."""
    headline = name_key(next(texts(node.get("headline") or node.get("name")), ""))
    wanted = name_key(title)
    alike = bool(headline) and (headline in wanted or wanted in headline)
    about = next(texts(node.get("url") or node.get("mainEntityOfPage")), "")
    here = bool(about) and page.address.split("?")[0].rstrip("/").endswith(about.rstrip("/"))
    said = sum(key in node for key in ("datePublished", "author", "headline", "articleBody"))
    return 4 * alike + 2 * here + said / 4
