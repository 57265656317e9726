"""Reading of author statements: people, or a credit to a desk, an outlet or an agency."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from archive.extraction.html.author_markup import (
    DISTANT_BYLINE_RULE,
    MAX_BYLINE_LENGTH,
    NAME_PADDING,
    NAME_SEPARATOR,
    PART_SEPARATOR,
    collapse_repeated_name,
    is_button_or_empty,
    is_desk,
    is_newsroom,
    is_signature,
)
from archive.extraction.html.metadata import JsonLdNode, iter_texts
from archive.extraction.html.page import PageStatement, WebPage
from archive.extraction.html.titles import is_site_name
from archive.formats.documents import FindingStatus
from archive.text.author_fields import MAX_FIELD_CHARS, parse_author_field
from archive.text.author_parts import NameOrder
from archive.text.byline_words import SECTION_NAMES
from archive.text.date_patterns import AGO_PATTERNS
from archive.text.dates import strip_dates
from archive.text.names import PrintedName, find_byline_start, find_names, is_probable_name
from archive.text.normalize import name_key

_LIBRARY_RULES: Final = frozenset(f"meta {name}" for name in ("dc.creator", "dcterms.creator", "citation_author"))
_METADATA_RULES: Final = ("meta ", "JSON-LD ", "microdata ")
"""Prefixes of the rules of machine-readable statements, where a name may be inverted."""
MAX_BYLINE_WORDS: Final = 4  # words of a byline in which a name of one word counts


@dataclass(frozen=True, slots=True)
class AuthorClaim:
    """One statement's reading: people, or a credit to nobody in particular (a desk, an agency)."""

    statement: PageStatement
    names: tuple[PrintedName, ...] = ()
    status: FindingStatus = "stated"
    is_credit: bool = False
    is_desk: bool = False
    ambiguous: tuple[str, ...] = ()
    """Words that can be read as names in more than one way, as printed."""


@dataclass(frozen=True)
class ClaimReader:
    """Reader of author claims; the outlet's own names and sections are never people."""

    page: WebPage
    article: JsonLdNode
    sites: Sequence[str]
    today: date

    def read_claim(self, statement: PageStatement) -> AuthorClaim:
        """Read a statement that holds nothing but authors; the outlet itself is none."""
        is_field = statement.rule.startswith(_METADATA_RULES)
        text = self.strip_dates(statement.value[: MAX_FIELD_CHARS if is_field else MAX_BYLINE_LENGTH])
        if is_button_or_empty(text):
            return AuthorClaim(statement)
        start = find_byline_start(text) or 0
        words = text[start:].strip(NAME_PADDING)
        is_outlet = is_site_name(text, self.sites)
        has_desk = is_desk(text) and (not is_outlet or is_newsroom(text))
        if "Organization" in statement.rule:
            return AuthorClaim(statement, is_credit=True, is_desk=has_desk)
        names = self._read_name_before_outlet(words)
        ambiguous: tuple[str, ...] = ()
        if not names and (not is_outlet or NAME_SEPARATOR.search(text)):
            names, ambiguous = self._read_names(statement, text, start, is_field=is_field)
        if ambiguous:
            return AuthorClaim(statement, names, ambiguous=ambiguous)
        if names and (" " in names[0].name or len(words.split()) <= MAX_BYLINE_WORDS):
            return AuthorClaim(statement, names)
        is_credit = has_desk or is_outlet or all(map(is_signature, PART_SEPARATOR.split(words)))
        return AuthorClaim(replace(statement, value=words), is_credit=is_credit, is_desk=has_desk)

    def _read_names(
        self, statement: PageStatement, text: str, start: int, *, is_field: bool
    ) -> tuple[tuple[PrintedName, ...], tuple[str, ...]]:
        """Return the people of a field, and its words that may name others."""
        if statement.rule == DISTANT_BYLINE_RULE:
            return self.filter_persons(find_names(text, start=start)), ()
        order: NameOrder = "filed" if statement.rule in _LIBRARY_RULES else ""
        author_field = parse_author_field(text, order=order if is_field else "spoken", is_other=self._is_outlet)
        return self.filter_persons(author_field.names), tuple(text[slice(*span)] for span in author_field.unclear_spans)

    def _is_outlet(self, name: str) -> bool:
        return is_site_name(name, self.sites)

    def _read_name_before_outlet(self, text: str) -> tuple[PrintedName, ...]:
        """Return the person of `Maud Ellery Harbour Gazette`: two adjacent elements in one text."""
        words = text.split()
        for size in range(2, min(5, len(words))):
            name, remainder = " ".join(words[:size]), " ".join(words[size:])
            if remainder[0].isupper() and is_site_name(remainder, self.sites) and is_probable_name(name):
                return self.filter_persons(find_names(name))
        return ()

    def filter_persons(self, names: Sequence[PrintedName]) -> tuple[PrintedName, ...]:
        """Drop names of the outlet: in full, with its initials (`MDR Sachsen`), or its start.

        `Vortex` at vortexcannon.example is the outlet; `Vortex Ellery` is a person.
        """
        short_site_keys = {key for site in self.sites if len(key := name_key(site)) <= 4}
        candidates = [collapse_repeated_name(person) for person in names if not is_site_name(person.name, self.sites)]
        return tuple(
            person
            for person in candidates
            if short_site_keys.isdisjoint(name_key(person.name).split())
            and name_key(person.name) not in self._section_keys
            and not self._is_site_prefix(name_key(person.name))
        )

    def _is_site_prefix(self, key: str) -> bool:
        sites = (name_key(site).replace(" ", "") for site in self.sites)
        return " " not in key and len(key) > 3 and any(site.startswith(key) for site in sites)

    @cached_property
    def _section_keys(self) -> frozenset[str]:
        section_names = [section.value for section in self.page.iter_meta("article:section", "section")]
        section_names += iter_texts(self.article.get("articleSection"))
        return SECTION_NAMES | frozenset(name_key(section) for section in section_names)

    def strip_dates(self, line: str) -> str:
        """Remove dates and ages (`3 hours ago`) from a line."""
        text = strip_dates(line, today=self.today)
        for pattern in AGO_PATTERNS:
            text = pattern.sub(" | ", text)
        return text

    def extract_credit(self, text: str) -> str | None:
        """Return the desk, outlet or signature that a byline without a person credits, or None.

        `TPN, in News, Portugal` credits the first.
        """
        text = text.strip()
        first_part = PART_SEPARATOR.split(text)[0].strip()
        is_signed = (
            is_signature(first_part) and not is_desk(first_part) and (first_part == text or not first_part.islower())
        )
        if is_signed or is_site_name(first_part, self.sites):
            return first_part
        return text if is_desk(text) else None
