"""A parsed web page: its text, its tree, and where its values stand."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, count, islice
from operator import add
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archive.errors import UnreadableDocument
from archive.extraction.html.microdata import is_of_another_item
from archive.formats.decoding import decode_record
from archive.formats.documents import SourceDocument
from archive.formats.faults import describe_fault
from archive.text.encodings import DecodedText
from archive.text.normalize import clean_line, clean_markup_text, collapse_whitespace, name_key

MAX_HINT_OFFSETS: Final = 20  # occurrences of a hint that are tried
HINT_RADIUS: Final = 4000  # characters after a hint in which its value stands
MAX_VALUE_LENGTH: Final = 20_000
MAX_LINKS: Final = 300
MIN_TEASER_LINK: Final = 25  # characters of a link to an article; names are shorter
MAX_ELEMENTS: Final = 20_000  # elements of a page; real pages have some thousand
_CONTROL_BYTES: Final = bytes(set(range(0x20)) - set(b"\t\n\r"))
_NO_CHARACTERS: Final = ("\ufffe", "\uffff")
_VISIBLE_TEXT: Final = etree.XPath(
    "descendant::text()[not(parent::script or parent::style or parent::noscript or parent::template)]",
    smart_strings=False,
)
INLINE_TAGS: Final = frozenset("a abbr b bdi cite code em font i mark q s small span strong u".split())
_ONE_CLASS: Final = etree.ElementDefaultClassLookup(element=HtmlElement)
"""Nothing here needs lxml's own classes of forms and labels, which it looks up in Python for each element."""
_SKIPPED_TAGS: Final = frozenset({"script", "style", "noscript", "template"})
_TAG: Final = re.compile(
    r"<(?:script|style)\b.{0,5000}?</(?:script|style)>|</?[a-z][^<>]{0,1000}>", re.IGNORECASE | re.DOTALL
)
_PLAIN_VALUE: Final = re.compile(r"[ \w.,:;()/-]*", re.ASCII)
_OPEN_TAG: Final = re.compile(r"<[^<>]{0,5000}")
_UNRELATED_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:[\s_-]?(?:list|section|area|wrapper|body|author|item|thread|form))?"
    r"|related(?:[\s_-]?\w{1,20})?|recommend(?:ed|ations?)?|recirc(?:ulation)?|teasers?|(?:most|also|more)[\s_-](?:read"
    r"|popular|viewed|shared|stories|articles|news|from)|read[\s_-](?:next|also)|(?:latest|popular|trending|other"
    r"|next)[\s_-](?:news|articles|stories|posts)|trending|newsletters?(?:[\s_-]?(?:box|form|signup))?|disqus(?:[\s_-]?thread)?|repl(?:y|ies)|responses?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NEVER_UNRELATED: Final = frozenset("html body main span time small i b em strong".split())
"""The whole page, and tags that hold words and no part of a page."""
MAX_LINES_BELOW: Final = 2
MAX_LINE_BELOW: Final = 150  # characters of a line below the first heading
_PERSON_CLASS: Final = re.compile(r"author|byline|bio|autor|auteur", re.IGNORECASE)


class UnrelatedParts:
    """Set-like test of whether an element stands in an unrelated part; cached by element.

    The first heading's ancestors and the short lines below it never do. An `aside` does only with a heading of its own:
    it often holds bylines.
    """

    def __init__(self, tree: HtmlElement) -> None:
        heading = next(tree.iter("h1"), None)
        related = () if heading is None else (*heading.iterancestors(), *_iter_lines_below(heading))
        self._cache: dict[HtmlElement, bool] = dict.fromkeys(related, False)

    def __contains__(self, element: HtmlElement) -> bool:
        """Return whether an element is in an unrelated part."""
        path: list[HtmlElement] = []
        is_unrelated = False
        for ancestor in (element, *element.iterancestors()):
            if ancestor in self._cache:
                is_unrelated = self._cache[ancestor]
                break
            path.append(ancestor)
            if is_unrelated := _is_unrelated(ancestor):
                break
        self._cache.update(dict.fromkeys(path, is_unrelated))
        return is_unrelated


