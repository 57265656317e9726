"""Citation data of an article, common to all styles and file formats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from archive.citations.when import UNDATED, When, when
from archive.models import Article, Byline
from archive.text.normalize import squeeze, without_controls


@dataclass(frozen=True, slots=True)
class Person:
    """A credited person; an undivided name (an agency, a single word) is all `family`."""

    family: str
    given: str = ""

    @property
    def in_order(self) -> str:
        """`Maud Ellery`."""
        return f"{self.given} {self.family}".strip()

    @property
    def inverted(self) -> str:
        """`Ellery, Maud`."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Citation data of one article; unknown values are empty.

    `url` is the permanent URL here, `original_url` the outlet's; `archive` is the name of the
    archive, `accessed` the day of access.
    """

    identifier: str
    title: str
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    translators: tuple[Person, ...] = ()
    outlet: str = ""
    section: str = ""
    published: When = UNDATED
    abstract: str = ""
    language: str = ""
    url: str = ""
    original_url: str = ""
    archive: str = ""
    accessed: date | None = None


def record_of(article: Article, *, site: str, archive: str, accessed: date | None = None) -> Record:
    """Build the citation of an article (`for_cards`) at `site` (`https://host`)."""
    original = article.canonical_url.strip()
    return Record(
        identifier=article.identifier,
        title=plain(article.title),
        authors=_people(article.credits, Byline.Role.AUTHOR),
        editors=_people(article.credits, Byline.Role.EDITOR),
        translators=_people(article.credits, Byline.Role.TRANSLATOR),
        outlet=plain(article.outlet.name) if article.outlet else "",
        section=plain(article.section),
        published=when(article.published),
        abstract="" if article.withdrawn_at else plain(article.standfirst),
        language=plain(article.language),
        url=f"{site}{article.permanent_path}",
        original_url=original if original.lower().startswith(("http://", "https://")) else "",
        archive=archive,
        accessed=accessed,
    )


_TURNS = re.compile("[\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}"
                    "\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}]")  # fmt: skip


def plain(text: str) -> str:
    """Return `text` on one line, without control characters.

    Bidirectional controls are removed too: an unclosed one would affect all the following text.
    """
    return squeeze(_TURNS.sub("", without_controls(text)))


def _people(credited: Iterable[Byline], role: str) -> tuple[Person, ...]:
    return tuple(_person(byline.author.sort_name) for byline in credited if byline.role == role)


def _person(filed: str) -> Person:
    """Split `Ellery, Maud`; a name without comma stays undivided."""
    family, _, given = plain(filed).partition(", ")
    return Person(family, given)
