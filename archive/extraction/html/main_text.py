"""Main text of a web page in paragraphs, with lost paragraphs restored."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import MANUALLY_CLEANED
from trafilatura.settings import Extractor as Options

from archive.extraction.html.page import INLINE_TAGS, MAX_ELEMENTS, WebPage, get_visible_text
from archive.text.normalize import clean_line, clean_markup_text, collapse_whitespace, name_key
from archive.text.sentences import is_unfinished

SHORT_TEXT: Final = 600  # characters of a text that may be incomplete
MIN_TEXT: Final = 250  # characters of a text that is next to nothing, as trafilatura counts
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
_LONG_VALUE: Final = re.compile(
    r"=[\s\x00-\x1f]*(?:\"[^\"]{N}|'[^']{N}|[^ \t\r\n>]{N})".replace("N", f"{MAX_ATTRIBUTE_LENGTH}")
)
"""A cheap test that the source of every such attribute passes."""
_WORD: Final = re.compile(r"\w+")
RESTORED: Final = "restored"
MIN_PARAGRAPH: Final = 60  # characters of a paragraph that is put back
MAX_LINK_SHARE: Final = 0.6  # share of its text that is links; more is a list of other pages
MAX_RESTORED: Final = 2000
MIN_KEPT: Final = 3  # kept paragraphs with the same signature
MAX_HOLDERS: Final = 50  # elements whose text is split by line breaks
MAX_LEADING: Final = 2  # paragraphs before the first one kept
_NON_TEXT_TAGS: Final = "img div label form input button select figure iframe video svg".split()
"""Tags that bring text of their own into a paragraph: captions, labels."""
_MARKUP: Final = re.compile(r"<[a-z/!]|&(?:\w{2,8}|#\d+);")
_WEIGHED_TAGS: Final = frozenset({"head", "script", "form", "figure", "math"})
"""Tags that trafilatura looks into before it drops them."""
_DROPPED_TAGS: Final = tuple(frozenset(MANUALLY_CLEANED) - _WEIGHED_TAGS)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, heading or list item of the main text."""

    text: str
    kind: str = "p"


def extract_main_text(page: WebPage, stated_text: str = "") -> list[TextBlock]:
    """Return the blocks of the main text in order; empty if the page has none.

    If the strict extraction is short, or differs from the text that the page's tags state, the lenient one runs too,
    with its fallback algorithms; those of the strict one run where it finds next to nothing, or leaves out lists only.
    """
    element_count = len(page.elements)
    if element_count == MAX_ELEMENTS:
        parts = page.tree.iter("p", "h2", "h3", "li", "td", "pre")
        texts = (get_visible_text(part, len(page.text)) for part in parts)
        return [TextBlock(text, UNWEIGHED) for text in texts if text]
    fast = element_count > MAX_COMPARED_ELEMENTS
    long_parts = _LONG_ATTRIBUTES(page.tree) if _LONG_VALUE.search(page.text) else ()
    for element in long_parts:  # trafilatura matches slow patterns against them
        for name, value in element.items():
            if len(value) > MAX_ATTRIBUTE_LENGTH:
                element.set(name, "" if name in {"class", "id", "style"} else value[:MAX_ATTRIBUTE_LENGTH])
    paragraph_size, list_size = _measure_paragraphs(page)
    strict_blocks = _run_trafilatura(_copy_without_dropped(page.tree), precision=True, fast=True)
    wanted_size = max(SHORT_TEXT, MIN_SHARE * paragraph_size)
    strict_size = _measure_blocks(strict_blocks)
    lacks_lists = wanted_size <= strict_size < MIN_SHARE * (paragraph_size + list_size)
    if not fast and (strict_size < MIN_TEXT or lacks_lists):
        strict_blocks = _run_trafilatura(page.tree, precision=True, fast=False)  # with the fallback algorithms
        strict_size = _measure_blocks(strict_blocks)
    has_stated_text = len(stated_text) >= MIN_STATED_LENGTH
    similarity = _compute_similarity(strict_blocks, stated_text) if has_stated_text else 1.0
    if similarity >= MIN_SIMILARITY and strict_size >= wanted_size:
        return strict_blocks
    lenient_blocks = _run_trafilatura(page.tree, precision=False, fast=fast)
    if has_stated_text:
        is_better = _compute_similarity(lenient_blocks, stated_text) > similarity
    else:
        is_better = _measure_blocks(lenient_blocks) > MIN_GAIN * strict_size
    return lenient_blocks if is_better else strict_blocks


def _measure_paragraphs(page: WebPage) -> tuple[int, int]:
    """Return the size of the text in paragraphs longer than a line, and in lists beside them."""
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
    return 2 * (block_words & stated_words).total() / max(1, block_words.total() + stated_words.total())


def _copy_without_dropped(tree: HtmlElement) -> HtmlElement:
    """Return a copy without what trafilatura drops in any case, so that it need not weigh the parts of that."""
    copied = copy(tree)
    etree.strip_elements(copied, *_DROPPED_TAGS, with_tail=False)
    return copied


def _run_trafilatura(tree: HtmlElement, *, precision: bool, fast: bool) -> list[TextBlock]:
    options = Options(comments=False, precision=precision, fast=fast)
    try:
        document = bare_extraction(tree, options=options)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return []
    body = getattr(document, "body", None)
    return [] if body is None else [block for block in _iter_blocks(body) if block.text]


