"""A web page as text and as a tree, parsed once, with lookup of the spans of its values."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archive.errors import UnreadableDocument
from archive.ingest.extractors.pages.others import Others
from archive.text.markdown import tidy

MOST_PLACES: Final = 20  # occurrences of a hint that are tried
AROUND: Final = 4000  # characters after a hint in which its value stands
LONGEST_VALUE: Final = 20_000
MOST_HELD: Final = 20_000  # elements of a page; real pages have some thousand
_BAD: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHOWN: Final = etree.XPath(
    "descendant::text()[not(parent::script or parent::style or parent::noscript"
    " or parent::template)]",
    smart_strings=False,
)
_UNREAD: Final = frozenset({"script", "style", "noscript", "template"})
_TAG: Final = re.compile(
    r"<(?:script|style)\b.{0,5000}?</(?:script|style)>|</?[a-z][^<>]{0,1000}>",
    re.IGNORECASE | re.DOTALL,
)
_WRITTEN_ONE_WAY: Final = re.compile(r"[ \w.,:;()/-]*", re.ASCII)
_OPEN: Final = re.compile(r"<[^<>]{0,5000}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A value that a page states, the rule that read it, and a hint to its place in the source."""

    value: str
    rule: str
    near: str = ""
    line: int = 0


@dataclass(frozen=True)
class Page:
    """A page: its decoded text, its tree, and the URL it was read from (or empty)."""

    text: str
    tree: HtmlElement = field(repr=False)
    address: str = ""
    elements: tuple[HtmlElement, ...] = field(default=(), repr=False)
    """References that keep lxml from building a new proxy object at each access."""

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of the page's meta tags, in order, by name or property in lower case."""
        found: dict[str, list[str]] = {}
        for number, tag in enumerate(self.tree.iter("meta")):
            if number >= 500:
                break
            said = tag.get("content") or tag.get("value") or ""
            content = without_tags(said[:LONGEST_VALUE])
            for key in ("property", "name", "itemprop", "http-equiv"):
                if content and (name := tag.get(key)):
                    found.setdefault(name.strip().lower()[:100], []).append(content)
        return found

    def meta(self, *names: str) -> Iterator[Statement]:
        """Yield the meta tags of these names as statements."""
        for name in names:
            for value in self.metas.get(name, ())[:10]:
                yield Statement(value, f"meta {name}", near=name)

    def span_of(self, statement: Statement) -> tuple[int, int] | None:
        """Return the span of a statement's value in the source, or of the tag that gives it."""
        value, near = statement.value, statement.near
        start = self._line_starts[statement.line - 1] if statement.line else 0
        if not near and not statement.line:  # no hint: it may be anywhere
            return self._verbatim(value, 0, len(self.text))
        for at in self._places(near, start):
            if span := self._verbatim(value, at, at + AROUND + len(value)):
                return span
            before = self.text.rfind("<", max(0, at - AROUND), at)
            if before >= 0 and (span := self._verbatim(value, before, at)):
                return span
        at = next(self._places(near, start), -1) if near else -1
        if at >= 0 and (tag := _OPEN.match(self.text, max(0, self.text.rfind("<", 0, at + 1)))):
            return tag.start(), min(tag.end() + 1, len(self.text))
        return None

    def _places(self, near: str, start: int) -> Iterator[int]:
        at = self.text.find(near, start)
        for _ in range(MOST_PLACES):
            if at < 0:
                return
            yield at
            at = self.text.find(near, at + 1)

    def _verbatim(self, value: str, start: int, end: int) -> tuple[int, int] | None:
        for form in _forms(value):
            at = self.text.find(form, start, end)
            if at >= 0 and form:
                return at, at + len(form)
        return None

    @cached_property
    def others(self) -> Others:
        """The elements among comments, related articles and the like."""
        return Others(self.tree)

    @cached_property
    def _line_starts(self) -> list[int]:
        lengths = (len(line) + 1 for line in self.text.split("\n"))
        return [0, *accumulate(lengths), len(self.text)]


def _forms(value: str) -> Iterator[str]:
    """Yield the ways a value may be written in a page: plainly, in HTML, in JSON."""
    yield value
    if _WRITTEN_ONE_WAY.fullmatch(value):
        return
    yield html.escape(value, quote=False)
    yield html.escape(value)
    yield html.escape(value).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield json.dumps(value)[1:-1]


def parse(text: str, address: str = "") -> Page:
    """Parse a page. Raises UnreadableDocument if no tree can be built."""
    parser = HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    content = _BAD.sub("", text).encode("utf-8", "replace")
    try:
        tree = document_fromstring(content, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument(
            f"It is no page that can be read ({str(error)[:100]}). Save it again from the browser."
        ) from error
    return Page(text, tree, address, tuple(islice(tree.iter(), MOST_HELD)))


def without_tags(text: str) -> str:
    """Return a value on one line, without the tags that some pages leave in it."""
    return tidy(" ".join(_TAG.sub("", text).split()))


def words_of(element: HtmlElement, most: int = LONGEST_VALUE) -> str:
    """Return the visible text of an element on one line, cut after `limit` characters."""
    is_leaf = not len(element) and element.tag not in _UNREAD
    shown = [element.text or ""] if is_leaf else _SHOWN(element)
    words = " ".join("".join(shown).split())
    return tidy(words[:most])
