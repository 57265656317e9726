"""The files that references are taken away in. The one list of them."""

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
    """A kind of file: the end of its name, its media type, what readers call it, how it is made."""

    suffix: str
    media_type: str
    label: str
    entry: Callable[[Record], str]
    opening: str = ""
    between: str = ""
    closing: str = ""

    def written(self, records: Iterable[Record]) -> Iterator[str]:
        """The file, piece by piece: no more than one record in memory."""
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
