"""Who wrote a page: persons its tags name, bylines it prints; agencies and desks are credits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from archive.ingest.documents import Status
from archive.ingest.extractors.authorsigns import (
    LONGEST,
    MOST_ELEMENTS,
    elsewhere,
    is_called_byline,
    once,
    shown_at,
)
from archive.ingest.extractors.jsonld import Linked, Node, texts, types_of
from archive.ingest.extractors.page import Page, Statement
from archive.ingest.extractors.shown import Around, Line
from archive.ingest.extractors.titles import is_site
from archive.text.agencies import AGENCIES, SECTIONS
from archive.text.dateforms import BESIDE
from archive.text.dates import without_dates
from archive.text.names import (
    PrintedName,
    after_mark,
    is_nobody,
    look_like_names,
    looks_like_a_name,
    names_in,
)
from archive.text.normalize import name_key

BYLINE_LINES: Final = 3  # lines that one byline may take up
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
_BY_INSIDE: Final = re.compile(r"(?:^|[\s|,·•–—-])(?:by|par|von|por|oleh)\s+(?=\w)", re.IGNORECASE)
_EDITOR: Final = re.compile(
    r"(?:edited by|editor|editing|redaktur|penyunting|editör|редактор)\s*:?\s+(?P<name>.{3,60})",
    re.IGNORECASE,
)
_LINKED: Final = re.compile(r"\s{0,20}(?:</(?:span|strong|b|i)>\s{0,20}){0,2}</a", re.IGNORECASE)
_BARS: Final = " |,·•–—-:"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one statement says about the authors: persons, or nobody (a desk, an agency)."""

    statement: Statement
    names: tuple[PrintedName, ...] = ()
    status: Status = "stated"
    is_credit: bool = False
    is_desk: bool = False


