"""The index schema: text fields, and a row of columns.

No text is stored: what a reader sees comes from the database. Outlets and authors are stored as
primary keys, so that renaming one needs no indexing. Days are proleptic ordinals (1 is 1 January of
year 1); an open or unknown end is the lowest or highest number. A word of the title counts once as
a word of the text, and once more, weighted by TITLE_WEIGHT, as a word of the title field.
"""

from __future__ import annotations

from typing import Final

from whoosh.fields import Schema

from archive.search.analysis import ANALYZER_VERSION as WORDS_VERSION
from archive.search.engines.contract import IndexDocument
from archive.search.engines.whoosh.arrays.columns import IndexRow
from archive.search.engines.whoosh.arrays.sentinels import NO_END, NO_START, UNKNOWN_KEY
from archive.search.engines.whoosh.fields.kept import (
    AuthorsField,
    DayField,
    LanguageField,
    OutletField,
    RowField,
)
from archive.search.engines.whoosh.fields.words import FullTextField

VERSION: Final = f"arrays-2 {WORDS_VERSION}"
"""Stored beside every index; an index of another version is stale."""

TITLE_WEIGHT: Final = 0.5

TEXT_FIELDS: Final = ("text", "title", "credit", "place")
BOUNDARY_FIELD: Final = "text"
"""The text field whose sentence, paragraph and quotation boundaries are indexed."""


def create_schema() -> Schema:
    """Create the schema of every index of this version."""
    return Schema(
        text=FullTextField(),
        title=FullTextField(boost=TITLE_WEIGHT),
        credit=FullTextField(),
        place=FullTextField(),
        row=RowField(),
        outlet=OutletField(),
        earliest=DayField(),
        latest=DayField(),
        language=LanguageField(),
        authors=AuthorsField(),
    )


def build_row(document: IndexDocument) -> IndexRow:
    """Build the row of a document."""
    return IndexRow(
        pk=document.pk,
        fingerprint=document.fingerprint,
        outlet=document.outlet or UNKNOWN_KEY,
        authors=tuple(sorted(set(document.authors))),
        earliest=NO_START if document.earliest is None else document.earliest,
        latest=NO_END if document.latest is None else document.latest,
        added=document.added or NO_START,
        language=document.language,
        status=document.status,
    )
