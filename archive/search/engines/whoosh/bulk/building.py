"""Documents into one segment: collect terms, lengths and columns; invert; write."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from archive.search.analysis import get_algorithm
from archive.search.engines.contract import IndexDocument
from archive.search.engines.whoosh.arrays.columns import IndexRow, build_columns
from archive.search.engines.whoosh.arrays.segmentfile import encode_lengths, write_segment
from archive.search.engines.whoosh.bulk.inverting import FieldInverter
from archive.search.engines.whoosh.bulk.pieces import PieceEncoder
from archive.search.engines.whoosh.bulk.vocabulary import Vocabulary
from archive.search.engines.whoosh.fields.schema import BOUNDARY_FIELD, TEXT_FIELDS, build_row
from archive.search.engines.whoosh.generations.codec import ArraySegment
from archive.search.engines.whoosh.generations.store import INDEX_NAME

MAX_SEGMENT_PIECES: Final = 12_000_000
"""Pieces of text (about as many as words) of one segment: bounds a builder's memory to somewhat
less than a gigabyte; more than two builders share what two take."""
_MAX_VOCABULARY_TERMS = 3_000_000  # a larger vocabulary is emptied for the next segment


class SegmentBuilder:
    """Collects documents and writes them as a segment; reusable afterwards."""

    def __init__(self, builders: int = 1) -> None:
        self._max_pieces = 2 * MAX_SEGMENT_PIECES // max(2, builders)
        self._vocabulary = Vocabulary()
        self._encoder = PieceEncoder(self._vocabulary)
        self._reset()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, document: IndexDocument) -> None:
        """Add a document."""
        algorithm = get_algorithm(document.language)
        for field, inverter in self._inverters.items():
            inverter.add(getattr(document, field), algorithm)
        self._rows.append(build_row(document))

    @property
    def is_full(self) -> bool:
        """True when it must be written before more is added."""
        return sum(map(len, self._inverters.values())) >= self._max_pieces

    def write(self, folder: Path) -> ArraySegment:
        """Write the documents added so far as a segment of `folder`."""
        segment = ArraySegment(INDEX_NAME, len(self._rows))
        for inverter in self._inverters.values():
            inverter.flush()
        sorted_terms = self._vocabulary.build_sorted_terms()
        fields = {
            field: inverter.build_table(sorted_terms) for field, inverter in self._inverters.items()
        }
        write_segment(
            folder,
            segment.segment_id(),
            {field: [table] for field, (table, _) in fields.items()},
            {field: encode_lengths(lengths) for field, (_, lengths) in fields.items()},
            build_columns(self._rows),
        )
        self._reset()
        return segment

    def _reset(self) -> None:
        if len(self._vocabulary) > _MAX_VOCABULARY_TERMS:
            self._vocabulary = Vocabulary()
            self._encoder = PieceEncoder(self._vocabulary)
        self._inverters = {
            field: FieldInverter(self._encoder, has_boundaries=field == BOUNDARY_FIELD)
            for field in TEXT_FIELDS
        }
        self._rows: list[IndexRow] = []
