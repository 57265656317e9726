"""Suggestions of fields, field values and indexed words, with their numbers of articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from archive.search.engines.contract import Question
from archive.search.fields import FIELDS, GAPS, Field
from archive.search.language.unfinished import Unfinished
from archive.search.language.values import STATUSES
from archive.search.offering.offers import (
    LETTERS,
    MOST,
    Completion,
    Kind,
    Offers,
    facet_values,
)
from archive.search.query import Absent, Node, Not, Reviewed
from archive.search.queue import engine
from archive.search.request import FacetName
from archive.search.words.languages import language_name

_LAST_DAYS: Final = ('"last 7 days"', '"last 30 days"', '"last 365 days"')


def fields(part: Unfinished) -> Offers:
    """Suggest fields by name first, then by alias."""
    said = part.said.casefold()
    own = [field for field in FIELDS if field.name.startswith(said)]
    others = [field for field in FIELDS if any(name.startswith(said) for name in field.also)]
    for field in dict.fromkeys([*own, *others]):
        shown = f"{field.name}:"
        yield Completion(Kind.FIELD, part.completed(shown), shown, meaning=field.meaning)


def words(part: Unfinished, field: str) -> Offers:
    """Suggest words as printed, with how many articles print them so."""
    last = part.last_word if part.quoted else part
    if len(last.said) >= LETTERS:
        for form, articles in engine().beginning(last.said, field, MOST):
            yield Completion(Kind.WORD, last.completed(form), form, articles)


def languages(part: Unfinished) -> Offers:
    """Suggest languages by code or English name."""
    said = part.said.casefold()
    for value, articles in facet_values(FacetName.LANGUAGE):
        tag = "" if value is None else str(value)
        names = (tag, language_name(tag))
        if tag and any(name.casefold().startswith(said) for name in names):
            name = names[1] if names[1] != tag else ""
            yield Completion(Kind.VALUE, part.completed(tag), tag, articles, name)


def periods(part: Unfinished, field: Field) -> Offers:
    """Suggest the archive's years, newest first; for `added`, the last days."""
    if field.name == "added":
        for days in _LAST_DAYS:
            if days.strip('"').startswith(part.said.casefold()):
                yield Completion(Kind.VALUE, part.completed(days), days)
        return
    values = facet_values(FacetName.YEAR)
    years = [(value, count) for value, count in values if isinstance(value, int)]
    for year, articles in sorted(years, reverse=True):
        if (shown := f"{year:04}").startswith(part.said):
            yield Completion(Kind.VALUE, part.completed(shown), shown, articles)


def statuses(part: Unfinished) -> Offers:
    """Suggest review statuses."""
    return _counted(part, {one: Reviewed(one) for one in STATUSES})


def gaps(part: Unfinished, *, missing: bool) -> Offers:
    """Suggest metadata, with how many articles lack it, or have it."""
    return _counted(part, {one: Absent(one) if missing else Not(Absent(one)) for one in GAPS})


def _counted(part: Unfinished, nodes: Mapping[str, Node]) -> Offers:
    fitting = {one: node for one, node in nodes.items() if one.startswith(part.said.casefold())}
    counts = engine().count([Question(query=node) for node in fitting.values()])
    for shown, articles in zip(fitting, counts, strict=True):
        yield Completion(Kind.VALUE, part.completed(shown), shown, articles)
