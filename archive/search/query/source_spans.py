"""Source spans of a query, and errors that point at them."""

from __future__ import annotations

from dataclasses import dataclass

from archive.errors import QuerySyntaxError
from archive.text.messages import Message, lazy_message


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """Characters `start` to `end` of `text`, counted from 0 (and from 1 in sentences)."""

    text: str
    start: int
    end: int

    @property
    def location(self) -> Message:
        """Location in words."""
        return lazy_message("at character {number}", number=self.start + 1)

    def build_error(self, message: str, code: str, replacement: str | None = None) -> QuerySyntaxError:
        """Build an error at this span; with `replacement` in its place, the query might run."""
        return QuerySyntaxError(
            message,
            code=code,
            offset=self.start,
            length=self.end - self.start,
            suggestion=None if replacement is None else self.replace_text(replacement),
        )

    def replace_text(self, replacement: str) -> str:
        """Return the whole text with this span replaced, on one line."""
        return " ".join(f"{self.text[: self.start]}{replacement}{self.text[self.end :]}".split())
