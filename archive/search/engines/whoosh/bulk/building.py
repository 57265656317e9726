"""Documents into one segment: collect terms, lengths and columns; invert; write."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from archive.search.analysis import algorithm_for
from archive.search.engines.contract import Entry
from archive.search.engines.whoosh.arrays.columns import Row, columns_of
from archive.search.engines.whoosh.arrays.segmentfile import lengths_of, write_segment
from archive.search.engines.whoosh.bulk.inverting import Inverter
from archive.search.engines.whoosh.bulk.pieces import Pieces
from archive.search.engines.whoosh.bulk.vocabulary import Vocabulary
from archive.search.engines.whoosh.fields.schema import BORDERED, WORD_FIELDS, row
from archive.search.engines.whoosh.generations.codec import ArraySegment
from archive.search.engines.whoosh.generations.store import INDEX_NAME

MOST_PIECES: Final = 12_000_000
"""Pieces of text (about as many as words) of one segment: bounds a builder's memory to somewhat
less than a gigabyte; more than two builders share what two take."""
_MOST_TERMS = 3_000_000  # a larger vocabulary is emptied for the next segment


class SegmentBuilder:
    """Collects documents and writes them as a segment; reusable afterwards."""

    def __init__(self, builders: int = 1) -> None:
        self._most = 2 * MOST_PIECES // max(2, builders)
        self._vocabulary = Vocabulary()
        self._pieces = Pieces(self._vocabulary)
        self._start()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, entry: Entry) -> None:
        """Add a document."""
        algorithm = algorithm_for(entry.language)
        for field, inverter in self._fields.items():
            inverter.add(getattr(entry, field), algorithm)
        self._rows.append(row(entry))

    @property
    def is_full(self) -> bool:
        """True when it must be written before more is added."""
        return sum(map(len, self._fields.values())) >= self._most

    def write(self, folder: Path) -> ArraySegment:
        """Write the documents added so far as a segment of `folder`."""
        segment = ArraySegment(INDEX_NAME, len(self._rows))
        for inverter in self._fields.values():
            inverter.take_in()
        known = self._vocabulary.sorted_terms()
        fields = {field: inverter.inverted(known) for field, inverter in self._fields.items()}
        write_segment(
            folder,
            segment.segment_id(),
            {field: [found] for field, (found, _) in fields.items()},
            {field: lengths_of(lengths) for field, (_, lengths) in fields.items()},
            columns_of(self._rows),
        )
        self._start()
        return segment

    def _start(self) -> None:
        if len(self._vocabulary) > _MOST_TERMS:
            self._vocabulary = Vocabulary()
            self._pieces = Pieces(self._vocabulary)
        self._fields = {
            field: Inverter(self._pieces, borders=field == BORDERED) for field in WORD_FIELDS
        }
        self._rows: list[Row] = []
