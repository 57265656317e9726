"""The text of a piece of markup: its paragraphs, and apart from them the captions of its pictures."""

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree, html
from lxml.etree import LxmlError, iterwalk

from archive.extraction.common.xml_records import get_local_name
from archive.text.normalize import clean_line, strip_controls

_BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table td th tr ul block hl1 hl2 media media-caption".split()
)
_SKIPPED_TAGS: Final = frozenset(
    "script style template noscript iframe object svg head button form media-producer en-media en-crypt".split()
)
_CAPTION_TAGS: Final = frozenset({"figcaption", "media-caption"})
_MARK: Final = re.compile(r"[<&]")


@dataclass(slots=True)
class MarkupText:
    """Paragraphs, and captions, of a piece of markup."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The paragraphs as the text of an article."""
        return "\n\n".join(self.paragraphs)


def read_markup(markup: str, *, with_links: bool = True) -> MarkupText:
    """Return the text of an HTML fragment; without `with_links`, leave out the text of links."""
    markup = strip_controls(markup)
    if not _MARK.search(markup):
        return MarkupText([line for part in markup.split("\n\n") if (line := clean_line(part))])
    try:
        root = html.fromstring(f"<div>{markup}</div>")
    except (LxmlError, ValueError):
        return MarkupText()
    return read_element(root, with_links=with_links)


def read_element(root: etree._Element, *, with_links: bool = True) -> MarkupText:
    """Return the text of an element of HTML, XHTML or NITF, with a new paragraph at each block; not recursive."""
    skipped_tags = _SKIPPED_TAGS if with_links else _SKIPPED_TAGS | {"a"}
    lines: list[tuple[bool, list[str]]] = [(False, [])]
    skip_depth = caption_depth = 0
    for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            text = element.tail
        else:
            name, step = get_local_name(element), 1 if event == "start" else -1
            skip_depth += step * (name in skipped_tags)
            caption_depth += step * (name in _CAPTION_TAGS)
            if name in _BLOCK_TAGS:
                lines.append((caption_depth > 0, []))
            text = element.text if event == "start" else element.tail
        if text and not skip_depth and not (event == "end" and element is root):
            lines[-1][1].append(text)
    result = MarkupText()
    for is_caption, parts in lines:
        if line := clean_line("".join(parts)):
            (result.captions if is_caption else result.paragraphs).append(line)
    return result