def _iter_lines_below(heading: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements right below a heading that hold a line and no heading: its byline, whatever their class."""
    for element in islice(heading.itersiblings(), MAX_LINES_BELOW):
        has_heading = next(element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is not None
        if has_heading or len(get_visible_text(element, MAX_LINE_BELOW + 1)) > MAX_LINE_BELOW:
            return
        yield element


def _is_unrelated(element: HtmlElement) -> bool:
    if element.tag in _NEVER_UNRELATED:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    if element.tag == "aside" and not _PERSON_CLASS.search(names):
        return next(element.iter("h2", "h3", "h4"), None) is not None
    if len(names) < 2 or (match := _UNRELATED_CLASS.search(names)) is None:
        return False
    return "teaser" not in match[0].casefold() or _has_teaser_link(element)


def _has_teaser_link(element: HtmlElement) -> bool:
    """Return whether a part called teaser leads to an article: else it is the standfirst or the line of its author."""
    if next(element.iter("h2", "h3", "h4"), None) is not None or next(element.iterancestors("a"), None) is not None:
        return True
    return any(len(get_visible_text(link, MIN_TEASER_LINK)) == MIN_TEASER_LINK for link in element.iter("a"))


@dataclass(frozen=True, slots=True)
class PageStatement:
    """A value that a page states, the rule that read it, and a hint to its place in the source."""

    value: str
    rule: str
    hint: str = ""
    line: int = 0

    @property
    def key(self) -> str:
        """The value as it is compared."""
        return name_key(self.value)


@dataclass(frozen=True)
class WebPage:
    """A page: its decoded text, its tree, and the URL it was read from (or empty)."""

    text: str
    tree: HtmlElement = field(repr=False)
    url: str = ""
    elements: tuple[HtmlElement, ...] = field(default=(), repr=False)
    """References that keep lxml from building a new proxy object at each access."""

    @cached_property
    def meta_tags(self) -> dict[str, list[str]]:
        """Contents of the page's meta tags, in order, by name or property in lower case."""
        contents: dict[str, list[str]] = {}
        for tag in islice(self.tree.iter("meta"), 500):
            raw_content = tag.get("content") or tag.get("value") or ""
            content = strip_tags(raw_content[:MAX_VALUE_LENGTH])
            if tag.get("itemprop") and is_of_another_item(tag):
                continue  # the author of a reference, the day of a video
            for name in filter(None, map(tag.get, ("property", "name", "itemprop", "http-equiv"))):
                if content:
                    contents.setdefault(name.strip().lower()[:100], []).append(content)
        return contents

    def iter_meta(self, *names: str) -> Iterator[PageStatement]:
        """Yield the meta tags of these names as statements."""
        for name in names:
            for value in self.meta_tags.get(name, ())[:10]:
                yield PageStatement(value, f"meta {name}", hint=name)

    def find_span(self, statement: PageStatement) -> tuple[int, int] | None:
        """Return the span of a statement's value in the source, or of the tag that gives it."""
        value, hint = statement.value, statement.hint
        start = self._line_starts[statement.line - 1] if statement.line else 0
        if not hint and not statement.line:  # no hint: it may be anywhere
            return self.find_verbatim(value, 0, len(self.text))
        for at in self.iter_offsets(hint, start):
            if span := self.find_verbatim(value, at, at + HINT_RADIUS + len(value)):
                return span
            tag_start = self.text.rfind("<", max(0, at - HINT_RADIUS), at)
            if tag_start >= 0 and (span := self.find_verbatim(value, tag_start, at)):
                return span
        at = next(self.iter_offsets(hint, start), -1) if hint else -1
        if at >= 0 and (tag := _OPEN_TAG.match(self.text, max(0, self.text.rfind("<", 0, at + 1)))):
            return tag.start(), min(tag.end() + 1, len(self.text))
        return None

    def iter_offsets(self, words: str, start: int = 0, *, limit: int = MAX_HINT_OFFSETS) -> Iterator[int]:
        """Yield the offsets of the first occurrences of `words` in the source."""
        at = start - 1
        for _ in range(limit):
            if (at := self.text.find(words, at + 1)) < 0:
                return
            yield at

    def find_verbatim(self, value: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the span of a value between two offsets of the source, in any spelling of pages."""
        for spelling in _iter_spellings(value):
            at = self.text.find(spelling, start, end)
            if at >= 0 and spelling:
                return at, at + len(spelling)
        return None

    @cached_property
    def named_elements(self) -> tuple[HtmlElement, ...]:
        """The elements that have a class, an identifier or a role, in order."""
        return tuple(one for one in self.elements if one.get("class") or one.get("id") or one.get("role"))

    @cached_property
    def classed_elements(self) -> tuple[tuple[HtmlElement, str], ...]:
        """The elements that have a class, in order, each with its classes, as they are when first asked for."""
        pairs = ((one, one.get("class") or "") for one in self.named_elements)
        return tuple((one, class_names) for one, class_names in pairs if class_names)

    @cached_property
    def links(self) -> tuple[HtmlElement, ...]:
        """The first tags `link` and `base`, as they are when first asked for."""
        return tuple(islice(self.tree.iter("link", "base"), MAX_LINKS))

    @cached_property
    def item_properties(self) -> tuple[HtmlElement, ...]:
        """The elements that give a property of microdata, in order, as they are when first asked for."""
        return tuple(self.tree.iterfind(".//*[@itemprop]"))

    def is_longer(self, element: HtmlElement, limit: int) -> bool:
        """Return whether the visible text of an element has more characters than a limit; remembered."""
        if (element, limit) not in self._long_parts:
            self._long_parts[element, limit] = len(get_visible_text(element, limit + 1)) > limit
        return self._long_parts[element, limit]

    @cached_property
    def _long_parts(self) -> dict[tuple[HtmlElement, int], bool]:
        return {}

    @cached_property
    def unrelated_parts(self) -> UnrelatedParts:
        """The elements among comments, related articles and the like."""
        return UnrelatedParts(self.tree)

    @cached_property
    def _line_starts(self) -> list[int]:
        lengths = map(len, self.text.split("\n"))
        return [0, *map(add, accumulate(lengths), count(1)), len(self.text)]


def _iter_spellings(value: str) -> Iterator[str]:
    """Yield the ways a value may be written in a page: plainly, in HTML, in JSON."""
    yield value
    if _PLAIN_VALUE.fullmatch(value):
        return
    yield html.escape(value, quote=False)
    yield html.escape(value)
    yield html.escape(value).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield json.dumps(value)[1:-1]


def parse_page(text: str, url: str = "") -> WebPage:
    """Parse a page. Raises UnreadableDocument if no tree can be built."""
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    source = text
    for invalid in _NO_CHARACTERS:
        source = source.replace(invalid, "")
    content = source.encode("utf-8", "replace").translate(None, _CONTROL_BYTES)
    try:
        tree = document_fromstring(content, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument(
            f"It is no page that can be read ({describe_fault(error)}). Save it again from the browser."
        ) from error
    return WebPage(text, tree, url, tuple(islice(tree.iter(), MAX_ELEMENTS)))


def strip_tags(text: str) -> str:
    """Return a value on one line, without the tags that some pages leave in it."""
    return clean_markup_text(_TAG.sub("", text))


def get_visible_text(element: HtmlElement, limit: int = MAX_VALUE_LENGTH) -> str:
    """Return the visible text of an element on one line, cut after `limit` characters."""
    is_leaf = not len(element) and element.tag not in _SKIPPED_TAGS
    parts = [element.text or ""] if is_leaf else _VISIBLE_TEXT(element)
    return clean_line(collapse_whitespace("".join(parts))[:limit])


def decode_page(document: SourceDocument) -> DecodedText:
    """Return the decoded page. Raises UnreadableDocument if it is empty or binary."""
    if not document.content.strip():
        raise UnreadableDocument("It is empty. There is nothing to take in.")
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding, is_markup=True)
    if decoded.text[:1000].count("\x00") > 20:
        raise UnreadableDocument("It is binary, not a page: it has NUL bytes. Fetch it again.")
    return replace(decoded, text=decoded.text.replace("\x00", "\ufffd"))  # as browsers read them (HTML, 13.2.5.1)
