"""What the index keeps of an article: fields of words, and a row of numbers.

No text is stored: what a reader sees comes from the database. Outlets and authors are kept as
primary keys, so that a new name needs no indexing. Days are proleptic ordinals (1 is 1 January of
year 1); an open or unknown end is the lowest or highest number. A word of the title counts once as
a word of the text, and once more, TITLE_WEIGHT times, as a word of the short field that a title is.
"""

from __future__ import annotations

from typing import Any, Final

from whoosh.fields import Schema

from archive.search.analysis import VERSION as WORDS_VERSION
from archive.search.engines.contract import Entry
from archive.search.engines.whoosh.arrays.columns import Row
from archive.search.engines.whoosh.arrays.sentinels import NO_END, NO_START, NOBODY
from archive.search.engines.whoosh.fields.kept import Authors, Day, Language, Outlet, WholeRow
from archive.search.engines.whoosh.fields.words import Prose, Words

VERSION: Final = f"arrays-2 {WORDS_VERSION}"
"""Stamped beside every index; one with another stamp is stale."""

TITLE_WEIGHT: Final = 0.5

WORD_FIELDS: Final = ("text", "title", "credit", "place")
BORDERED: Final = "text"
"""The one of them of which sentences, paragraphs and quotations are kept."""


def schema() -> Schema:
    """The schema of every index of this version."""
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


def document(entry: Entry) -> dict[str, Any]:
    """The keyword arguments by which a Whoosh writer takes in an entry."""
    words = {
        name: Prose(getattr(entry, name), entry.language, name == BORDERED) for name in WORD_FIELDS
    }
    return words | {"row": row(entry)}


def row(entry: Entry) -> Row:
    """What columns keep of an entry."""
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
