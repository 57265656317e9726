"""The text of a web page, to look for lines of press databases, with the place of each line in the source."""

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final

from archive.formats.press.page_elements import PageSource, blank_hidden

_TAG: Final = re.compile(r"<!--[^>]{0,1000}-->|</?(?P<name>[a-zA-Z][a-zA-Z0-9]{0,20})[^<>]{0,2000}>|<[^<>]{1,2000}>")
_BLOCKS: Final = frozenset(
    "p div tr td th li h1 h2 h3 h4 h5 h6 hr br ul ol table section article header footer dl dt dd pre".split()
)
_CELLS: Final = frozenset({"td", "th", "dt", "dd"})


@dataclass(slots=True)
class PageText:
    """The text of a page, a line for each block, and where in the source its pieces begin."""

    source: PageSource
    text: str = ""
    _pieces: list[str] = field(default_factory=list)
    _offsets: list[int] = field(default_factory=list)  # of the pieces, in the text
    _starts: list[tuple[int, int]] = field(default_factory=list)  # of the tags before each, and of the piece itself
    _last_letter: str = ""

    def add_piece(self, words: str, start: int, tags_start: int, offset: int) -> int:
        """Add the words of the source between two tags; return the offset after them."""
        words = words if self.source.codec else words.encode("latin-1", "replace").decode("utf-8", "replace")
        words = html.unescape(words)
        self._pieces.append(words)
        self._offsets.append(offset)
        self._starts.append((tags_start, start))
        self._last_letter = words.rstrip()[-1:] or self._last_letter
        return offset + len(words)

    def add_break(self, tag_name: str, offset: int) -> int:
        """Add the end of a line where a tag makes one; return the offset after it. A label and its value are one."""
        if tag_name not in _BLOCKS or (tag_name in _CELLS and self._last_letter == ":"):
            return offset
        self._pieces.append("\n")
        return offset + 1

    def finish(self) -> None:
        """Join the pieces."""
        self.text = "".join(self._pieces)

    def find_in_source(self, offset: int) -> int:
        """Return where in the source a line of the text begins, with the tags before it."""
        if offset >= len(self.text):
            return len(self.source.text)
        number = bisect_right(self._offsets, offset) - 1
        if number < 0:
            return 0
        piece_offset, (tags_start, start) = self._offsets[number], self._starts[number]
        before = self.text[piece_offset:offset]
        if not before.strip():
            return tags_start
        if before.endswith("\n") and self._is_within(number, offset):  # a line of preformatted text
            return self._skip_lines(start, before.count("\n"))
        return self._starts[number + 1][0] if number + 1 < len(self._starts) else len(self.source.text)

    def _is_within(self, number: int, offset: int) -> bool:
        next_offset = self._offsets[number + 1] if number + 1 < len(self._offsets) else len(self.text)
        return offset < next_offset and bool(self.text[offset:next_offset].strip())

    def _skip_lines(self, start: int, count: int) -> int:
        for _ in range(count):
            start = self.source.text.find("\n", start) + 1
        return start


def read_page_text(source: PageSource) -> PageText:
    """Return the text of a page without what no reader sees."""
    page_text = PageText(source)
    visible = blank_hidden(source.text)
    offset = position = tags_start = 0
    for tag in _TAG.finditer(visible):
        if words := visible[position : tag.start()]:
            offset = page_text.add_piece(words, position, tags_start, offset)
            if words.strip():
                tags_start = tag.start()
        offset = page_text.add_break((tag["name"] or "").lower(), offset)
        position = tag.end()
    page_text.add_piece(visible[position:], position, tags_start, offset)
    page_text.finish()
    return page_text
