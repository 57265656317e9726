"""Explanation of how a query was parsed and expanded."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from archive.search.query import Named
from archive.search.request import Match
from archive.search.results import Pattern, ResultPage, Widening
from archive.search.syntax import Parsed, Read, canonical, find_any_reading
from archive.search.widening.expanding import Why
from archive.web.address import address as address_of
from archive.web.languages import told
from archive.web.searching.search_address import SearchAddress

SHOWN_FORMS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the query as typed, and its interpretation."""

    text: str
    reading: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A word with spelling variants, and the link that switches them on or off."""

    typed: str
    also: str
    off: bool
    address: str
    by_outlet: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """Explanation of a query, besides its notes.

    `is_any_match`: any of the words is enough; `other_match_url` leads to the other mode, where
    there is one.
    """

    text: str
    parts: tuple[Part, ...]
    switches: tuple[Switch, ...]
    is_any: bool
    other_match: str


def understanding(here: SearchAddress, parsed: Parsed, page: ResultPage) -> Understanding:
    """Explain how `parsed` was interpreted and run."""
    patterns = {pattern.text: pattern for pattern in page.patterns}
    is_any = here.match is Match.ANY
    other = Match.ALL if is_any else Match.ANY
    offers = is_any or find_any_reading(here.text) is not None
    return Understanding(
        text=parsed.text if parsed.text != here.text.strip() else "",
        parts=tuple(_part(part, page, patterns) for part in parsed.parts),
        switches=tuple(_switch(here, widening) for widening in page.widenings),
        is_any=is_any,
        other_match=str(here.matching(other)) if offers else "",
    )


def _part(part: Read, page: ResultPage, patterns: dict[str, Pattern]) -> Part:
    said = told(part.reading)
    if isinstance(part.node, Named) and (meant := _meant(part.node, page)):
        said += f": {meant}"
    if pattern := patterns.get(canonical(part.node)):
        said += f": {_forms(pattern)}"
    return Part(part.text, said)


def _meant(named: Named, page: ResultPage) -> str:
    """Return the records that a name was resolved to."""
    for name in page.names:
        if (name.field, name.name) == (named.field, named.name):
            more = name.total - len(name.shown)
            shown = ", ".join(name.shown)
            return _and_more(shown, more) if more else shown
    return ""


def _forms(pattern: Pattern) -> str:
    """List the terms a pattern matched, most frequent first, with the number of the others."""
    if not pattern.total:
        return gettext("no word of the archive fits")
    shown = ", ".join(form for form, _ in pattern.forms[:SHOWN_FORMS])
    more = pattern.total - min(len(pattern.forms), SHOWN_FORMS)
    listed = _and_more(shown, more) if more else shown
    if not pattern.cut:
        return listed
    return gettext("%s; only the most frequent of them were looked for") % listed


def _and_more(shown: str, more: int) -> str:
    return gettext("%(shown)s and %(more)s more") % {"shown": shown, "more": f"{more:,}"}


def _switch(here: SearchAddress, widening: Widening) -> Switch:
    address = str(here.spelt(widening.key, as_typed=not widening.off))
    named = widening.why is Why.NAME
    table = address_of(reverse("spellings"), {"name": widening.typed}) if named else ""
    return Switch(widening.typed, ", ".join(widening.also), widening.off, address, table)
