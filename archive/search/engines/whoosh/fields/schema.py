"""The index schema: text fields, and a row of columns.

No text is stored: what a reader sees comes from the database. Outlets and authors are stored as
primary keys, so that renaming one needs no indexing. Days are proleptic ordinals (1 is 1 January of
year 1); an open or unknown end is the lowest or highest number. A word of the title counts once as
a word of the text, and once more, weighted by TITLE_WEIGHT, as a word of the title field.
"""

from __future__ import annotations

from typing import Final

from whoosh.fields import Schema

from archive.search.analysis import VERSION as WORDS_VERSION
from archive.search.engines.contract import Entry
from archive.search.engines.whoosh.arrays.columns import Row
from archive.search.engines.whoosh.arrays.sentinels import NO_END, NO_START, NOBODY
from archive.search.engines.whoosh.fields.kept import Authors, Day, Language, Outlet, WholeRow
from archive.search.engines.whoosh.fields.words import Words

VERSION: Final = f"arrays-2 {WORDS_VERSION}"
"""Stored beside every index; an index of another version is stale."""

TITLE_WEIGHT: Final = 0.5

WORD_FIELDS: Final = ("text", "title", "credit", "place")
BORDERED: Final = "text"
"""The text field whose sentence, paragraph and quotation boundaries are indexed."""


def schema() -> Schema:
    """Create the schema of every index of this version."""
    return Schema(
        text=Words(),
        title=Words(boost=TITLE_WEIGHT),
        credit=Words(),
        place=Words(),
        row=WholeRow(),
        outlet=Outlet(),
        earliest=Day(),
        latest=Day(),
        language=Language(),
        authors=Authors(),
    )


def row(entry: Entry) -> Row:
    """Build the row of a document."""
    return Row(
        pk=entry.pk,
        fingerprint=entry.fingerprint,
        outlet=entry.outlet or NOBODY,
        authors=tuple(sorted(set(entry.authors))),
        earliest=NO_START if entry.earliest is None else entry.earliest,
        latest=NO_END if entry.latest is None else entry.latest,
        added=entry.added or NO_START,
        language=entry.language,
        status=entry.status,
    )
