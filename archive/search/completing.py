"""Suggestions for a query while it is typed.

Everything is bounded: at most MAX_COMPLETIONS, each kind from a number of rows that does not grow
with the archive. Counts are those of the index and may lag behind the database.
"""

from __future__ import annotations

from itertools import islice

from archive.search.fields import Field
from archive.search.fields import Kind as Takes
from archive.search.language.unfinished import Unfinished, unfinished
from archive.search.limits import time_limit
from archive.search.offering.names import names, spellings
from archive.search.offering.offers import MOST, OF_A_KIND, Completion, Kind, Offers
from archive.search.offering.values import fields, gaps, languages, periods, statuses, words
from archive.search.syntax import MAX_LENGTH

__all__ = ["Completion", "Kind", "complete"]


def complete(typed: str) -> tuple[Completion, ...]:
    """Return at most MAX_COMPLETIONS for the end of `text`; SearchError if the index fails."""
    part = unfinished(typed) if len(typed) <= MAX_LENGTH else None
    if part is None:
        return ()
    offers = _of_anything(part) if part.field is None else _of_field(part, part.field)
    new = (offer for offer in offers if offer.text != typed)
    with time_limit():
        found = {offer.text: offer for offer in islice(new, 2 * MOST)}
    return tuple(found.values())[:MOST]


def _of_anything(part: Unfinished) -> Offers:
    """Yield a few fields, names and spellings with this prefix, then words."""
    if not part.quoted:
        yield from islice(fields(part), OF_A_KIND)
        yield from islice(names(part, Kind.OUTLET, "outlet:"), OF_A_KIND)
        yield from islice(names(part, Kind.AUTHOR, "author:"), OF_A_KIND)
        yield from islice(spellings(part), OF_A_KIND)
    yield from words(part, "text")


def _of_field(part: Unfinished, field: Field) -> Offers:
    match field.kind:
        case Takes.WORDS:
            return words(part, "text" if field.name == "about" else field.name)
        case Takes.QUOTE:
            return words(part, "text")
        case Takes.NAME:
            return names(part, Kind(field.name))
        case Takes.LANGUAGE:
            return languages(part)
        case Takes.PERIOD:
            return periods(part, field)
        case Takes.STATUS:
            return statuses(part)
        case Takes.GAP:
            return gaps(part, missing=field.name == "no")
        case Takes.IDENTIFIER:
            return iter(())
