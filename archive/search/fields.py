"""Fields of the query language, in one table for the parser, its errors and the help page."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import Enum
from typing import Final

from archive.text.messages import said


class Kind(Enum):
    """Kind of value that a field takes."""

    WORDS = "words"
    QUOTE = "quote"
    NAME = "name"
    IDENTIFIER = "identifier"
    STATUS = "status"
    LANGUAGE = "language"
    PERIOD = "period"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the query language: its name, aliases, an example, and its meaning."""

    name: str
    also: tuple[str, ...]
    kind: Kind
    example: str
    meaning: str


FIELDS: Final = (
    Field(
        "title",
        ("headline", "hl", "ti", "hd", "intitle"),
        Kind.WORDS,
        "title:(talks OR ceasefire)",
        said("Words of the title."),
    ),
    Field(
        "about",
        ("hlead", "hlp"),
        Kind.WORDS,
        "about:harbour",
        said("Words of the title, the standfirst or the first paragraph of the text."),
    ),
    Field(
        "quote",
        ("said",),
        Kind.QUOTE,
        "quote:(strikes W/5 cease)",
        said("Words inside quotation marks: what the article quotes."),
    ),
    Field(
        "speaker",
        ("saidby",),
        Kind.NAME,
        "speaker:lavrov",
        said("Articles that quote a person, by any spelling of the name."),
    ),
    Field(
        "place",
        ("dateline", "dl"),
        Kind.WORDS,
        "place:geneva",
        said("Words of the place a dateline names."),
    ),
    Field(
        "credit",
        ("agency",),
        Kind.WORDS,
        "credit:reuters",
        said("Words of credit lines, agencies among them."),
    ),
    Field(
        "outlet",
        ("source", "publication", "pub", "rst", "so"),
        Kind.NAME,
        'outlet:"Harbour Gazette"',
        said("Articles of an outlet, by any of its names."),
    ),
    Field(
        "author",
        ("byline", "by", "au"),
        Kind.NAME,
        "author:ellery",
        said("Articles by a person, by any spelling of the name."),
    ),
    Field(
        "lang",
        ("language", "la"),
        Kind.LANGUAGE,
        "lang:fr",
        said("Articles in a language: its name or its code; pt finds pt-BR."),
    ),
    Field(
        "year",
        (),
        Kind.PERIOD,
        "year:2016",
        said("Articles certainly of a year, or of years: year:2014..2016."),
    ),
    Field(
        "date",
        ("published", "pd"),
        Kind.PERIOD,
        "date:2016-02",
        said(
            "Articles certainly of a day, a month, a year, or a range: date:[2016-02-01 TO"
            ' 2016-02-10], date:2016-02-01..2016-03, date:>=2016-02, date:"last 30 days",'
            " date:-30d. date~: adds"
            " those that are possibly of it."
        ),
    ),
    Field(
        "after",
        ("since",),
        Kind.PERIOD,
        "after:2016-02-04",
        said(
            "Articles certainly of that day, month or year, or later; date:>2016-02-04 leaves it"
            " out."
        ),
    ),
    Field(
        "before",
        ("until",),
        Kind.PERIOD,
        "before:2016-02-10",
        said(
            "Articles certainly of that day, month or year, or earlier; date:<2016-02 leaves it"
            " out."
        ),
    ),
    Field(
        "added",
        (),
        Kind.PERIOD,
        'added:"last 7 days"',
        said("Articles that came into the archive in a period, written as for date:."),
    ),
    Field(
        "status",
        ("review",),
        Kind.STATUS,
        "status:unreviewed",
        said("Articles by how far an editor has looked: unreviewed, queried, reviewed."),
    ),
    Field(
        "id",
        (),
        Kind.IDENTIFIER,
        "id:k7f2m9qx",
        said("The article of an identifier, as in its address."),
    ),
    Field(
        "no",
        ("missing",),
        Kind.GAP,
        "no:author",
        said(
            "Articles of which this is not known: no:outlet, no:author, no:date, no:lang,"
            " no:place, no:credit; or that quote nothing: no:quote."
        ),
    ),
    Field("has", (), Kind.GAP, "has:date", said("Articles of which this is known.")),
)

GAPS: Final = ("outlet", "author", "date", "lang", "place", "credit", "quote")
"""Values of `no:` and `has:`."""

_BY_NAME: Final = {name: field for field in FIELDS for name in (field.name, *field.also)}


def find_field(name: str) -> Field | None:
    """Return the field with this name or alias, in any letter case."""
    return _BY_NAME.get(name.casefold())


def nearest_field(name: str) -> str:
    """Return the field name spelt most like `name`."""
    return difflib.get_close_matches(name.casefold(), sorted(_BY_NAME), n=1, cutoff=0.0)[0]
