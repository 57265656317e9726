"""Restoring of paragraphs that trafilatura dropped from between others of the main text.

Trafilatura weighs each element alone, so it drops a sentence that is mostly links, or is wrapped in
an element of its own. A paragraph with the same markup as the text around it is text.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
MOST_LINKED: Final = 0.6  # share of its text that is links; more is a list of other pages
MOST_PARAGRAPHS: Final = 2000
FEWEST_KEPT: Final = 3  # kept paragraphs with the same signature
MOST_HOLDERS: Final = 50  # elements whose text is split by line breaks
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
"""Tags that bring text of their own into a paragraph: captions, labels."""
_MARKUP: Final = re.compile(r"<[a-z/!]|&(?:\w{2,8}|#\d+);")
_INLINE: Final = frozenset("a abbr b bdi cite code em font i mark q s small span strong u".split())
Make = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of the page: the index of its block (-1: none), and whether it may be text."""

    text: str
    place: int
    is_text: bool


def restored(page: Page, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the dropped paragraphs in place, as blocks of kind `restored`."""
    places = {block.text: number for number, block in enumerate(blocks)}
    parts = _paragraphs(page, places)
    if len(_held(parts)) < FEWEST_KEPT:
        parts = max((_bare(holder, places) for holder in _holders(page)), key=_kept, default=[])
    held = _held(parts)
    if len(held) < FEWEST_KEPT:
        return list(blocks)
    whole = name_key(" ".join(places))
    waiting: dict[int, list[Block]] = {}
    after = -1
    for part in parts[max(0, held[0] - MOST_LEADING) : held[-1]]:
        if part.place >= 0:
            after = part.place
        elif part.is_text and name_key(part.text) not in whole:
            waiting.setdefault(after, []).append(Block(part.text, RESTORED))
    return list(_woven(blocks, waiting))


def _held(parts: Sequence[Part]) -> list[int]:
    return [number for number, part in enumerate(parts) if part.place >= 0]


def _kept(parts: Sequence[Part]) -> int:
    return len(_held(parts))


def _paragraphs(page: Page, places: Mapping[str, int]) -> list[Part]:
    """Return the `p` elements; text is what has the same signature as several kept ones."""
    found = [
        (part, text, places.get(text, -1))
        for part in islice(page.tree.iter("p"), MOST_PARAGRAPHS)
        if (text := _words(part, places))
    ]
    counts = Counter(_make(part) for part, _, place in found if place >= 0)
    usual = {make for make, times in counts.items() if times >= FEWEST_KEPT}
    return [
        Part(text, place, place < 0 and _make(part) in usual and _is_text(page, part, text))
        for part, text, place in found
    ]


def _holders(page: Page) -> list[HtmlElement]:
    """Return elements whose text is split by line breaks only, as in old systems."""
    breaks = islice(page.tree.iter("br"), MOST_PARAGRAPHS)
    holders = dict.fromkeys(part.getparent() for part in breaks)
    return [one for one in islice(holders, MOST_HOLDERS) if one not in page.others]


def _bare(holder: HtmlElement, places: Mapping[str, int]) -> list[Part]:
    """Return the runs of text between the line breaks and blocks of an element."""
    runs: list[list[str]] = [[holder.text or ""]]
    linked = [0]
    for child in holder:
        if child.tag in _INLINE:
            runs[-1].append("".join(child.itertext()))
            linked[-1] += len(runs[-1][-1]) if child.tag == "a" else 0
        else:
            runs.append([])
            linked.append(0)
        runs[-1].append(child.tail or "")
    texts = [" ".join("".join(run).split()) for run in runs]
    return [
        Part(
            text if text in places else tidy(text),
            places.get(text, -1),
            _reads_as_text(text) and of_links <= MOST_LINKED * len(text),
        )
        for text, of_links in zip(texts, linked, strict=True)
        if text
    ]


def _words(part: HtmlElement, known: Container[str]) -> str:
    """Return the text of a paragraph on one line, spelt as in the main text."""
    words = " ".join("".join(part.itertext()).split())
    return words if words in known else tidy(words)


def _woven(blocks: Sequence[Block], waiting: dict[int, list[Block]]) -> Iterator[Block]:
    yield from waiting.get(-1, ())
    for number, block in enumerate(blocks):
        yield block
        yield from waiting.get(number, ())


def _make(part: HtmlElement) -> Make:
    """Return tag and class of a paragraph and of the two elements around it."""
    near = [part, *islice(part.iterancestors(), 2)]
    return tuple(f"{one.tag} {one.get('class') or ''}" for one in near)


def _is_text(page: Page, part: HtmlElement, text: str) -> bool:
    """Return whether a paragraph is a full sentence, not a list of links, without pictures."""
    if not _reads_as_text(text) or part in page.others:
        return False
    if next(part.iter(*_NO_TEXT), None) is not None:
        return False
    linked = sum(len(words_of(link)) for link in part.iterfind(".//a"))
    return linked <= MOST_LINKED * len(text)


def _reads_as_text(text: str) -> bool:
    return len(text) >= SHORTEST and not is_unfinished(text) and not _MARKUP.search(text)
