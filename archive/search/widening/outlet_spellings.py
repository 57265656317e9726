"""Spellings of a name by outlet, with counts of articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.models import NameVariant, Outlet, VariantGroup
from archive.search.engines.contract import FACET_VALUES, Question
from archive.search.limits import time_limit
from archive.search.query import Phrase, Term
from archive.search.queue import engine
from archive.search.request import FacetName
from archive.text.normalize import name_key

MOST_SPELLINGS = 12


@dataclass(frozen=True, slots=True)
class SpellingRow:
    """Articles of one outlet (None: unknown) for each spelling, in the order of the spellings."""

    outlet: Outlet | None
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spellings:
    """A name, its spellings with their articles, and the same by outlet.

    `is_truncated`: more outlets have it than are shown.
    """

    name: str
    spellings: tuple[tuple[str, int], ...]
    rows: tuple[SpellingRow, ...]
    cut: bool = False


def spellings_by_outlet(written: str) -> Spellings | None:
    """Return the table of the name that has this spelling; None if there is none."""
    variant = NameVariant.objects.filter(key=name_key(written)).select_related("group").first()
    if variant is None:
        return None
    with time_limit():
        return _table(variant.group)


def _table(group: VariantGroup) -> Spellings:
    spelt = [variant.spelling for variant in group.variants.all()[:MOST_SPELLINGS]]
    answers = [
        engine().find(Question(query=_exactly(one), limit=0, facets=(FacetName.OUTLET,), step=None))
        for one in spelt
    ]
    counts: list[Mapping] = [dict(answer.facets[FacetName.OUTLET]) for answer in answers]
    found = sorted(
        {outlet for each in counts for outlet in each if outlet is not None},
        key=lambda outlet: (-sum(each.get(outlet, 0) for each in counts), outlet),
    )
    named = Outlet.objects.in_bulk(found)
    rows = [
        SpellingRow(named[outlet], tuple(each.get(outlet, 0) for each in counts))
        for outlet in found
        if outlet in named
    ]
    if any(each.get(None) for each in counts):
        rows.append(SpellingRow(None, tuple(each.get(None, 0) for each in counts)))
    totals = tuple((one, answer.total) for one, answer in zip(spelt, answers, strict=True))
    cut = any(len(each) >= FACET_VALUES for each in counts)
    return Spellings(group.name, totals, tuple(rows), cut)


def _exactly(spelling: str) -> Term | Phrase:
    if len(name_key(spelling).split()) > 1:
        return Phrase(spelling, exact=True)
    return Term(spelling, exact=True)
