"""HTML fragments to plaintext paragraphs, for the entries of feeds."""

import re
from typing import Final

from lxml import html
from lxml.etree import LxmlError, iterwalk

from archive.text.markdown import tidy
from archive.text.normalize import without_controls

_BLOCKS: Final = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table td th tr ul".split()
)
_SILENT: Final = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg"})
_TAG: Final = re.compile(r"[<&]")


def paragraphs_of(markup: str, *, links: bool = True) -> list[str]:
    """Return the paragraphs of an HTML fragment; without `links`, leave out the text of links.

    Scripts and styles are skipped.
    """
    markup = without_controls(markup)
    if not _TAG.search(markup):
        return [line for part in markup.split("\n\n") if (line := tidy(part))]
    try:
        root = html.fromstring(f"<div>{markup}</div>")
    except (LxmlError, ValueError):
        return []
    pieces: list[list[str]] = [[]]
    _gather(root, pieces, _SILENT if links else _SILENT | {"a"})
    return [line for piece in pieces if (line := tidy("".join(piece)))]


def _gather(root: html.HtmlElement, pieces: list[list[str]], unread: frozenset[str]) -> None:
    """Append text in document order, with a new paragraph at each block tag; not recursive."""
    silent = 0
    for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            text = element.tail
        else:
            if element.tag in _BLOCKS:
                pieces.append([])
            step = element.tag in unread
            silent += step if event == "start" else -step
            text = element.text if event == "start" else element.tail
        if text and not silent:
            pieces[-1].append(text)
