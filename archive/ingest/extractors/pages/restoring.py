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

from archive.ingest.extractors.pages.maintext import TextBlock
from archive.ingest.extractors.pages.page import WebPage, get_visible_text
from archive.text.markdown import clean_line
from archive.text.normalize import name_key
from archive.text.paragraphs import is_unfinished

RESTORED: Final = "restored"
MIN_PARAGRAPH: Final = 60  # characters of a paragraph that is put back
MAX_LINK_SHARE: Final = 0.6  # share of its text that is links; more is a list of other pages
MAX_RESTORED: Final = 2000
MIN_KEPT: Final = 3  # kept paragraphs with the same signature
MAX_HOLDERS: Final = 50  # elements whose text is split by line breaks
MAX_LEADING: Final = 2  # paragraphs before the first one kept
_NON_TEXT_TAGS: Final = (
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
_INLINE_TAGS: Final = frozenset(
    "a abbr b bdi cite code em font i mark q s small span strong u".split()
)
ElementSignature = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageParagraph:
    """A paragraph of the page: the index of its block (-1: none), and whether it may be text."""

    text: str
    block_index: int
    is_text: bool


def restore_paragraphs(page: WebPage, blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """Return the blocks with the dropped paragraphs in place, as blocks of kind `restored`."""
    block_indices = {block.text: number for number, block in enumerate(blocks)}
    paragraphs = _collect_paragraphs(page, block_indices)
    if len(_find_kept_indices(paragraphs)) < MIN_KEPT:
        paragraphs = max(
            (_split_at_breaks(holder, block_indices) for holder in _find_break_holders(page)),
            key=_count_kept,
            default=[],
        )
    kept_indices = _find_kept_indices(paragraphs)
    if len(kept_indices) < MIN_KEPT:
        return list(blocks)
    body_key = name_key(" ".join(block_indices))
    pending: dict[int, list[TextBlock]] = {}
    last_index = -1
    for paragraph in paragraphs[max(0, kept_indices[0] - MAX_LEADING) : kept_indices[-1]]:
        if paragraph.block_index >= 0:
            last_index = paragraph.block_index
        elif paragraph.is_text and name_key(paragraph.text) not in body_key:
            pending.setdefault(last_index, []).append(TextBlock(paragraph.text, RESTORED))
    return list(_interleave(blocks, pending))


def _find_kept_indices(paragraphs: Sequence[PageParagraph]) -> list[int]:
    return [number for number, paragraph in enumerate(paragraphs) if paragraph.block_index >= 0]


def _count_kept(paragraphs: Sequence[PageParagraph]) -> int:
    return len(_find_kept_indices(paragraphs))


def _collect_paragraphs(page: WebPage, block_indices: Mapping[str, int]) -> list[PageParagraph]:
    """Return the `p` elements; text is what has the same signature as several kept ones."""
    candidates = [
        (element, text, block_indices.get(text, -1))
        for element in islice(page.tree.iter("p"), MAX_RESTORED)
        if (text := _get_part_text(element, block_indices))
    ]
    counts = Counter(
        _build_signature(element) for element, _, block_index in candidates if block_index >= 0
    )
    common_signatures = {signature for signature, times in counts.items() if times >= MIN_KEPT}
    return [
        PageParagraph(
            text,
            block_index,
            block_index < 0
            and _build_signature(element) in common_signatures
            and _is_text(page, element, text),
        )
        for element, text, block_index in candidates
    ]


def _find_break_holders(page: WebPage) -> list[HtmlElement]:
    """Return elements whose text is split by line breaks only, as in old systems."""
    breaks = islice(page.tree.iter("br"), MAX_RESTORED)
    holders = dict.fromkeys(element.getparent() for element in breaks)
    return [holder for holder in islice(holders, MAX_HOLDERS) if holder not in page.unrelated]


def _split_at_breaks(holder: HtmlElement, block_indices: Mapping[str, int]) -> list[PageParagraph]:
    """Return the runs of text between the line breaks and blocks of an element."""
    runs: list[list[str]] = [[holder.text or ""]]
    link_lengths = [0]
    for child in holder:
        if child.tag in _INLINE_TAGS:
            runs[-1].append("".join(child.itertext()))
            link_lengths[-1] += len(runs[-1][-1]) if child.tag == "a" else 0
        else:
            runs.append([])
            link_lengths.append(0)
        runs[-1].append(child.tail or "")
    texts = [" ".join("".join(run).split()) for run in runs]
    return [
        PageParagraph(
            text if text in block_indices else clean_line(text),
            block_indices.get(text, -1),
            _is_prose(text) and link_length <= MAX_LINK_SHARE * len(text),
        )
        for text, link_length in zip(texts, link_lengths, strict=True)
        if text
    ]


def _get_part_text(element: HtmlElement, block_texts: Container[str]) -> str:
    """Return the text of a paragraph on one line, spelt as in the main text."""
    words = " ".join("".join(element.itertext()).split())
    return words if words in block_texts else clean_line(words)


def _interleave(
    blocks: Sequence[TextBlock], pending: dict[int, list[TextBlock]]
) -> Iterator[TextBlock]:
    yield from pending.get(-1, ())
    for number, block in enumerate(blocks):
        yield block
        yield from pending.get(number, ())


def _build_signature(element: HtmlElement) -> ElementSignature:
    """Return tag and class of a paragraph and of the two elements around it."""
    elements = [element, *islice(element.iterancestors(), 2)]
    return tuple(f"{ancestor.tag} {ancestor.get('class') or ''}" for ancestor in elements)


def _is_text(page: WebPage, element: HtmlElement, text: str) -> bool:
    """Return whether a paragraph is a full sentence, not a list of links, without pictures."""
    if not _is_prose(text) or element in page.unrelated:
        return False
    if next(element.iter(*_NON_TEXT_TAGS), None) is not None:
        return False
    link_length = sum(len(get_visible_text(link)) for link in element.iterfind(".//a"))
    return link_length <= MAX_LINK_SHARE * len(text)


def _is_prose(text: str) -> bool:
    return len(text) >= MIN_PARAGRAPH and not is_unfinished(text) and not _MARKUP.search(text)