def _iter_blocks(body: etree._Element) -> Iterator[TextBlock]:
    for element in body:
        if element.tag in {"list", "table", "quote"} and len(element):
            yield from _iter_items(element)
        else:
            yield TextBlock(clean_markup_text(_join_text(element)), str(element.tag))
        if element.tail and element.tail.strip():
            yield TextBlock(clean_markup_text(element.tail))


def _iter_items(element: etree._Element) -> Iterator[TextBlock]:
    """Yield the items of a list, the rows of a table, the paragraphs of a quotation."""
    if element.text and element.text.strip():
        yield TextBlock(clean_markup_text(element.text), "quote")
    for part in element:
        cells = part if part.tag == "row" else [part]
        texts = [clean_markup_text(_join_text(cell)) for cell in cells]
        yield TextBlock(" · ".join(filter(None, texts)), "item")
        if part.tail and part.tail.strip():
            yield TextBlock(clean_markup_text(part.tail), "item")


def _join_text(element: etree._Element) -> str:
    parts = [element.text or ""]
    for inner in element:
        parts += [" " if inner.tag in {"lb", "item", "p"} else "", _join_text(inner)]
        parts.append(inner.tail or "")
    return "".join(parts)


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
        # the text may be split by line breaks only, as in old systems
        parents = dict.fromkeys(element.getparent() for element in islice(page.tree.iter("br"), MAX_RESTORED))
        holders = (parent for parent in islice(parents, MAX_HOLDERS) if parent not in page.unrelated_parts)
        splits = (_split_at_breaks(holder, block_indices) for holder in holders)
        paragraphs = max(splits, key=lambda split: len(_find_kept_indices(split)), default=[])
    kept_indices = _find_kept_indices(paragraphs)
    if len(kept_indices) < MIN_KEPT:
        return list(blocks)
    paragraphs = paragraphs[max(0, kept_indices[0] - MAX_LEADING) : kept_indices[-1]]
    if not any(paragraph.is_text and paragraph.block_index < 0 for paragraph in paragraphs):
        return list(blocks)
    body_key = name_key(" ".join(block_indices))
    pending: dict[int, list[TextBlock]] = {}
    last_index = -1
    for paragraph in paragraphs:
        if paragraph.block_index >= 0:
            last_index = paragraph.block_index
        elif paragraph.is_text and name_key(paragraph.text) not in body_key:
            pending.setdefault(last_index, []).append(TextBlock(paragraph.text, RESTORED))
    restored_blocks = pending.get(-1, [])
    for number, block in enumerate(blocks):
        restored_blocks += [block, *pending.get(number, ())]
    return restored_blocks


def _find_kept_indices(paragraphs: Sequence[PageParagraph]) -> list[int]:
    return [number for number, paragraph in enumerate(paragraphs) if paragraph.block_index >= 0]


def _collect_paragraphs(page: WebPage, block_indices: Mapping[str, int]) -> list[PageParagraph]:
    """Return the `p` elements; text is what has the same signature as several kept ones."""
    candidates = []
    for element in islice(page.tree.iter("p"), MAX_RESTORED):
        words = collapse_whitespace("".join(element.itertext()))
        if text := words if words in block_indices else clean_line(words):  # spelt as in the main text
            candidates.append((element, text, block_indices.get(text, -1)))
    counts = Counter(_build_signature(element) for element, _, block_index in candidates if block_index >= 0)
    common_signatures = {signature for signature, times in counts.items() if times >= MIN_KEPT}
    paragraphs = []
    for element, text, block_index in candidates:
        is_common = block_index < 0 and _build_signature(element) in common_signatures
        paragraphs.append(PageParagraph(text, block_index, is_common and _is_text(page, element, text)))
    return paragraphs


def _split_at_breaks(holder: HtmlElement, block_indices: Mapping[str, int]) -> list[PageParagraph]:
    """Return the runs of text between the line breaks and blocks of an element."""
    runs: list[list[str]] = [[holder.text or ""]]
    link_lengths = [0]
    for child in holder:
        if child.tag in INLINE_TAGS:
            runs[-1].append("".join(child.itertext()))
            link_lengths[-1] += len(runs[-1][-1]) if child.tag == "a" else 0
        else:
            runs.append([])
            link_lengths.append(0)
        runs[-1].append(child.tail or "")
    paragraphs = []
    for run, link_length in zip(runs, link_lengths, strict=True):
        if text := collapse_whitespace("".join(run)):
            is_text = _is_prose(text) and link_length <= MAX_LINK_SHARE * len(text)
            spelt_text = text if text in block_indices else clean_line(text)
            paragraphs.append(PageParagraph(spelt_text, block_indices.get(text, -1), is_text))
    return paragraphs


def _build_signature(element: HtmlElement) -> tuple[str, ...]:
    """Return tag and class of a paragraph and of the two elements around it."""
    elements = [element, *islice(element.iterancestors(), 2)]
    return tuple(f"{ancestor.tag} {ancestor.get('class') or ''}" for ancestor in elements)


def _is_text(page: WebPage, element: HtmlElement, text: str) -> bool:
    """Return whether a paragraph is a full sentence, not a list of links, without pictures."""
    if not _is_prose(text) or element in page.unrelated_parts:
        return False
    if next(element.iter(*_NON_TEXT_TAGS), None) is not None:
        return False
    link_length = sum(len(get_visible_text(link)) for link in element.iterfind(".//a"))
    return link_length <= MAX_LINK_SHARE * len(text)


def _is_prose(text: str) -> bool:
    return len(text) >= MIN_PARAGRAPH and not is_unfinished(text) and not _MARKUP.search(text)
