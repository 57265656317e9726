"""What one statement says of who wrote a page: persons, or a credit to a desk, outlet or agency."""

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
"""How the rules of statements begin that only machines read, where a name may be filed."""
MOST_AROUND: Final = 4  # words of a byline of which a single one may be the name


@dataclass(frozen=True, slots=True)
class Claim:
    """What one statement says about the authors: persons, or nobody (a desk, an agency)."""

    statement: Statement
    names: tuple[PrintedName, ...] = ()
    status: Status = "stated"
    is_credit: bool = False
    is_desk: bool = False
    unclear: tuple[str, ...] = ()
    """Words that name somebody in more than one way, as printed."""


@dataclass(frozen=True)
class Claims:
    """Reads claims on a page of some outlet, whose own names and sections are nobody's."""

    page: Page
    article: Node
    sites: Sequence[str]
    today: date

    def claim(self, statement: Statement) -> Claim:
        """The persons of a field that holds nothing but authors; the outlet itself is none."""
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
        """The persons of a field, and its words that may name others."""
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
        """The person of `Maud Ellery Harbour Gazette`, as two elements side by side print it."""
        words = text.split()
        for size in range(2, min(5, len(words))):
            name, rest = " ".join(words[:size]), " ".join(words[size:])
            if rest[0].isupper() and is_site(rest, self.sites) and looks_like_a_name(name):
                return self.persons(names_in(name))
        return ()

    def persons(self, names: Sequence[PrintedName]) -> tuple[PrintedName, ...]:
        """The names that are not the outlet's: whole, as its letters (`MDR Sachsen`), or its first.

        `Vortex` at vortexcannon.example is the outlet; `Vortex Ellery` would be somebody.
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
        """A line without dates and ages (`3 hours ago`)."""
        text = without_dates(line, today=self.today)
        for form in AGO:
            text = form.sub(" | ", text)
        return text

    def credited(self, text: str) -> str | None:
        """What a byline without a person credits: desk, outlet or a sign; None if it is no credit.

        `TPN, in News, Portugal` credits the first.
        """
        text = text.strip()
        first = BORDER.split(text)[0].strip()
        signed = is_sign(first) and not is_desk(first) and (first == text or not first.islower())
        if signed or is_site(first, self.sites):
            return first
        return text if is_desk(text) else None
