"""Source spans of a query, and errors that point at them."""

from __future__ import annotations

from dataclasses import dataclass

from archive.errors import QuerySyntaxError
from archive.text.messages import Message, said


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of `text`, counted from 0 (and from 1 in sentences)."""

    text: str
    start: int
    end: int

    @property
    def here(self) -> Message:
        """Location in words."""
        return said("at character {number}", number=self.start + 1)

    def fault(self, message: str, code: str, instead: str | None = None) -> QuerySyntaxError:
        """Build an error at this span; with `replacement` in its place, the query might run."""
        return QuerySyntaxError(
            message,
            code=code,
            offset=self.start,
            length=self.end - self.start,
            suggestion=None if instead is None else self.replaced(instead),
        )

    def replaced(self, by: str) -> str:
        """Return the whole text with this span replaced, on one line."""
        return " ".join(f"{self.text[: self.start]}{by}{self.text[self.end :]}".split())
