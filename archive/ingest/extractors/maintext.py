"""The main text of a page, as paragraphs: found by trafilatura in the tree that is parsed already."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Extractor as Options

from archive.ingest.extractors.page import Page
from archive.text.markdown import tidy

METHOD: Final = "trafilatura"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or item of the main text."""

    text: str
    kind: str = "p"


def main_text(page: Page) -> list[Block]:
    """The blocks of the main text in order; none where the page has none."""
    options = Options(comments=False, precision=False)
    try:
        found = bare_extraction(page.tree, url=page.address or None, options=options)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return []
    body = getattr(found, "body", None)
    if body is None:
        return []
    return [block for block in _blocks(body) if block.text]


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
    """The items of a list, the rows of a table, the paragraphs of a quotation."""
    if element.tag == "quote":
        inner = [part for part in element if part.tag in {"p", "quote", "list"}]
        if not inner:
            yield Block(_words(element), "quote")
            return
        yield Block(tidy(" ".join((element.text or "").split())), "quote")
        for part in inner:
            yield Block(_words(part), "quote")
        return
    for part in element:
        cells = [_words(cell) for cell in part] if part.tag == "row" else [_words(part)]
        yield Block(" · ".join(filter(None, cells)) if len(cells) > 1 else "".join(cells), "item")


def _words(element: etree._Element) -> str:
    return tidy(" ".join("".join(element.itertext()).split()))
