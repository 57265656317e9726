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

from archive.ingest.extractors.pages.page import MAX_ELEMENTS, WebPage, get_visible_text
from archive.text.markdown import clean_line

SHORT_TEXT: Final = 600  # characters of a text that may be incomplete
MIN_SHARE: Final = 0.5  # share of the page's paragraphs below which it is extracted again
MIN_GAIN: Final = 1.5  # times the strict text's length that the lenient one must exceed
MAX_PARAGRAPHS: Final = 2000
MAX_LINE_LENGTH: Final = 80  # characters a paragraph is longer than
MIN_SIMILARITY: Final = 0.85  # similarity to the stated text below which it is extracted again
MIN_STATED_LENGTH: Final = 500  # characters of a stated text that is worth comparing with
MAX_COMPARED_ELEMENTS: Final = 4000  # elements; beyond this trafilatura's quadratic fallback is off
UNWEIGHED: Final = "unweighed"
MAX_ATTRIBUTE_LENGTH: Final = 4000
_LONG_ATTRIBUTES: Final = etree.XPath(f"//*[@*[string-length() > {MAX_ATTRIBUTE_LENGTH}]]")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, heading or list item of the main text."""

    text: str
    kind: str = "p"


def extract_main_text(page: WebPage, stated_text: str = "") -> list[TextBlock]:
    """Return the blocks of the main text in order; empty if the page has none.

    The strict extraction runs first. If its result is short, or differs from the text that the
    page's tags state, the lenient one runs too, and the better of both is returned.
    """
    element_count = len(page.elements)
    if element_count == MAX_ELEMENTS:
        return list(_iter_unweighed_blocks(page))
    fast = element_count > MAX_COMPARED_ELEMENTS
    _shorten_attributes(page)
    paragraph_size, list_size = _measure_paragraphs(page)
    min_size = max(SHORT_TEXT, MIN_SHARE * paragraph_size)
    strict_blocks = _run_trafilatura(page, precision=True, fast=True)
    if not fast and _measure_blocks(strict_blocks) < max(
        SHORT_TEXT, MIN_SHARE * (paragraph_size + list_size)
    ):
        strict_blocks = _run_trafilatura(
            page, precision=True, fast=False
        )  # with the fallback algorithms
    similarity = (
        _compute_similarity(strict_blocks, stated_text)
        if len(stated_text) >= MIN_STATED_LENGTH
        else 1.0
    )
    if similarity >= MIN_SIMILARITY and _measure_blocks(strict_blocks) >= min_size:
        return strict_blocks
    lenient_blocks = _run_trafilatura(page, precision=False, fast=fast)
    if len(stated_text) >= MIN_STATED_LENGTH:
        return (
            lenient_blocks
            if _compute_similarity(lenient_blocks, stated_text) > similarity
            else strict_blocks
        )
    return (
        lenient_blocks
        if _measure_blocks(lenient_blocks) > MIN_GAIN * _measure_blocks(strict_blocks)
        else strict_blocks
    )


def _iter_unweighed_blocks(page: WebPage) -> Iterator[TextBlock]:
    """Yield the paragraphs of a page that is too large for trafilatura."""
    for part in page.tree.iter("p", "h2", "h3", "li", "td", "pre"):
        if text := get_visible_text(part, len(page.text)):
            yield TextBlock(text, UNWEIGHED)


def _shorten_attributes(page: WebPage) -> None:
    """Cut long attributes: trafilatura matches slow patterns against them."""
    for element in _LONG_ATTRIBUTES(page.tree):
        for name, value in element.items():
            if len(value) > MAX_ATTRIBUTE_LENGTH:
                element.set(
                    name, "" if name in {"class", "id", "style"} else value[:MAX_ATTRIBUTE_LENGTH]
                )


def _measure_paragraphs(page: WebPage) -> tuple[int, int]:
    """Return the size of the text in paragraphs longer than a line, and in lists beside them.

    The first is an upper bound of most bodies.
    """
    parts = islice(page.tree.iter("p"), MAX_PARAGRAPHS)
    sizes = {part: size for part in parts if (size := _measure_element(part)) > MAX_LINE_LENGTH}
    holders = dict.fromkeys(part.getparent() for part in sizes)
    lists = (part for holder in holders for part in holder if part.tag in {"ul", "ol"})
    return sum(sizes.values()), sum(map(_measure_element, lists))


def _measure_element(element: etree._Element) -> int:
    return sum(map(len, element.itertext()))


def _measure_blocks(blocks: Sequence[TextBlock]) -> int:
    return sum(len(block.text) for block in blocks)


def _compute_similarity(blocks: Sequence[TextBlock], stated_text: str) -> float:
    """Return the Dice coefficient of the words of the blocks and of the stated text."""
    block_words = Counter(word for block in blocks for word in _WORD.findall(block.text.casefold()))
    stated_words = Counter(_WORD.findall(stated_text.casefold()))
    return (
        2
        * (block_words & stated_words).total()
        / max(1, block_words.total() + stated_words.total())
    )


def _run_trafilatura(page: WebPage, *, precision: bool, fast: bool) -> list[TextBlock]:
    options = Options(comments=False, precision=precision, fast=fast)
    try:
        document = bare_extraction(page.tree, url=page.url or None, options=options)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return []
    body = getattr(document, "body", None)
    return [] if body is None else [block for block in _iter_blocks(body) if block.text]


def _iter_blocks(body: etree._Element) -> Iterator[TextBlock]:
    for element in body:
        match element.tag:
            case "list" | "table" | "quote" if len(element):
                yield from _iter_items(element)
            case _:
                yield TextBlock(_get_text(element), str(element.tag))
        if element.tail and element.tail.strip():
            yield TextBlock(clean_line(" ".join(element.tail.split())))


def _iter_items(element: etree._Element) -> Iterator[TextBlock]:
    """Yield the items of a list, the rows of a table, the paragraphs of a quotation."""
    if element.text and element.text.strip():
        yield TextBlock(clean_line(" ".join(element.text.split())), "quote")
    for part in element:
        cells = [_get_text(cell) for cell in part] if part.tag == "row" else [_get_text(part)]
        yield TextBlock(" · ".join(filter(None, cells)), "item")
        if part.tail and part.tail.strip():
            yield TextBlock(clean_line(" ".join(part.tail.split())), "item")


def _get_text(element: etree._Element) -> str:
    """Return the text of an element; a line break inside it is a space."""
    return clean_line(" ".join(_join_text(element).split()))


def _join_text(element: etree._Element) -> str:
    parts = [element.text or ""]
    for inner in element:
        parts += [" " if inner.tag in {"lb", "item", "p"} else "", _join_text(inner)]
        parts.append(inner.tail or "")
    return "".join(parts)
