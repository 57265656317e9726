"""Reading of author statements: people, or a credit to a desk, an outlet or an agency."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from archive.ingest.documents import Status
from archive.ingest.extractors.pages.authorsigns import AWAY, once
from archive.ingest.extractors.pages.bylineforms import (
    AROUND_A_NAME,
    BETWEEN,
    BORDER,
    LONGEST,
    is_desk,
    is_newsroom,
    is_sign,
    says_nothing,
)
from archive.ingest.extractors.pages.jsonld import Node, texts
from archive.ingest.extractors.pages.page import Page, Statement
from archive.ingest.extractors.pages.titles import is_site
from archive.text.agencies import SECTIONS
from archive.text.authorfields import MOST, read_author_field
from archive.text.dates import without_dates
from archive.text.filednames import Order
from archive.text.names import PrintedName, after_mark, looks_like_a_name, names_in
from archive.text.normalize import name_key
from archive.text.relative import AGO

_OF_LIBRARIES: Final = frozenset(
    f"meta {name}" for name in ("dc.creator", "dcterms.creator", "citation_author")
)
_OF_FIELDS: Final = ("meta ", "JSON-LD ", "microdata ")
"""Prefixes of the rules of machine-readable statements, where a name may be inverted."""
MOST_AROUND: Final = 4  # words of a byline in which a name of one word counts


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement's reading: people, or a credit to nobody in particular (a desk, an agency)."""

    statement: Statement
    names: tuple[PrintedName, ...] = ()
    status: Status = "stated"
    is_credit: bool = False
    is_desk: bool = False
    unclear: tuple[str, ...] = ()
    """Words that can be read as names in more than one way, as printed."""


@dataclass(frozen=True)
class Claims:
    """Reader of author claims; the outlet's own names and sections are never people."""

    page: Page
    article: Node
    sites: Sequence[str]
    today: date

    def claim(self, statement: Statement) -> Claim:
        """Read a statement that holds nothing but authors; the outlet itself is none."""
        is_field = statement.rule.startswith(_OF_FIELDS)
        text = self.bare(statement.value[: MOST if is_field else LONGEST])
        if says_nothing(text):
            return Claim(statement)
        start = after_mark(text) or 0
        said = text[start:].strip(AROUND_A_NAME)
        is_outlet = is_site(text, self.sites)
        desk = is_desk(text) and (not is_outlet or is_newsroom(text))
        if "Organization" in statement.rule:
            return Claim(statement, is_credit=True, is_desk=desk)
        names = self._before_the_outlet(said)
        unclear: tuple[str, ...] = ()
        if not names and (not is_outlet or BETWEEN.search(text)):
            names, unclear = self._named(statement, text, start, is_field=is_field)
        if unclear:
            return Claim(statement, names, unclear=unclear)
        if names and (" " in names[0].name or len(said.split()) <= MOST_AROUND):
            return Claim(statement, names)
        credit = desk or is_outlet or all(map(is_sign, BORDER.split(said)))
        return Claim(replace(statement, value=said), is_credit=credit, is_desk=desk)

    def _named(
        self, statement: Statement, text: str, start: int, *, is_field: bool
    ) -> tuple[tuple[PrintedName, ...], tuple[str, ...]]:
        """Return the people of a field, and its words that may name others."""
        if statement.rule == AWAY:
            return self.persons(names_in(text, start=start)), ()
        order: Order = "filed" if statement.rule in _OF_LIBRARIES else ""
        read = read_author_field(
            text, order=order if is_field else "spoken", is_other=self._is_outlet
        )
        return self.persons(read.names), tuple(text[slice(*span)] for span in read.unclear)

    def _is_outlet(self, name: str) -> bool:
        return is_site(name, self.sites)

    def _before_the_outlet(self, text: str) -> tuple[PrintedName, ...]:
        """Return the person of `Maud Ellery Harbour Gazette`: two adjacent elements in one text."""
        words = text.split()
        for size in range(2, min(5, len(words))):
            name, rest = " ".join(words[:size]), " ".join(words[size:])
            if rest[0].isupper() and is_site(rest, self.sites) and looks_like_a_name(name):
                return self.persons(names_in(name))
        return ()

    def persons(self, names: Sequence[PrintedName]) -> tuple[PrintedName, ...]:
        """Drop names of the outlet: in full, with its initials (`MDR Sachsen`), or its start.

        `Vortex` at vortexcannon.example is the outlet; `Vortex Ellery` is a person.
        """
        short = {key for site in self.sites if len(key := name_key(site)) <= 4}
        found = [once(one) for one in names if not is_site(one.name, self.sites)]
        return tuple(
            one
            for one in found
            if short.isdisjoint(name_key(one.name).split())
            and name_key(one.name) not in self._sections
            and not self._begins_a_site(name_key(one.name))
        )

    def _begins_a_site(self, key: str) -> bool:
        sites = (name_key(site).replace(" ", "") for site in self.sites)
        return " " not in key and len(key) > 3 and any(site.startswith(key) for site in sites)

    @cached_property
    def _sections(self) -> frozenset[str]:
        said = [one.value for one in self.page.meta("article:section", "section")]
        said += texts(self.article.get("articleSection"))
        return SECTIONS | frozenset(name_key(one) for one in said)

    def bare(self, line: str) -> str:
        """Remove dates and ages (`3 hours ago`) from a line."""
        text = without_dates(line, today=self.today)
        for form in AGO:
            text = form.sub(" | ", text)
        return text

    def credited(self, text: str) -> str | None:
        """Return the desk, outlet or signature that a byline without a person credits, or None.

        `TPN, in News, Portugal` credits the first.
        """
        text = text.strip()
        first = BORDER.split(text)[0].strip()
        signed = is_sign(first) and not is_desk(first) and (first == text or not first.islower())
        if signed or is_site(first, self.sites):
            return first
        return text if is_desk(text) else None
