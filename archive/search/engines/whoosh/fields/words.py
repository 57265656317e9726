"""Words in a Whoosh index: an analyzer, a format for places, and a field type in one pass.

The stock chain of generators makes a token object for every word and pickles every list of places;
this one counts the words of a text in one pass and keeps their places as plain 32-bit numbers. The
matchers of Whoosh read both, so that they can be the oracle of the array executor.
"""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterator
from typing import Any, NamedTuple

from whoosh.analysis import Analyzer, Token
from whoosh.fields import FieldType
from whoosh.formats import Positions

from archive.search.analysis import stems_by_place, words


class Prose(NamedTuple):
    """A text, the language its words are stemmed by, whether its borders are kept."""

    text: str
    language: str = ""
    borders: bool = False


class WordAnalyzer(Analyzer):
    """The archive's analysis as Whoosh asks for it (its query parser, its highlighter)."""

    def __call__(self, value: str, **asked: Any) -> Iterator[Token]:
        """One token object, yielded over and over, as everywhere in Whoosh."""
        token = Token(**asked)
        for word in words(value):
            token.text = word.stems[0]
            token.pos = word.place
            token.startchar, token.endchar = word.start, word.end
            yield token


class PlainPositions(Positions):
    """Places as 32-bit numbers, one after the other, the lowest first."""

    def encode(self, places: list[int]) -> bytes:
        """The bytes kept for one word of one article."""
        return array("I", places).tobytes()

    def decode_positions(self, value: bytes) -> list[int]:
        """The places kept in `value`."""
        return array("I", value).tolist()

    def decode_frequency(self, value: bytes) -> int:
        """How many places there are."""
        return len(value) // 4


class Words(FieldType):
    """A text whose words are searched for, scored and found in phrases."""

    def __init__(self, boost: float = 1.0) -> None:
        super().__init__(PlainPositions(field_boost=boost), WordAnalyzer(), scorable=True)
        self.boost = boost

    def index(
        self, value: Prose | str, **_: Any
    ) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """(word, how often, weight, places) for every word of the text once."""
        boost = self.boost
        text, language, borders = value if isinstance(value, Prose) else Prose(value)
        for stem, places in stems_by_place(text, language, borders=borders).items():
            often = len(places)
            counted = often if stem >= " " else 0  # reserved terms add nothing to the length
            yield stem.encode(), counted, often * boost, array("I", places).tobytes()
