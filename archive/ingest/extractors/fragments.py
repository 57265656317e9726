"""HTML fragments to plaintext paragraphs, for the entries of feeds."""

import re
from typing import Final

from lxml import html
from lxml.etree import LxmlError, iterwalk

from archive.text.markdown import clean_line
from archive.text.normalize import strip_controls

_BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table td th tr ul".split()
)
_SKIPPED_TAGS: Final = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "svg"}
)
_TAG: Final = re.compile(r"[<&]")


def extract_paragraphs(markup: str, *, with_links: bool = True) -> list[str]:
    """Return the paragraphs of an HTML fragment; without `links`, leave out the text of links.

    Scripts and styles are skipped.
    """
    markup = strip_controls(markup)
    if not _TAG.search(markup):
        return [line for part in markup.split("\n\n") if (line := clean_line(part))]
    try:
        root = html.fromstring(f"<div>{markup}</div>")
    except (LxmlError, ValueError):
        return []
    paragraphs: list[list[str]] = [[]]
    _collect_text(root, paragraphs, _SKIPPED_TAGS if with_links else _SKIPPED_TAGS | {"a"})
    return [line for parts in paragraphs if (line := clean_line("".join(parts)))]


def _collect_text(
    root: html.HtmlElement, paragraphs: list[list[str]], skipped_tags: frozenset[str]
) -> None:
    """Append text in document order, with a new paragraph at each block tag; not recursive."""
    skip_depth = 0
    for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            text = element.tail
        else:
            if element.tag in _BLOCK_TAGS:
                paragraphs.append([])
            step = element.tag in skipped_tags
            skip_depth += step if event == "start" else -step
            text = element.text if event == "start" else element.tail
        if text and not skip_depth:
            paragraphs[-1].append(text)
