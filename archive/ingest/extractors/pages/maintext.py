"""Main text of a page as blocks, extracted by trafilatura from the parsed tree."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Extractor as Options

from archive.ingest.extractors.pages.page import MOST_HELD, Page, words_of
from archive.text.markdown import tidy

SHORT: Final = 600  # characters of a text that may be incomplete
ENOUGH: Final = 0.5  # share of the page's paragraphs below which it is extracted again
MORE: Final = 1.5  # times the strict text's length that the lenient one must exceed
MOST_PARAGRAPHS: Final = 2000
LINE: Final = 80  # characters a paragraph is longer than
ALIKE: Final = 0.85  # similarity to the stated text below which it is extracted again
FEWEST_STATED: Final = 500  # characters of a stated text that is worth comparing with
MOST_COMPARED: Final = 4000  # elements; beyond this trafilatura's quadratic fallback is off
UNWEIGHED: Final = "unweighed"
LONGEST_ATTRIBUTE: Final = 4000
_OVERLONG: Final = etree.XPath(f"//*[@*[string-length() > {LONGEST_ATTRIBUTE}]]")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item of the main text."""

    text: str
    kind: str = "p"


def main_text(page: Page, stated: str = "") -> list[Block]:
    """Return the blocks of the main text in order; empty if the page has none.

    The strict extraction runs first. If its result is short, or differs from the text that the
    page's tags state, the lenient one runs too, and the better of both is returned.
    """
    elements = len(page.elements)
    if elements == MOST_HELD:
        return list(_as_it_stands(page))
    fast = elements > MOST_COMPARED
    _shorten_attributes(page)
    paragraphs, lists = _sizes(page)
    enough = max(SHORT, ENOUGH * paragraphs)
    strict = _read(page, precision=True, fast=True)
    if not fast and _size(strict) < max(SHORT, ENOUGH * (paragraphs + lists)):
        strict = _read(page, precision=True, fast=False)  # with the fallback algorithms
    likeness = _likeness(strict, stated) if len(stated) >= FEWEST_STATED else 1.0
    if likeness >= ALIKE and _size(strict) >= enough:
        return strict
    free = _read(page, precision=False, fast=fast)
    if len(stated) >= FEWEST_STATED:
        return free if _likeness(free, stated) > likeness else strict
    return free if _size(free) > MORE * _size(strict) else strict


def _as_it_stands(page: Page) -> Iterator[Block]:
    """Yield the paragraphs of a page that is too large for trafilatura."""
    for part in page.tree.iter("p", "h2", "h3", "li", "td", "pre"):
        if text := words_of(part, len(page.text)):
            yield Block(text, UNWEIGHED)


def _shorten_attributes(page: Page) -> None:
    """Cut long attributes: trafilatura matches slow patterns against them."""
    for element in _OVERLONG(page.tree):
        for name, value in element.items():
            if len(value) > LONGEST_ATTRIBUTE:
                element.set(
                    name, "" if name in {"class", "id", "style"} else value[:LONGEST_ATTRIBUTE]
                )


def _sizes(page: Page) -> tuple[int, int]:
    """Return the size of the text in paragraphs longer than a line, and in lists beside them.

    The first is an upper bound of most bodies.
    """
    parts = islice(page.tree.iter("p"), MOST_PARAGRAPHS)
    sizes = {part: size for part in parts if (size := _length(part)) > LINE}
    holders = dict.fromkeys(part.getparent() for part in sizes)
    lists = (part for holder in holders for part in holder if part.tag in {"ul", "ol"})
    return sum(sizes.values()), sum(map(_length, lists))


def _length(element: etree._Element) -> int:
    return sum(map(len, element.itertext()))


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _likeness(blocks: Sequence[Block], stated: str) -> float:
    """Return the Dice coefficient of the words of the blocks and of the stated text."""
    ours = Counter(word for block in blocks for word in _WORD.findall(block.text.casefold()))
    theirs = Counter(_WORD.findall(stated.casefold()))
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


def _read(page: Page, *, precision: bool, fast: bool) -> list[Block]:
    options = Options(comments=False, precision=precision, fast=fast)
    try:
        found = bare_extraction(page.tree, url=page.address or None, options=options)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return []
    body = getattr(found, "body", None)
    return [] if body is None else [block for block in _blocks(body) if block.text]


def _blocks(body: etree._Element) -> Iterator[Block]:
    for element in body:
        match element.tag:
            case "list" | "table" | "quote" if len(element):
                yield from _parts(element)
            case _:
                yield Block(_words(element), str(element.tag))
        if element.tail and element.tail.strip():
            yield Block(tidy(" ".join(element.tail.split())))


def _parts(element: etree._Element) -> Iterator[Block]:
    """Yield the items of a list, the rows of a table, the paragraphs of a quotation."""
    if element.text and element.text.strip():
        yield Block(tidy(" ".join(element.text.split())), "quote")
    for part in element:
        cells = [_words(cell) for cell in part] if part.tag == "row" else [_words(part)]
        yield Block(" · ".join(filter(None, cells)), "item")
        if part.tail and part.tail.strip():
            yield Block(tidy(" ".join(part.tail.split())), "item")


def _words(element: etree._Element) -> str:
    """Return the text of an element; a line break inside it is a space."""
    return tidy(" ".join(_in_order(element).split()))


def _in_order(element: etree._Element) -> str:
    parts = [element.text or ""]
    for inner in element:
        parts += [" " if inner.tag in {"lb", "item", "p"} else "", _in_order(inner)]
        parts.append(inner.tail or "")
    return "".join(parts)
