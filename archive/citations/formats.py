"""File formats for exporting citations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from archive.citations.bibtex import format_bibtex
from archive.citations.csl import format_csl
from archive.citations.record import CitationRecord
from archive.citations.ris import format_ris


@dataclass(frozen=True, slots=True)
class CitationFormat:
    """A file format: name suffix, media type, label, and how entries are written."""

    suffix: str
    media_type: str
    label: str
    format_entry: Callable[[CitationRecord], str]
    opening: str = ""
    separator: str = ""
    closing: str = ""

    def iter_chunks(self, records: Iterable[CitationRecord]) -> Iterator[str]:
        """Yield the file in chunks, one record in memory at a time."""
        yield self.opening
        for number, record in enumerate(records):
            yield (self.separator if number else "") + self.format_entry(record)
        yield self.closing


FORMATS: Final = (
    CitationFormat("bib", "application/x-bibtex", "BibTeX", format_bibtex, separator="\n"),
    CitationFormat("ris", "application/x-research-info-systems", "RIS", format_ris, separator="\n"),
    CitationFormat(
        "csl.json",
        "application/vnd.citationstyles.csl+json",
        "CSL-JSON",
        format_csl,
        opening="[\n",
        separator=",\n",
        closing="\n]\n",
    ),
)
