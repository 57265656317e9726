"""Index schema: stored columns, indexed fields and their analyzers."""

# ruff: noqa: ARG002, D102, FBT001 -- Whoosh's signatures, documented there

from array import array
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from whoosh.analysis import Analyzer, Token
from whoosh.fields import FieldType, Schema
from whoosh.formats import Positions
from whoosh.matching import ListMatcher, Matcher
from whoosh.query import NullQuery, Query

from archive.search.analysis.analyzer import ANALYZER_VERSION as WORDS_VERSION
from archive.search.analysis.analyzer import analyze_text
from archive.search.engines.base import IndexDocument
from archive.search.engines.whoosh.storage import columns
from archive.search.engines.whoosh.storage.columns import IndexRow, Mask
from archive.search.engines.whoosh.storage.segment import SegmentFile

VERSION: Final = f"arrays-2 {WORDS_VERSION}"
"""Stored beside every index; an index of another version is stale."""

TITLE_WEIGHT: Final = 0.5

TEXT_FIELDS: Final = ("text", "title", "credit", "place")
BOUNDARY_FIELD: Final = "text"
"""The text field whose sentence, paragraph and quotation boundaries are indexed."""


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
        return array("I", value).tolist()

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4


class FullTextField(FieldType):
    """A full-text field with scores and positions."""

    def __init__(self, boost: float = 1.0) -> None:
        super().__init__(ArrayPositions(field_boost=boost), ArchiveAnalyzer(), scorable=True)
        self.boost = boost


class FilterQuery(Query):
    """A filter over columns as a Whoosh query; it matches without a score."""

    boost = 1.0

    def __init__(self, match: Callable[..., Mask], **arguments: Any) -> None:
        self.compute_mask = partial(match, **arguments)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.compute_mask})"

    def field(self) -> None:
        """Return None: it belongs to no single field, so Whoosh may not merge it with others."""

    def estimate_size(self, ixreader: Any) -> int:
        return ixreader.doc_count()

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        reader = searcher.reader()
        file = SegmentFile(Path(reader.storage().folder), reader.segment().segment_id())
        mask = self.compute_mask(file.read_columns())
        docs = [number for number in mask.nonzero()[0].tolist() if not reader.is_deleted(number)]
        return ListMatcher(docs, weights=[0.0] * len(docs))


class ColumnField(FieldType):
    """A column of the row: values stored there, never split by an analyzer and never indexed as terms."""

    indexed = False
    spellable = False
    stored = False  # type: ignore[assignment]

    def __init__(self) -> None:
        """Create a field without analyzer and format."""

    def self_parsing(self) -> bool:
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        return NullQuery


class KeyField(ColumnField):
    """Primary keys, of an outlet or of authors, as in `outlet:3`."""

    def __init__(self, match: Callable[..., Mask]) -> None:
        super().__init__()
        self._match = match

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        return FilterQuery(self._match, keys=(int(qstring),)) if qstring.isdecimal() else NullQuery


class LanguageField(ColumnField):
    """A BCP 47 tag, as in `language:fr`: the whole tag."""

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        return FilterQuery(columns.match_languages, tags=(qstring,))


class DayField(ColumnField):
    """A day; finds articles certainly of it, or of a period. Haystack writes it as 20160204000000."""

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        day = _parse_ordinal(qstring)
        return NullQuery if day is None else FilterQuery(columns.match_period, first=day, last=day)

    def parse_range(
        self, fieldname: str, start: Any, end: Any, startexcl: bool, endexcl: bool, boost: float = 1.0
    ) -> Query:
        first, last = _parse_ordinal(start), _parse_ordinal(end)
        first = first + 1 if first is not None and startexcl else first
        last = last - 1 if last is not None and endexcl else last
        return FilterQuery(columns.match_period, first=first, last=last)


def _parse_ordinal(text: str | None) -> int | None:
    if not text:
        return None
    digits = text.replace("-", "")[:8]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).toordinal()


def create_schema() -> Schema:
    """Create the schema of every index of this version."""
    return Schema(
        text=FullTextField(),
        title=FullTextField(boost=TITLE_WEIGHT),
        credit=FullTextField(),
        place=FullTextField(),
        row=ColumnField(),
        outlet=KeyField(columns.match_outlets),
        earliest=DayField(),
        latest=DayField(),
        language=LanguageField(),
        authors=KeyField(columns.match_authors),
    )


def build_row(document: IndexDocument) -> IndexRow:
    """Build the row of a document."""
    return IndexRow(
        pk=document.pk,
        fingerprint=document.fingerprint,
        outlet=document.outlet or columns.UNKNOWN_KEY,
        authors=tuple(sorted(set(document.authors))),
        earliest=columns.NO_START if document.earliest is None else document.earliest,
        latest=columns.NO_END if document.latest is None else document.latest,
        added=document.added or columns.NO_START,
        language=document.language,
        status=document.status,
    )
