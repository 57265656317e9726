"""Body of a page from the blocks of its main text, without title, head lines and buttons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from archive.ingest.extractors.forms import PART, Kind
from archive.ingest.extractors.furniture import kind_at_the_end, kind_of
from archive.ingest.extractors.pages.labelled import is_label
from archive.ingest.extractors.pages.maintext import Block
from archive.ingest.extractors.pages.shown import Around, Line
from archive.text.dates import without_dates
from archive.text.names import after_mark, looks_like_a_name, names_in
from archive.text.normalize import name_key

HEAD: Final = 5  # blocks at the beginning that may belong to the head of the page
LONGEST_STANDFIRST: Final = 700
TITLE: Final = Kind("title", "left out: the title, printed again")
STANDFIRST: Final = Kind("standfirst", "set apart: the standfirst, printed above the text")
DATE: Final = Kind("date", "left out: the date line")
LABEL: Final = Kind("label", "left out: the label of a byline or a date")
BYLINE: Final = Kind("byline", "left out: the byline")
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
    left_out: list[tuple[str, Kind]] = field(default_factory=list)


def page_body(
    blocks: Sequence[Block],
    around: Around,
    title: str,
    *,
    today: date,
    described: Sequence[str] = (),
) -> PageBody:
    """Build the body from blocks; `descriptions` are those of the page's tags."""
    body = PageBody()
    described = [name_key(one) for one in described]
    lines = {name_key(line.text): line for line in around.below[:12]}
    for number, block in enumerate(blocks):
        early = number < HEAD and not any(len(text) > 200 for text in body.paragraphs)
        kind = _head_kind(block, title, today) if early else None
        if kind is None and _is_labelled(body) and looks_like_a_name(block.text):
            kind = BYLINE
        if kind is None and early and _is_standfirst(block, lines, described):
            kind = STANDFIRST
        if kind is None and block.kind != "head":
            kind = kind_of(block.text)
        if kind is None:
            body.paragraphs.append(block.text)
            continue
        body.left_out.append((block.text, kind))
        if kind is STANDFIRST:
            body.standfirst.append(block.text)
    if not body.paragraphs and blocks:  # a page of one sentence is all text
        return PageBody([block.text for block in blocks])
    return body


def _is_labelled(body: PageBody) -> bool:
    """Return whether the last line left out is a label, so that a name follows."""
    return bool(body.left_out) and body.left_out[-1][1] is LABEL and not body.paragraphs


def _head_kind(block: Block, title: str, today: date) -> Kind | None:
    """Return the kind of head line that a block repeats, or None."""
    text = block.text
    if name_key(text) == name_key(title):
        return TITLE
    if len(text) > 120:
        return None
    if is_label(text):
        return LABEL
    if kind_at_the_end(text) is PART:
        return PART
    bare = without_dates(text, today=today)
    if bare != text and not bare.strip(" |()[]·•–—-,:"):
        return DATE
    start = after_mark(bare)
    if start is not None and not text.rstrip().endswith(".") and names_in(bare, start=start):
        return BYLINE
    return None


def _is_standfirst(block: Block, lines: dict[str, Line], described: Sequence[str]) -> bool:
    """Return whether a block has a standfirst class and equals a description of the page."""
    line = lines.get(name_key(block.text[:300]))
    if line is None or not 40 <= len(block.text) <= LONGEST_STANDFIRST:
        return False
    words = name_key(block.text)[:60]
    return bool(_STANDFIRST.search(line.called)) and any(words in one for one in described)
