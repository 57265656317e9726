"""Elements of an XML file found by their names in its bytes, so that a file of any size is read as a stream.

The bytes are not parsed: exports with control characters, lone ampersands or no end are cut all the same, and no
entity is ever looked at. CDATA sections and comments are passed over whole.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, Final

from archive.formats.streams import ByteRanges

WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")
"""First bytes of XML in UTF-16 or UTF-32, where elements cannot be told by their bytes."""

_READ_SIZE: Final = 1 << 18
_MAX_TOKEN: Final = 200  # bytes; a longer name is none that is looked for
_TAG_END: Final = re.compile(rb"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>")
_MAX_TAG: Final = 20_000
_SKIPPED: Final = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}


@dataclass(frozen=True, slots=True)
class XmlElement:
    """One element, as it stands in the file; its content is empty if it is larger than the limit.

    `ranges` are those of its bytes without the `left_out` elements within it, and `content` is these bytes. `is_closed`
    is false if the file ends within it.
    """

    name: str
    start: int
    end: int
    content: bytes
    ranges: ByteRanges
    left_out: int = 0
    is_closed: bool = True


class XmlScanner:
    """Forward scanner of the elements of a stream; each may have `max_bytes`."""

    def __init__(self, stream: BinaryIO, max_bytes: int) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._buffer = bytearray()
        self._offset = 0  # of the buffer's first byte in the stream
        self._position = 0  # in the buffer
        self._kept_from: int | None = None  # start of what is kept of the open element in the buffer
        self._parts: list[tuple[int, bytes]] = []  # what was kept of it before, with its offset
        self._is_at_end = False

    def peek(self, size: int) -> bytes:
        """Return up to `size` bytes from the beginning; only before anything is scanned."""
        while len(self._buffer) < size and not self._is_at_end:
            self._read_more()
        return bytes(self._buffer[:size])

    def iter_elements(self, names: Iterable[str], *, left_out: Iterable[str] = ()) -> Iterator[XmlElement]:
        """Yield the outermost elements of these local names, in order; one without an end reaches to the end.

        Of elements named in `left_out` within them nothing is kept: pictures, whose size says nothing of the text.
        """
        left_out_names = frozenset(name.encode() for name in left_out)
        pattern = _build_token_pattern(frozenset(names) | frozenset(left_out))
        open_tag, depth, start = b"", 0, 0
        while match := self._search(pattern):
            token, tag = match.group(), match["tag"]
            if tag is None:
                self._skip_past(_SKIPPED[token])
                continue
            is_left_out = tag.rpartition(b":")[2].lower() in left_out_names
            if is_left_out and open_tag and not token.startswith(b"</"):
                self._leave_out(match.start(), tag)
            if is_left_out or (open_tag and tag != open_tag):
                continue
            token_start = self._offset + match.start()
            if token.startswith(b"</"):
                depth = max(0, depth - 1)
            elif not open_tag:
                open_tag, depth, start = tag, 1, token_start
                self._kept_from = match.start()
                depth -= self._is_self_closing()
            else:
                depth += not self._is_self_closing()
            if open_tag and not depth:
                self._skip_past(b">") if token.startswith(b"</") else None
                yield self._build_element(open_tag, start)
                open_tag = b""
        if open_tag:
            self._position = len(self._buffer)
            yield self._build_element(open_tag, start, is_closed=False)

    def _build_element(self, tag: bytes, start: int, *, is_closed: bool = True) -> XmlElement:
        parts = self._parts
        if self._kept_from is not None:
            last = bytes(self._buffer[self._kept_from : self._position])
            parts = [*parts, (self._offset + self._kept_from, last)]
        else:
            parts = []
        self._kept_from, self._parts = None, []
        name = tag.rpartition(b":")[2].decode("ascii", "replace").lower()
        ranges = tuple((first, first + len(part)) for first, part in parts)
        content = b"".join(part for _, part in parts)
        end = self._offset + self._position
        return XmlElement(name, start, end, content, ranges, max(0, len(parts) - 1), is_closed)

    def _leave_out(self, start: int, tag: bytes) -> None:
        """Keep what stands before an element, and move past its end without keeping it."""
        if self._kept_from is not None:
            part = bytes(self._buffer[self._kept_from : start])
            self._parts.append((self._offset + self._kept_from, part))
        was_kept, self._kept_from = self._kept_from is not None, None
        if not self._is_self_closing():
            self._skip_past(b"</" + tag + b">")
        self._kept_from = self._position if was_kept else None

    def _is_self_closing(self) -> bool:
        """Return whether the tag here closes itself; move past it."""
        while len(self._buffer) - self._position < _MAX_TAG and not self._is_at_end:
            self._read_more()
        end = _TAG_END.match(self._buffer, self._position, self._position + _MAX_TAG)
        if end is None:
            return False
        self._position = end.end()
        return end.group().endswith(b"/>")

    def _search(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Return the next match, and move past it."""
        while True:
            match = pattern.search(self._buffer, self._position)
            if self._is_at_end or (match and match.end() <= len(self._buffer) - _MAX_TOKEN):
                self._position = match.end() if match else len(self._buffer)
                return match
            self._position = match.start() if match else max(self._position, len(self._buffer) - _MAX_TOKEN)
            self._read_more()

    def _skip_past(self, mark: bytes) -> None:
        while (at := self._buffer.find(mark, self._position)) < 0:
            if self._is_at_end:
                self._position = len(self._buffer)
                return
            self._position = max(self._position, len(self._buffer) - len(mark) + 1)
            self._read_more()
        self._position = at + len(mark)

    def _read_more(self) -> None:
        kept = sum(len(part) for _, part in self._parts)
        if self._kept_from is not None and kept + len(self._buffer) - self._kept_from > self._max_bytes:
            self._kept_from, self._parts = None, []  # too large: its end is still looked for
        first = self._position if self._kept_from is None else self._kept_from
        if first:
            del self._buffer[:first]
            self._offset += first
            self._position -= first
            self._kept_from = None if self._kept_from is None else 0
        chunk = self._stream.read(_READ_SIZE)
        self._is_at_end = not chunk
        self._buffer += chunk


@cache
def _build_token_pattern(names: frozenset[str]) -> re.Pattern[bytes]:
    alternatives = "|".join(sorted(map(re.escape, names), key=len, reverse=True)).encode()
    return re.compile(
        rb"<!\[CDATA\[|<!--|<\?|</?(?P<tag>(?:[A-Za-z][\w.-]{0,40}:)?(?:" + alternatives + rb"))(?=[\s/>])",
        re.IGNORECASE,
    )
