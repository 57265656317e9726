"""File formats for exporting citations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from archive.citations.bibtex import bibtex
from archive.citations.csl import csl
from archive.citations.record import Record
from archive.citations.ris import ris


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: name suffix, media type, label, and how entries are written."""

    suffix: str
    media_type: str
    label: str
    entry: Callable[[Record], str]
    opening: str = ""
    between: str = ""
    closing: str = ""

    def written(self, records: Iterable[Record]) -> Iterator[str]:
        """Yield the file in chunks, one record in memory at a time."""
        yield self.opening
        for number, record in enumerate(records):
            yield (self.between if number else "") + self.entry(record)
        yield self.closing


FORMATS: Final = (
    Format("bib", "application/x-bibtex", "BibTeX", bibtex, between="\n"),
    Format("ris", "application/x-research-info-systems", "RIS", ris, between="\n"),
    Format(
        "csl.json",
        "application/vnd.citationstyles.csl+json",
        "CSL-JSON",
        csl,
        opening="[\n",
        between=",\n",
        closing="\n]\n",
    ),
)
