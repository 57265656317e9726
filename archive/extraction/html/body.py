"""Body of a page from the blocks of its main text, without title, head lines and buttons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from archive.extraction.common.boilerplate import CONTRIBUTION, BoilerplateKind, classify_end_line, classify_line
from archive.extraction.html.main_text import TextBlock
from archive.extraction.html.metadata import is_label
from archive.extraction.html.visible_text import TitleContext, VisibleLine
from archive.text.dates import strip_dates
from archive.text.names import find_byline_start, find_names, is_probable_name
from archive.text.normalize import name_key

MAX_HEAD_BLOCKS: Final = 5  # blocks at the beginning that may belong to the head of the page
MAX_STANDFIRST: Final = 700
TITLE: Final = BoilerplateKind("title", "left out: the title, printed again")
STANDFIRST: Final = BoilerplateKind("standfirst", "set apart: the standfirst, printed above the text")
DATE: Final = BoilerplateKind("date", "left out: the date line")
LABEL: Final = BoilerplateKind("label", "left out: the label of a byline or a date")
BYLINE: Final = BoilerplateKind("byline", "left out: the byline")
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


def build_page_body(
    blocks: Sequence[TextBlock],
    context: TitleContext,
    title: str,
    *,
    today: date,
    descriptions: Sequence[str] = (),
) -> PageBody:
    """Build the body from blocks; `descriptions` are those of the page's tags."""
    body = PageBody()
    descriptions = [name_key(description) for description in descriptions]
    lines = {name_key(line.text): line for line in context.lines_below[:12]}
    for number, block in enumerate(blocks):
        is_in_head = number < MAX_HEAD_BLOCKS and not any(len(text) > 200 for text in body.paragraphs)
        kind = _classify_head_block(block, title, today) if is_in_head else None
        if kind is None and _is_after_label(body) and is_probable_name(block.text):
            kind = BYLINE
        if kind is None and is_in_head and _is_standfirst(block, lines, descriptions):
            kind = STANDFIRST
        if kind is None and block.kind != "head":
            kind = classify_line(block.text)
        if kind is None:
            body.paragraphs.append(block.text)
            continue
        body.left_out.append((block.text, kind))
        if kind is STANDFIRST:
            body.standfirst.append(block.text)
    if not body.paragraphs and blocks:  # a page of one sentence is all text
        return PageBody([block.text for block in blocks])
    return body


def _is_after_label(body: PageBody) -> bool:
    """Return whether the last line left out is a label, so that a name follows."""
    return bool(body.left_out) and body.left_out[-1][1] is LABEL and not body.paragraphs


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