@dataclass(frozen=True)
class Credits:
    """Where a page may name its authors, and what is known of it that helps to tell."""

    page: Page
    article: Node
    linked: Linked
    around: Around
    sites: Sequence[str]
    today: date
    body: str = ""

    def claims(self) -> Iterator[list[Claim]]:
        """Claims by source, the best source first."""
        key = "author" if self.article.get("author") else "creator"
        said = _linked(self.article.get(key), self.linked, key)
        lines = self.around.head
        strong = [
            self._without_editors([self._claim(one) for one in said]),
            list(self._marked(lines)),
            [self._claim(one) for one in self.page.meta(*_METAS)],
            [self._claim(one) for one in self._called(lines)],
        ]
        yield from strong
        if not any(claim.is_desk for claims in strong for claim in claims):
            yield self._alone([self._claim(one) for one in elsewhere(self.page)])
            yield list(self._beside_dates(lines))
            yield list(self._at_the_end())
        yield list(self._agencies(lines))

    def _claim(self, statement: Statement) -> Claim:
        """The persons of a field that holds nothing but authors; the outlet itself is none."""
        text = statement.value[:LONGEST]
        if "://" in text or len(text) < 2:
            return Claim(statement)
        if is_site(text, self.sites) or "Organization" in statement.rule:
            return Claim(statement, is_credit=True)
        names = self._persons(names_in(text, start=after_mark(text) or 0, trusting=True))
        desk = not names and _is_nobody(text)
        return Claim(statement, names, is_credit=desk, is_desk=desk)

    def _persons(self, names: Sequence[PrintedName]) -> tuple[PrintedName, ...]:
        """The names that are not the outlet's, whole or as its letters (`MDR Sachsen`)."""
        short = {key for site in self.sites if len(key := name_key(site)) <= 4}
        found = [once(one) for one in names if not is_site(one.name, self.sites)]
        return tuple(
            one
            for one in found
            if short.isdisjoint(name_key(one.name).split())
            and name_key(one.name) not in self._sections
        )

    @cached_property
    def _sections(self) -> frozenset[str]:
        said = [one.value for one in self.page.meta("article:section", "section")]
        said += texts(self.article.get("articleSection"))
        return SECTIONS | frozenset(name_key(one) for one in said)

    def _marked(self, lines: Sequence[Line]) -> Iterator[Claim]:
        """Lines such as ‘By …’, and names below a line that is nothing but ‘By’ or ‘Autor:’."""
        waits = False
        for line in lines:
            text = without_dates(line.text, today=self.today)
            if len(text) > LONGEST:
                waits = False
                continue
            bare = after_mark(f"{text.strip()} ") == len(text.strip()) + 1
            start = 0 if waits else _mark_in(text, dated=text != line.text)
            if waits and not (line.person or looks_like_a_name(text)):
                start = None
            if start is not None and not bare and not text.rstrip().endswith("."):
                said = shown_at(line, "a byline", text)
                if names := self._persons(names_in(text, start=start)):
                    yield Claim(said, names)
                elif (desk := _is_nobody(text[start:])) or is_site(
                    re.split(r"[,|/]", text[start:])[0], self.sites
                ):
                    whole = replace(said, value=text[start:].strip())
                    yield Claim(whole, is_credit=True, is_desk=desk)
            waits = bare

    def _without_editors(self, claims: list[Claim]) -> list[Claim]:
        """Claims without whom the page shows as the editor (`Editor : …`)."""
        lines = [*self.around.below, *self.around.after]
        edited = (match for line in lines if (match := _EDITOR.match(line.text)))
        editors = {
            name_key(one.name) for match in edited for one in names_in(match["name"], trusting=True)
        }
        return [
            claim for claim in claims if not any(name_key(n.name) in editors for n in claim.names)
        ]

    def _called(self, lines: Sequence[Line]) -> Iterator[Statement]:
        """Lines that are called a byline, or link to a person's page."""
        first = len(lines)
        for number, line in enumerate(lines):
            text = without_dates(line.text, today=self.today)
            if not 2 <= len(text) <= LONGEST or number > first + BYLINE_LINES:
                continue
            if is_called_byline(line.called):
                yield shown_at(line, "an element called a byline", line.person or text)
                first = min(first, number)
            elif line.person and looks_like_a_name(line.person):
                yield shown_at(line, "a link to a person's page", line.person)
                first = min(first, number)

    def _alone(self, claims: Sequence[Claim]) -> list[Claim]:
        """Marks of authors anywhere on the page count where they all name the same."""
        names = {
            tuple(name_key(one.name) for one in claim.names) for claim in claims if claim.names
        }
        return list(claims) if len(names) == 1 else []

    def _beside_dates(self, lines: Sequence[Line]) -> Iterator[Claim]:
        """The first name that stands on the line of a date, or on its own next to one."""
        bare = [(without_dates(line.text, today=self.today), line) for line in lines]
        kept = [
            (" ".join(word for word in text.split() if not word.isdecimal()).strip(_BARS), line)
            for text, line in bare
            if text.casefold().strip(" :.") not in BESIDE
        ]
        dated = [text != line.text and len(text.split()) <= 6 for text, line in kept]
        for number, (text, line) in enumerate(kept):
            if any(dated[max(0, number - 1) : number + 2]) and (named := self._alone_on(text)):
                yield Claim(shown_at(line, "a name beside the date", text), named, "inferred")
                return

    def _alone_on(self, text: str) -> tuple[PrintedName, ...]:
        """Who a line without a mark names: nobody its text speaks of, no link to a subject."""
        if len(text) > 80 or not look_like_names(text):
            return ()
        names = self._persons(names_in(text))
        return () if any(self._is_subject(one.printed) for one in names) else names

    def _is_subject(self, name: str) -> bool:
        """Whether the text speaks of someone, or the page links the words to what is no person."""
        if any(name in part and len(part) > len(name) + 40 for part in self.body.split("\n\n")):
            return True
        at = self.page.text.find(name)
        for _ in range(MOST_ELEMENTS):
            if at < 0:
                return False
            if _LINKED.match(self.page.text, at + len(name)):
                return True
            at = self.page.text.find(name, at + 1)
        return False

    def _agencies(self, lines: Sequence[Line]) -> Iterator[Claim]:
        """Lines that begin with an agency's name: `AFP, MANILA`."""
        for line in lines:
            text = without_dates(line.text, today=self.today)
            if len(text) <= 60 and name_key(re.split(r"[,/|(]", text)[0]) in AGENCIES:
                yield Claim(shown_at(line, "an agency beside the title", text), is_credit=True)

    def _at_the_end(self) -> Iterator[Claim]:
        """A name that stands alone below the text, or as its last line."""
        last = self.body.rsplit("\n\n", 1)[-1]
        is_name = len(last) <= 60 and looks_like_a_name(last) and self.body.count(last) == 1
        if is_name and (names := self._persons(names_in(last))):
            yield Claim(Statement(last, "a name below the text"), names, "inferred")
            return
        for line in self.around.after:
            set_apart = line.element.tag in {"b", "strong", "i", "em"} or "right" in (
                line.element.get("style") or ""
            )
            if set_apart and (names := self._alone_on(line.text.strip(" ()[]"))):
                yield Claim(shown_at(line, "a name below the text"), names, "inferred")
                return


def _linked(value: Any, linked: Linked, key: str) -> Iterator[Statement]:
    for one in value[:30] if isinstance(value, list) else [value]:
        node = linked.resolved(one)
        kind = types_of(node)[0] if isinstance(node, dict) else ""
        for text in texts(node):
            yield Statement(text, f"JSON-LD {key} {kind}".strip(), near=f'"{key}"')


def _mark_in(text: str, *, dated: bool) -> int | None:
    """Where the names begin in a byline; on a line with a date its mark may stand inside."""
    start = after_mark(text)
    if start is None and dated and (inner := _BY_INSIDE.search(text)):
        return inner.end()
    return start


def _is_nobody(text: str) -> bool:
    pieces = re.split(r"[,/|(]", text)
    return len(text) <= LONGEST and (is_nobody(text) or name_key(pieces[0]) in AGENCIES)
