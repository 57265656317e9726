"""Body of a page: its blocks without the lines of its head and without notices, and the standfirst above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from archive.extraction.common.boilerplate import CONTRIBUTION, BoilerplateKind, classify_end_line, classify_line
from archive.extraction.html.main_text import TextBlock
from archive.extraction.html.metadata import is_label
from archive.extraction.html.page_notices import find_notice_lines
from archive.extraction.html.visible_text import TitleContext, VisibleLine
from archive.text.dates import strip_dates
from archive.text.names import find_byline_start, find_names, is_probable_name
from archive.text.normalize import name_key

MAX_HEAD_BLOCKS: Final = 5  # blocks at the beginning that may belong to the head of the page
MAX_STANDFIRST: Final = 700
MIN_STANDFIRST: Final = 40
MAX_HEAD_LINES: Final = 15  # lines below the title
TITLE: Final = BoilerplateKind("left out: the title, printed again")
STANDFIRST: Final = BoilerplateKind("set apart: the standfirst, printed above the text")
DATE: Final = BoilerplateKind("left out: the date line")
LABEL: Final = BoilerplateKind("left out: the label of a byline or a date")
BYLINE: Final = BoilerplateKind("left out: the byline")
_STANDFIRST: Final = re.compile(
    r"stand-?first|sub-?title|sub-?head|de[ck]k?(?:$|[\s_-])|vorspann|chapo|entradilla|sapo|bajada"
    r"|subline|strapline|ingress|catenaccio|excerpt|(?<!with-)summary",
    re.IGNORECASE,
)


@dataclass(slots=True)
class PageBody:
    """The paragraphs of the body, the standfirst above them, and the lines left out."""

    paragraphs: list[str] = field(default_factory=list)
    standfirst: list[str] = field(default_factory=list)
    left_out: list[tuple[str, BoilerplateKind]] = field(default_factory=list)
    visible_standfirst: str = ""

    @property
    def text(self) -> str:
        """The paragraphs, an empty line between two of them."""
        return "\n\n".join(self.paragraphs)

    @property
    def bylines(self) -> list[str]:
        """The bylines that were left out."""
        return [text for text, kind in self.left_out if kind is BYLINE]


def build_page_body(
    blocks: Sequence[TextBlock], context: TitleContext, title: str, *, today: date, descriptions: Sequence[str] = ()
) -> PageBody:
    """Build the body from blocks; `descriptions` are those of the page's tags."""
    body = PageBody()
    stated_descriptions = descriptions
    descriptions = [name_key(description) for description in descriptions]
    lines = {name_key(line.text): line for line in context.lines_below[:12]}
    notice_kinds = find_notice_lines([block.text for block in blocks])
    for number, block in enumerate(blocks):
        is_in_head = number < MAX_HEAD_BLOCKS and not any(len(text) > 200 for text in body.paragraphs)
        kind = _classify_head_block(block, title, today) if is_in_head else None
        is_after_label = bool(body.left_out) and body.left_out[-1][1] is LABEL and not body.paragraphs
        if kind is None and is_after_label and is_probable_name(block.text):
            kind = BYLINE
        if kind is None and is_in_head and _is_standfirst(block, lines, descriptions):
            kind = STANDFIRST
        if kind is None and block.kind != "head":
            kind = classify_line(block.text)
        kind = kind or notice_kinds.get(number)
        if kind is None:
            body.paragraphs.append(block.text)
            continue
        body.left_out.append((block.text, kind))
        if kind is STANDFIRST:
            body.standfirst.append(block.text)
    body.visible_standfirst = find_visible_standfirst(context, body.paragraphs, stated_descriptions)
    if not body.paragraphs and blocks:  # a page of one sentence is all text
        return PageBody([block.text for block in blocks])
    return body


def find_visible_standfirst(context: TitleContext, paragraphs: Sequence[str], descriptions: Sequence[str]) -> str:
    """Return the standfirst that stands between title and text and that a description of the page repeats.

    It is kept although it was not read as text: readers weigh it by its place and its type.
    """
    keys = [key for description in descriptions if len(key := name_key(description)) >= MIN_STANDFIRST]
    if not keys:
        return ""
    opening = name_key(paragraphs[0])[:60] if paragraphs else ""
    body_key = name_key(" ".join(paragraphs[:MAX_HEAD_BLOCKS]))
    for line in context.lines_below[:MAX_HEAD_LINES]:
        key = name_key(line.text)
        if opening and key.startswith(opening):
            break
        is_repeated = any(key.startswith(other[:MIN_STANDFIRST]) for other in keys)
        if is_repeated and len(key) >= MIN_STANDFIRST and key[:60] not in body_key:
            return line.text
    return ""


def _classify_head_block(block: TextBlock, title: str, today: date) -> BoilerplateKind | None:
    """Return the kind of head line that a block repeats, or None."""
    text = block.text
    if name_key(text) == name_key(title):
        return TITLE
    if len(text) > 120:
        return None
    if is_label(text):
        return LABEL
    if classify_end_line(text) is CONTRIBUTION:
        return CONTRIBUTION
    bare = strip_dates(text, today=today)
    if bare != text and not bare.strip(" |()[]·•–—-,:"):
        return DATE
    start = find_byline_start(bare)
    if start is not None and not text.rstrip().endswith(".") and find_names(bare, start=start):
        return BYLINE
    return None


def _is_standfirst(block: TextBlock, lines: dict[str, VisibleLine], descriptions: Sequence[str]) -> bool:
    """Return whether a block has a standfirst class and equals a description of the page."""
    line = lines.get(name_key(block.text[:300]))
    if line is None or not 40 <= len(block.text) <= MAX_STANDFIRST:
        return False
    opening = name_key(block.text)[:60]
    return bool(_STANDFIRST.search(line.nearby_names_text)) and any(
        opening in description for description in descriptions
    )
