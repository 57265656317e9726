"""Text fields as Whoosh sees them: the archive's analyzer, and positions stored as an array.

For Whoosh's query parser and its matchers, which are the oracle of the executor; documents are
analysed and written by `bulk`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import FieldType
from whoosh.formats import Positions

from archive.search.analysis import analyze_text


class ArchiveAnalyzer(Analyzer):
    """The archive's analysis as a Whoosh analyzer."""

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        """Yield one token object over and over, as everywhere in Whoosh."""
        token = Token(**options)
        for word in analyze_text(value):
            token.text = word.stems[0]
            token.pos = word.position
            token.startchar, token.endchar = word.start, word.end
            yield token


class ArrayPositions(Positions):
    """Positions as 32-bit integers in ascending order."""

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the positions in `value`."""
        return array("I", value).tolist()

    def decode_frequency(self, value: bytes) -> int:
        """Return the number of positions."""
        return len(value) // 4


class FullTextField(FieldType):
    """A full-text field with scores and positions."""

    def __init__(self, boost: float = 1.0) -> None:
        super().__init__(ArrayPositions(field_boost=boost), ArchiveAnalyzer(), scorable=True)
        self.boost = boost
