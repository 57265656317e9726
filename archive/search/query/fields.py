"""Fields of the query language, in one table for the parser, its errors and the help page."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import Enum
from typing import Final

from archive.text.messages import lazy_message

FieldKind = Enum("FieldKind", "WORDS QUOTE NAME IDENTIFIER STATUS LANGUAGE PERIOD GAP")
"""Kind of value that a field takes."""


@dataclass(frozen=True, slots=True)
class QueryField:
    """A field of the query language: its name, aliases, an example, and its meaning."""

    name: str
    aliases: tuple[str, ...]
    kind: FieldKind
    example: str
    meaning: str


FIELDS: Final = (
    QueryField("title", ("headline", "hl", "ti", "hd", "intitle"), FieldKind.WORDS, "title:(talks OR ceasefire)",
        lazy_message("Words of the title.")),
    QueryField("about", ("hlead", "hlp"), FieldKind.WORDS, "about:harbour",
        lazy_message("Words of the title, the standfirst or the first paragraph of the text.")),
    QueryField("quote", ("said",), FieldKind.QUOTE, "quote:(strikes W/5 cease)",
        lazy_message("Words inside quotation marks: what the article quotes.")),
    QueryField("speaker", ("saidby",), FieldKind.NAME, "speaker:lavrov",
        lazy_message("Articles that quote a person, by any spelling of the name.")),
    QueryField("place", ("dateline", "dl"), FieldKind.WORDS, "place:geneva",
        lazy_message("Words of the place a dateline names.")),
    QueryField("credit", ("agency",), FieldKind.WORDS, "credit:reuters",
        lazy_message("Words of credit lines, agencies among them.")),
    QueryField("outlet", ("source", "publication", "pub", "rst", "so"), FieldKind.NAME, 'outlet:"Harbour Gazette"',
        lazy_message("Articles of an outlet, by any of its names.")),
    QueryField("author", ("byline", "by", "au"), FieldKind.NAME, "author:ellery",
        lazy_message("Articles by a person, by any spelling of the name.")),
    QueryField("saved", ("savedsearch",), FieldKind.NAME, 'saved:"harbour ferry"',
        lazy_message("One of your own saved searches, by the name you gave it; for who has logged in.")),
    QueryField("lang", ("language", "la"), FieldKind.LANGUAGE, "lang:fr",
        lazy_message("Articles in a language: its name or its code; pt finds pt-BR.")),
    QueryField("year", (), FieldKind.PERIOD, "year:2016",
        lazy_message("Articles certainly of a year, or of years: year:2014..2016.")),
    QueryField("date", ("published", "pd"), FieldKind.PERIOD, "date:2016-02",
        lazy_message(
            "Articles certainly of a day, a month, a year, or a range, as one says it: date:3 Feb 2016, date:1980s,"
            " date:2015 to 2017, date:last 30 days; or date:[2016-02-01 TO 2016-02-10], date:2016-02-01..2016-03,"
            " date:>=2016-02, date:-30d. date~: adds those that are possibly of it.")),
    QueryField("after", ("since",), FieldKind.PERIOD, "after:2016-02-04",
        lazy_message("Articles certainly of that day, month or year, or later; date:>2016-02-04 leaves it out.")),
    QueryField("before", ("until",), FieldKind.PERIOD, "before:2016-02-10",
        lazy_message("Articles certainly of that day, month or year, or earlier; date:<2016-02 leaves it out.")),
    QueryField("added", (), FieldKind.PERIOD, 'added:"last 7 days"',
        lazy_message("Articles that came into the archive in a period, written as for date:.")),
    QueryField("status", ("review",), FieldKind.STATUS, "status:unreviewed",
        lazy_message("Articles by how far an editor has looked: unreviewed, queried, reviewed.")),
    QueryField("id", (), FieldKind.IDENTIFIER, "id:k7f2m9qx",
        lazy_message("The article of an identifier, as in its address.")),
    QueryField("no", ("missing",), FieldKind.GAP, "no:author",
        lazy_message(
            "Articles of which this is not known: no:outlet, no:author, no:date, no:lang, no:place, no:credit; or that"
            " quote nothing: no:quote.")),
    QueryField("has", (), FieldKind.GAP, "has:date", lazy_message("Articles of which this is known.")),
)  # fmt: skip

MIN_NAME_LENGTH: Final = 2  # of a misspelt field; `C:` is a drive
GAPS: Final = ("outlet", "author", "date", "lang", "place", "credit", "quote")  # values of `no:` and `has:`

_BY_NAME: Final = {name: field for field in FIELDS for name in (field.name, *field.aliases)}


def find_field(name: str) -> QueryField | None:
    """Return the field with this name or alias, in any letter case."""
    return _BY_NAME.get(name.casefold())


def find_nearest_field(name: str) -> str:
    """Return the field name spelt most like `name`; empty for a name too short to be like any."""
    if len(name) < MIN_NAME_LENGTH:
        return ""
    return difflib.get_close_matches(name.casefold(), sorted(_BY_NAME), n=1, cutoff=0.0)[0]
