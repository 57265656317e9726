"""What the index keeps of an article: two fields of words, and columns of numbers.

No text is stored: what a reader sees comes from the database. Outlets and authors are kept as
primary keys, so that a new name needs no indexing. Days are proleptic ordinals (1 is 1 January of
year 1); an open or unknown end is the lowest or highest number. A word in the title weighs as much
as TITLE_WEIGHT words (in Whoosh's BM25F, summed over the fields, with K1 1.2 and B 0.75).
"""

from __future__ import annotations

from array import array
from typing import Any, Final

from whoosh.columns import NumericColumn, RefBytesColumn, VarBytesColumn
from whoosh.fields import Schema

from archive.search.analysis import VERSION as WORDS_VERSION
from archive.search.engines.contract import Entry
from archive.search.engines.whoosh.kept import Authors, Day, Kept, Language, Outlet
from archive.search.engines.whoosh.sentinels import NO_END, NO_START, NOBODY
from archive.search.engines.whoosh.words import Prose, Words

VERSION: Final = f"fields-1 {WORDS_VERSION}"
"""Stamped beside every index; one with another stamp is stale."""

TITLE_WEIGHT: Final = 2.0


def schema() -> Schema:
    """The schema of every index of this version."""
    return Schema(
        text=Words(),
        title=Words(boost=TITLE_WEIGHT),
        pk=Kept(NumericColumn("q", default=0)),
        outlet=Outlet(NumericColumn("q", default=NOBODY)),
        earliest=Day(NumericColumn("i", default=NO_START)),
        latest=Day(NumericColumn("i", default=NO_END)),
        language=Language(RefBytesColumn()),
        authors=Authors(VarBytesColumn()),
        fingerprint=Kept(NumericColumn("q", default=0)),
    )


def document(entry: Entry) -> dict[str, Any]:
    """The keyword arguments by which a Whoosh writer takes in an entry."""
    return {
        "pk": entry.pk,
        "text": Prose(entry.text, entry.language),
        "title": Prose(entry.title, entry.language),
        "outlet": entry.outlet or NOBODY,
        "earliest": NO_START if entry.earliest is None else entry.earliest,
        "latest": NO_END if entry.latest is None else entry.latest,
        "language": entry.language.encode(),
        "authors": array("Q", sorted(set(entry.authors))).tobytes(),
        "fingerprint": entry.fingerprint,
    }
