"""Who wrote a page: persons its tags name, bylines it prints; agencies and desks are credits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from archive.ingest.documents import Status
from archive.ingest.extractors.jsonld import Linked, Node, texts, types_of
from archive.ingest.extractors.page import Page, Statement
from archive.ingest.extractors.shown import Around, Line
from archive.ingest.extractors.titles import is_site
from archive.text.dates import read_date, without_dates
from archive.text.names import (
    PrintedName,
    after_mark,
    is_nobody,
    look_like_names,
    looks_like_a_name,
    names_in,
)

LONGEST: Final = 150  # characters of a byline
_METAS: Final = (
    "author",
    "article:author_name",
    "article:author",
    "og:article:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "dcsext.author",
    "rnews:author",
    "authors",
    "byline",
)
_CALLED: Final = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?lines?|bynames?|aut[oe]u?r(?:es|s|en|i)?|autore|writers?)(?:$|[\s_-]|name)"
    r"|author-?_?name|byline",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"bio|descri|about|info|social|image|photo|avatar|job|role|position|comment|related|share",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one statement says about the authors: persons, or nobody (a desk, an agency)."""

    statement: Statement
    names: tuple[PrintedName, ...] = ()
    status: Status = "stated"


def author_claims(
    page: Page, article: Node, linked: Linked, around: Around, sites: Sequence[str], today: date
) -> Iterator[tuple[str, list[Claim]]]:
    """Claims by source, the best source first."""
    key = "author" if article.get("author") else "creator"
    said = list(_linked(article.get(key), linked, key))
    yield "JSON-LD", [_claim(one, sites) for one in said]
    lines = around.head
    yield "byline", [one for one in _marked(lines, today) if one.names]
    yield "meta", [_claim(one, sites) for one in page.meta(*_METAS)]
    yield "link", [_claim(one, sites) for one in _called(lines, today)]
    yield "beside", list(_beside_dates(lines, today))


def _linked(value: Any, linked: Linked, key: str) -> Iterator[Statement]:
    for one in value[:30] if isinstance(value, list) else [value]:
        node = linked.resolved(one)
        kind = types_of(node)[0] if isinstance(node, dict) else ""
        for text in texts(node):
            yield Statement(text, f"JSON-LD {key} {kind}".strip(), near=f'"{key}"')


def _claim(statement: Statement, sites: Sequence[str]) -> Claim:
    """The persons of a field that holds nothing but authors; the outlet itself is none."""
    text = statement.value[:LONGEST]
    if "://" in text or is_site(text, sites) or "Organization" in statement.rule:
        return Claim(statement)
    names = names_in(text, start=after_mark(text) or 0, trusting=True)
    return Claim(statement, tuple(one for one in names if not is_site(one.name, sites)))


def _marked(lines: Sequence[Line], today: date) -> Iterator[Claim]:
    """Lines such as ‘By …’, and names below a line that is nothing but ‘By’ or ‘Autor:’."""
    waits = False
    for line in lines:
        text = without_dates(line.text, today=today)
        if len(text) > LONGEST:
            waits = False
            continue
        start = 0 if waits else after_mark(text)
        bare = after_mark(f"{text.strip()} ") == len(text.strip()) + 1 or bool(
            after_mark(text) == len(text)
        )
        if start is not None and not bare:
            names = names_in(text, start=start)
            if names and not text.rstrip().endswith("."):
                yield Claim(_shown(line, "a byline"), tuple(names))
        waits = bare


def _called(lines: Sequence[Line], today: date) -> Iterator[Statement]:
    """Lines that are called a byline, or link to a person's page."""
    for line in lines:
        text = without_dates(line.text, today=today)
        if not 2 <= len(text) <= LONGEST:
            continue
        called = line.called
        if _CALLED.search(called) and not _ABOUT.search(called):
            yield _shown(line, "an element called a byline", text)
        elif line.is_person_link and look_like_names(text):
            yield _shown(line, "a link to a person's page", text)


def _beside_dates(lines: Sequence[Line], today: date) -> Iterator[Claim]:
    """A name that stands on the line of a date, or on its own next to one."""
    dated = [
        len(line.text) <= 100 and read_date(line.text, today=today, beside=lambda _: True) is not None
        for line in lines
    ]
    for number, line in enumerate(lines):
        text = without_dates(line.text, today=today).strip(" |,·•–—-")
        near = any(dated[max(0, number - 1) : number + 2])
        if near and len(text) <= 80 and (look_like_names(text) or looks_like_a_name(text)):
            names = tuple(names_in(text))
            if names:
                yield Claim(_shown(line, "a name beside the date", text), names, "inferred")


def _shown(line: Line, rule: str, text: str = "") -> Statement:
    return Statement(text or line.text, rule, "", line.element.sourceline or 0)


def names_nobody(claim: Claim) -> bool:
    """Whether a claim is of a desk, an agency or the outlet: a credit, not an author."""
    text = claim.statement.value
    return not claim.names and "://" not in text and len(text) <= LONGEST and (
        is_nobody(text) or "Organization" in claim.statement.rule
    )
