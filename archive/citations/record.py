"""Citation data of an article, common to all styles and file formats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from archive.citations.when import UNDATED, CitationDate, parse_citation_date
from archive.models import Article, Byline
from archive.text.normalize import collapse_whitespace, strip_controls


@dataclass(frozen=True, slots=True)
class CitedPerson:
    """A credited person; an undivided name (an agency, a single word) is all `family`."""

    family: str
    given: str = ""

    @property
    def display_name(self) -> str:
        """`Maud Ellery`."""
        return f"{self.given} {self.family}".strip()

    @property
    def inverted_name(self) -> str:
        """`Ellery, Maud`."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRecord:
    """Citation data of one article; unknown values are empty.

    `url` is the permanent URL here, `original_url` the outlet's; `archive` is the name of the
    archive, `accessed` the day of access.
    """

    identifier: str
    title: str
    authors: tuple[CitedPerson, ...] = ()
    editors: tuple[CitedPerson, ...] = ()
    translators: tuple[CitedPerson, ...] = ()
    outlet: str = ""
    section: str = ""
    published: CitationDate = UNDATED
    abstract: str = ""
    language: str = ""
    url: str = ""
    original_url: str = ""
    archive: str = ""
    accessed: date | None = None


def build_record(
    article: Article, *, site: str, archive: str, accessed: date | None = None
) -> CitationRecord:
    """Build the citation of an article (`for_cards`) at `site` (`https://host`)."""
    original_url = article.canonical_url.strip()
    return CitationRecord(
        identifier=article.identifier,
        title=clean_text(article.title),
        authors=_build_people(article.credits, Byline.Role.AUTHOR),
        editors=_build_people(article.credits, Byline.Role.EDITOR),
        translators=_build_people(article.credits, Byline.Role.TRANSLATOR),
        outlet=clean_text(article.outlet.name) if article.outlet else "",
        section=clean_text(article.section),
        published=parse_citation_date(article.published),
        abstract="" if article.withdrawn_at else clean_text(article.standfirst),
        language=clean_text(article.language),
        url=f"{site}{article.permanent_path}",
        original_url=original_url
        if original_url.lower().startswith(("http://", "https://"))
        else "",
        archive=archive,
        accessed=accessed,
    )


_DIRECTION_CONTROLS = re.compile("[\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}"
                    "\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}]")  # fmt: skip


def clean_text(text: str) -> str:
    """Return `text` on one line, without control characters.

    Bidirectional controls are removed too: an unclosed one would affect all the following text.
    """
    return collapse_whitespace(_DIRECTION_CONTROLS.sub("", strip_controls(text)))


def _build_people(bylines: Iterable[Byline], role: str) -> tuple[CitedPerson, ...]:
    return tuple(
        _parse_person(byline.author.sort_name) for byline in bylines if byline.role == role
    )


def _parse_person(sort_name: str) -> CitedPerson:
    """Split `Ellery, Maud`; a name without comma stays undivided."""
    family, _, given = clean_text(sort_name).partition(", ")
    return CitedPerson(family, given)
