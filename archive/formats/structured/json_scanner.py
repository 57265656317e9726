"""Byte ranges of the values in a JSON document, read as a stream: only the value at hand is in memory."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.detection.signatures import ASSIGNMENT

READ_SIZE: Final = 1 << 18
MAX_KEY_BYTES: Final = 10_000
_SPACE: Final = re.compile(rb"[\s\x1e]*+")  # RFC 7464 puts a record separator before each value
_NO_BRACKET: Final = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
"""All up to a bracket outside strings, or up to a string that goes on after the buffer."""
_STRING_REST: Final = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_SCALAR: Final = re.compile(rb'[^\s,\[\]{}":]*+')
_BOM: Final = b"\xef\xbb\xbf"
PathStep = str | None  # the key of an object; None for every element of a list or value of an object
JsonPath = tuple[PathStep, ...]


class BrokenJson(UnreadableDocument):
    """The JSON breaks off or is no JSON from some byte on."""


@dataclass(frozen=True, slots=True)
class JsonValue:
    """The byte range of a value, and its bytes; None if it is larger than the limit or not wanted."""

    start: int
    end: int
    content: bytes | None


class JsonScanner:
    """Scanner of one or more JSON documents in a stream of an encoding that begins with ASCII."""

    def __init__(self, stream: BinaryIO, max_value_bytes: int, *, initial: bytes = b"") -> None:
        self._stream = stream
        self._max_bytes = max_value_bytes
        self._buffer = initial
        self._at = len(_BOM) if initial.startswith(_BOM) else 0
        self._base = 0  # offset of the buffer in the stream

    @property
    def offset(self) -> int:
        """Offset of the next byte."""
        return self._base + self._at

    def skip_assignment(self) -> None:
        """Consume the beginning of a script that assigns a value or passes it on: `var articles = `, `show(`."""
        self.peek()
        if match := ASSIGNMENT.match(self._buffer, self._at):
            self._at = match.end()

    def peek(self) -> bytes:
        """Return the next byte that is no white space; empty at the end."""
        while True:
            if match := _SPACE.match(self._buffer, self._at):
                self._at = match.end()
            if self._at < len(self._buffer) or not self._fill():
                return self._buffer[self._at : self._at + 1]

    def take(self, mark: bytes) -> None:
        """Consume a mark; raise BrokenJson if another stands here."""
        if self.peek() != mark:
            self._fail(f"‘{mark.decode()}’ is missing")
        self._at += 1

    def take_if(self, mark: bytes) -> bool:
        """Consume a mark if it is next, and return whether it was."""
        is_next = self.peek() == mark
        self._at += is_next
        return is_next

    def read_key(self) -> tuple[str, int, int]:
        """Consume the key of a pair and the colon; return the key and its byte range."""
        if self.peek() != b'"':
            self._fail("a key in quotation marks is missing")
        value = self.cut_value()
        self.take(b":")
        key = ""
        if value.content is not None and len(value.content) <= MAX_KEY_BYTES:
            try:
                key = str(json.loads(value.content.decode("utf-8", "replace")))
            except ValueError:
                self._fail("a key is broken")
        return key, value.start, value.end

    def cut_value(self, *, is_wanted: bool = True) -> JsonValue:
        """Consume a value and return its range, with its bytes where they are wanted and not too many."""
        first = self.peek()
        start = self.offset
        parts: list[bytes] = []
        if first == b'"':
            self._at += 1
            parts.append(first)
            self._skip_string(parts, is_wanted=is_wanted)
        elif first in (b"{", b"["):
            self._skip_container(parts, is_wanted=is_wanted)
        elif first in (b"", b",", b":", b"]", b"}"):
            self._fail("a value is missing" if first else "it breaks off")
        else:
            self._skip_scalar(parts)
        content = b"".join(parts) if is_wanted and self.offset - start <= self._max_bytes else None
        return JsonValue(start, self.offset, content)

    def _skip_container(self, parts: list[bytes], *, is_wanted: bool) -> None:
        begin, size, depth = self._at, 0, 0
        while True:
            match = _NO_BRACKET.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            char = self._buffer[self._at : self._at + 1]
            if char in (b"{", b"["):
                depth, self._at = depth + 1, self._at + 1
                continue
            if char in (b"}", b"]"):
                depth, self._at = depth - 1, self._at + 1
                if depth == 0:
                    break
                continue
            if char == b'"':  # it goes on after the buffer
                self._at += 1
                size += self._keep(parts, begin, self._at, is_wanted=is_wanted and size <= self._max_bytes)
                size += self._skip_string(parts, is_wanted=is_wanted and size <= self._max_bytes)
                begin = self._at
                continue
            size += self._keep(parts, begin, self._at, is_wanted=is_wanted and size <= self._max_bytes)
            if not self._fill():
                self._fail("it breaks off")
            begin = self._at
        self._keep(parts, begin, self._at, is_wanted=is_wanted and size <= self._max_bytes)

    def _skip_string(self, parts: list[bytes], *, is_wanted: bool) -> int:
        """Consume the rest of a string and its closing mark; return the number of bytes."""
        size = 0
        while True:
            begin = self._at
            match = _STRING_REST.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            is_closed = self._buffer[self._at : self._at + 1] == b'"'
            self._at += is_closed
            size += self._keep(parts, begin, self._at, is_wanted=is_wanted and size <= self._max_bytes)
            if is_closed:
                return size
            if not self._fill():  # what is left is an escape whose second half is to come
                self._fail("it breaks off inside a text")

    def _skip_scalar(self, parts: list[bytes]) -> None:
        while True:
            begin = self._at
            match = _SCALAR.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            self._keep(parts, begin, self._at, is_wanted=sum(map(len, parts)) < MAX_KEY_BYTES)
            if self._at < len(self._buffer) or not self._fill():
                return

    def _keep(self, parts: list[bytes], begin: int, end: int, *, is_wanted: bool) -> int:
        if is_wanted and end > begin:
            parts.append(self._buffer[begin:end])
        return end - begin

    def _fill(self) -> bool:
        """Read more and drop what is consumed; return False at the end of the stream."""
        chunk = self._stream.read(READ_SIZE)
        self._buffer = self._buffer[self._at :] + chunk
        self._base, self._at = self._base + self._at, 0
        return bool(chunk)

    def _fail(self, problem: str) -> None:
        raise BrokenJson(f"{problem} at byte {self.offset + 1:,}")


def iter_values(scanner: JsonScanner, path: JsonPath) -> Iterator[JsonValue]:
    """Yield the values that a path leads to from the next value on; those beside it are skipped."""
    if not path:
        yield scanner.cut_value()
        return
    step, rest = path[0], path[1:]
    first = scanner.peek()
    if first == b"[" and step is None:
        scanner.take(b"[")
        if not scanner.take_if(b"]"):
            yield from iter_values(scanner, rest)
            while scanner.take_if(b","):
                if scanner.peek() == b"]":  # a comma after the last one
                    break
                yield from iter_values(scanner, rest)
            scanner.take(b"]")
    elif first == b"{":
        for key, _, _ in iter_keys(scanner):
            if step in {None, key}:
                yield from iter_values(scanner, rest)
            else:
                scanner.cut_value(is_wanted=False)
    else:
        scanner.cut_value(is_wanted=False)


def iter_keys(scanner: JsonScanner) -> Iterator[tuple[str, int, int]]:
    """Yield the keys of an object and their byte ranges; the caller consumes the value of each."""
    scanner.take(b"{")
    if scanner.take_if(b"}"):
        return
    yield scanner.read_key()
    while scanner.take_if(b","):
        if scanner.peek() == b"}":
            break
        yield scanner.read_key()
    scanner.take(b"}")
