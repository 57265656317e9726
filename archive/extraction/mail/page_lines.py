"""The lines of a mail's HTML in reading order: hidden parts left out, links and quoted parts marked."""

import html
import re
from dataclasses import dataclass, field
from typing import Final

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from archive.extraction.html.page import parse_page
from archive.extraction.plaintext.layout import LayoutMark, LayoutUnit
from archive.text.normalize import clean_line

_BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote body center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
    " hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_SKIPPED_TAGS: Final = frozenset(
    "head script style title template noscript iframe object svg select button textarea".split()
)
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_HIDDEN_STYLE: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])"
    r"|mso-hide\s*:\s*all|(?<![-\w])opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_QUOTED_CLASS: Final = re.compile(r"\b(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote)\b")
_CAPTION_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:caption|photo-?credit|image-?credit)(?:$|[\s_-])", re.IGNORECASE)
_QUOTED_IDS: Final = frozenset({"divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION", "mail-editor-reference"})
_FIELD_LABEL: Final = re.compile(r"[^\W\d_][\w -]{1,15}\s?:\s")
MAX_LINES: Final = 20_000
MAX_ENTITY_LINE: Final = 2000  # characters of a line that is looked for in its other spellings, too
MIN_WRAPPED: Final = 60  # characters of a line that a break may only have wrapped


@dataclass(frozen=True, slots=True)
class MailLine:
    """A line of a mail: its unit, how many of its words are links, and whether it quotes another mail.

    `bare` is the text of a plain line without the addresses in it.
    """

    unit: LayoutUnit
    link_words: int = 0
    is_quoted: bool = False
    bare: str = ""
    is_caption: bool = False

    @property
    def text(self) -> str:
        """The words of the line."""
        return self.unit.text

    @property
    def word_count(self) -> int:
        """The number of words."""
        return len(self.unit.text.split())

    @property
    def is_link(self) -> bool:
        """True if the line is a link, or a row of links."""
        return self.link_words > 0 and self.link_words >= 0.8 * self.word_count


@dataclass(slots=True)
class _RawLine:
    parts: list[tuple[str, bool]] = field(default_factory=list)
    level: int = 0
    is_quoted: bool = False
    is_caption: bool = False

    def get_text(self) -> str:
        return clean_line("".join(part for part, _ in self.parts))


class _LineCollector:
    """Collects the lines of a tree in document order; not recursive."""

    def __init__(self) -> None:
        self.lines = [_RawLine()]
        self._skipped: HtmlElement | None = None
        self._levels: list[int] = []
        self._quoted = 0
        self._captions = 0
        self._links = 0

    def collect(self, tree: HtmlElement) -> list[_RawLine]:
        """Return the lines of a tree."""
        for event, element in iterwalk(tree, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                self._open(element)
            else:
                self._close(element)
            if len(self.lines) > MAX_LINES:
                break
        return self.lines

    def _open(self, element: HtmlElement) -> None:
        if self._skipped is not None:
            return
        if element.tag in _SKIPPED_TAGS or is_hidden(element):
            self._skipped = element
            return
        self._quoted += is_quote(element)
        self._captions += is_caption(element)
        if element.tag in _HEADINGS:
            self._levels.append(_HEADINGS[element.tag])
        if element.tag in _BLOCK_TAGS or element.tag == "br":
            self._break_line(is_soft=element.tag == "br")
        self._links += element.tag == "a"
        self._add(element.text)

    def _close(self, element: HtmlElement) -> None:
        if self._skipped is None:
            self._links -= element.tag == "a"
            self._captions -= is_caption(element)
            if element.tag in _HEADINGS and self._levels:
                self._levels.pop()
            if element.tag in _BLOCK_TAGS:
                self._quoted -= is_quote(element)
                self._break_line()
            elif is_quote(element):
                self._quoted -= 1
        elif self._skipped is element:
            self._skipped = None
        if self._skipped is None:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self.lines[-1].parts.append((text, self._links > 0))

    def _break_line(self, *, is_soft: bool = False) -> None:
        """Begin a new line; a soft break inside a wrapped sentence only separates words."""
        line = self.lines[-1]
        if is_soft and not self._levels:
            text = line.get_text()
            is_wrapped = len(text) >= MIN_WRAPPED and text[-1:] not in ".!?:”\"'’)»…" and not _FIELD_LABEL.match(text)
            if is_wrapped or not text:
                line.parts.append((" ", False))
                if is_wrapped:
                    return
        elif is_soft:
            line.parts.append((" ", False))
            return
        level = self._levels[-1] if self._levels else 0
        self.lines.append(_RawLine(level=level, is_quoted=self._quoted > 0, is_caption=self._captions > 0))


def is_hidden(element: HtmlElement) -> bool:
    """Return whether an element is not shown: a preview text, a tracking pixel."""
    return element.get("hidden") is not None or bool(_HIDDEN_STYLE.search((element.get("style") or "")[:1000]))


def is_caption(element: HtmlElement) -> bool:
    """Return whether an element is the caption or the credit of a picture."""
    return element.tag == "figcaption" or bool(_CAPTION_CLASS.search((element.get("class") or "")[:300]))


def is_quote(element: HtmlElement) -> bool:
    """Return whether an element holds another mail, quoted or forwarded."""
    if element.tag == "blockquote" and (element.get("type") or "").lower() == "cite":
        return True
    return element.get("id") in _QUOTED_IDS or bool(_QUOTED_CLASS.search((element.get("class") or "")[:300]))


def read_page_lines(body: str, offset: int) -> list[MailLine]:
    """Return the lines of an HTML body that stands at `offset` of its message."""
    raw_lines = _LineCollector().collect(parse_page(body).tree)
    lines: list[MailLine] = []
    position = 0
    for number, raw_line in enumerate(raw_lines):
        text = raw_line.get_text()
        if not text:
            continue
        start, raw = _find_source(body, text, position)
        position = start if raw else position
        mark: LayoutMark = "heading" if raw_line.level else ""
        place = offset + start if raw else offset + len(body) + 1  # beyond the source: it stands there in pieces
        unit = LayoutUnit(place, place + len(raw or text), raw or text, text, mark, raw_line.level, number)
        link_words = sum(len(part.split()) for part, is_link in raw_line.parts if is_link)
        lines.append(MailLine(unit, link_words, raw_line.is_quoted, is_caption=raw_line.is_caption))
    return lines


def _find_source(body: str, text: str, position: int) -> tuple[int, str]:
    """Return where a line stands in the source in one piece, and its spelling there; an empty one if it does not."""
    spellings = [text]
    if len(text) <= MAX_ENTITY_LINE:
        spellings.append(html.escape(text, quote=False))
    for spelling in spellings:
        at = body.find(spelling, position)
        if at >= 0:
            return at, spelling
    return 0, ""
