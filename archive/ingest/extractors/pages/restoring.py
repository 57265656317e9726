"""Paragraphs that the reading of the main text lost between two of its own, put back.

A reading that weighs each part by itself drops a sentence that is mostly links, or one that a
system wraps in an element of its own. What has the same make as the text around it is text.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from archive.ingest.extractors.pages.maintext import Block
from archive.ingest.extractors.pages.page import Page, words_of
from archive.text.markdown import tidy
from archive.text.normalize import name_key
from archive.text.paragraphs import is_unfinished

RESTORED: Final = "restored"
SHORTEST: Final = 60  # characters of a paragraph that is put back
MOST_LINKED: Final = 0.6  # share of its words that are links: more is a list of other pages
MOST_PARAGRAPHS: Final = 2000
FEWEST_KEPT: Final = 3  # paragraphs of one make that show what the text is made of
MOST_LEADING: Final = 2  # paragraphs before the first one kept
_NO_TEXT: Final = (
    "img",
    "div",
    "label",
    "form",
    "input",
    "button",
    "select",
    "figure",
    "iframe",
    "video",
    "svg",
)
"""What brings words of its own into a paragraph: captions, labels."""
_MARKUP: Final = re.compile(r"<[a-z/!]|&(?:\w{2,8}|#\d+);")
Make = tuple[str, ...]


def restored(page: Page, blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the lost paragraphs at their places, of kind `restored`."""
    places = {block.text: number for number, block in enumerate(blocks)}
    parts = [
        (part, text, places.get(text, -1))
        for part in islice(page.tree.iter("p"), MOST_PARAGRAPHS)
        if (text := _words(part, places))
    ]
    held = [number for number, (*_, place) in enumerate(parts) if place >= 0]
    if len(held) < FEWEST_KEPT:
        return list(blocks)
    counts = Counter(_make(parts[number][0]) for number in held)
    usual = {make for make, times in counts.items() if times >= FEWEST_KEPT}
    whole = name_key(" ".join(places))
    waiting: dict[int, list[Block]] = {}
    after = -1
    for part, text, place in parts[max(0, held[0] - MOST_LEADING) : held[-1]]:
        if place >= 0:
            after = place
        elif _make(part) in usual and _is_text(page, part, text) and name_key(text) not in whole:
            waiting.setdefault(after, []).append(Block(text, RESTORED))
    return list(_woven(blocks, waiting))


def _words(part: HtmlElement, known: Container[str]) -> str:
    """The words of a paragraph on one line, as the main text has them."""
    words = " ".join("".join(part.itertext()).split())
    return words if words in known else tidy(words)


def _woven(blocks: Sequence[Block], waiting: dict[int, list[Block]]) -> Iterator[Block]:
    yield from waiting.get(-1, ())
    for number, block in enumerate(blocks):
        yield block
        yield from waiting.get(number, ())


def _make(part: HtmlElement) -> Make:
    """What a paragraph and the two elements around it are and are called."""
    near = [part, *islice(part.iterancestors(), 2)]
    return tuple(f"{one.tag} {one.get('class') or ''}" for one in near)


def _is_text(page: Page, part: HtmlElement, text: str) -> bool:
    """Whether it is a whole sentence, no list of links, without pictures, and not of others."""
    if len(text) < SHORTEST or is_unfinished(text) or part in page.others:
        return False
    if next(part.iter(*_NO_TEXT), None) is not None or _MARKUP.search(text):
        return False
    linked = sum(len(words_of(link)) for link in part.iterfind(".//a"))
    return linked <= MOST_LINKED * len(text)
