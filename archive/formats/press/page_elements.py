"""Bounds of elements in the source of a web page, found without building its tree."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(r"<(?:!--|(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,20}))")
_HIDDEN_TAG: Final = re.compile(r"<(?P<name>script|style|template)\b", re.IGNORECASE)
_HIDDEN: Final = frozenset({"script", "style", "template", "textarea", "noscript"})
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PageSource:
    """The source of a page as text of which each character stands for `width` bytes, so that offsets give bytes."""

    text: str
    width: int
    codec: str

    def to_bytes(self, span: Span) -> Span:
        """Return a span of the text as one of bytes."""
        return span[0] * self.width, span[1] * self.width


def read_source(content: bytes) -> PageSource:
    """Return the source of a page for a search of its tags; letters beyond ASCII are not decoded."""
    codec = _UTF16.get(content[:2], "")
    if codec and len(text := content.decode(codec, "replace")) * 2 == len(content):
        return PageSource(text, 2, codec)
    return PageSource(content.decode("latin-1"), 1, "")


@dataclass(frozen=True, slots=True)
class PageTag:
    """A tag: its span, its name in lower case, and whether it closes."""

    start: int
    end: int
    name: str
    is_close: bool


def iter_tags(text: str, names: frozenset[str]) -> Iterator[PageTag]:
    """Yield the tags of these names, in order; those in comments, scripts and templates are no tags."""
    position = 0
    while match := _TOKEN.search(text, position):
        name = (match["name"] or "").lower()
        if not name:
            end = text.find("-->", match.end())
            position = end + 3 if end >= 0 else len(text)
            continue
        end = text.find(">", match.end())
        end = len(text) if end < 0 else end + 1
        position = end
        if name in _HIDDEN and not match["close"]:
            position = _find_close(text, name, end)
        if name in names:
            yield PageTag(match.start(), end, name, bool(match["close"]))


def blank_hidden(text: str) -> str:
    """Return a source with blanks for scripts, styles and other elements that no reader sees, to their end tags."""
    pieces, position = [], 0
    while match := _HIDDEN_TAG.search(text, position):
        end = _find_close(text, match["name"], match.end())
        pieces += [text[position : match.start()], " " * (end - match.start())]
        position = end
    return "".join([*pieces, text[position:]])


def _find_close(text: str, name: str, start: int) -> int:
    """Return the offset of the closing tag of an element whose content is not read; the end if there is none."""
    close = re.compile(rf"</{name}\b", re.IGNORECASE).search(text, start)
    return close.start() if close else len(text)


def find_elements(text: str, name: str, is_wanted: Callable[[str], bool] = lambda _: True) -> list[Span]:
    """Return the spans of the outermost elements of a name whose opening tag is wanted; those that close."""
    spans: list[Span] = []
    depth, start, start_depth = 0, -1, 0
    for tag in iter_tags(text, frozenset({name})):
        if not tag.is_close:
            depth += 1
            if start < 0 and is_wanted(text[tag.start : min(tag.end, tag.start + 2000)]):
                start, start_depth = tag.start, depth
        elif depth:
            if start >= 0 and depth == start_depth:
                spans.append((start, tag.end))
                start = -1
            depth -= 1
    return spans
