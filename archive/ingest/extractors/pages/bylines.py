"""Authors of a web page: people from tags and bylines; agencies and desks are credits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from archive.ingest.extractors.pages.authorsigns import (
    LINK,
    MOST_ELEMENTS,
    elsewhere,
    is_in_byline,
    names_within,
    shown_at,
)
from archive.ingest.extractors.pages.bylineclaims import Claim, Claims
from archive.ingest.extractors.pages.bylineforms import (
    BETWEEN,
    EDITOR,
    LONGEST,
    RIGHTS,
    byline_start,
    credited_at_the_end,
)
from archive.ingest.extractors.pages.jsonld import Linked, Node, texts, types_of
from archive.ingest.extractors.pages.labelled import authors_labelled
from archive.ingest.extractors.pages.page import Page, Statement
from archive.ingest.extractors.pages.shown import ENDING, PARAGRAPH, Around, Line
from archive.ingest.extractors.pages.titles import is_site
from archive.text.agencies import AGENCIES
from archive.text.dateforms import BESIDE
from archive.text.dates import without_dates
from archive.text.names import (
    PrintedName,
    after_mark,
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
_LINKED: Final = re.compile(r"\s{0,20}(?:</(?:span|strong|b|i)>\s{0,20}){0,2}</a", re.IGNORECASE)
_SET_APART: Final = frozenset({"b", "strong", "i", "em"})
_BARS: Final = " |,·•–—-:"


@dataclass(frozen=True)
class Credits:
    """Finder of author claims on a page, by source."""

    page: Page
    article: Node
    linked: Linked
    around: Around
    sites: Sequence[str]
    today: date
    body: str = ""

    @cached_property
    def _read(self) -> Claims:
        return Claims(self.page, self.article, self.sites, self.today)

    def claims(self) -> Iterator[list[Claim]]:
        """Yield the claims of each source, best source first."""
        key = "author" if self.article.get("author") else "creator"
        said = _linked(self.article.get(key), self.linked, key)
        lines = self.around.head
        strong = [
            self._without_editors([self._read.claim(one) for one in said]),
            list(self._marked(lines)),
            [self._read.claim(one) for one in self.page.meta(*_METAS)],
            [self._read.claim(one) for one in self._called(lines)],
        ]
        yield from strong
        yield [self._read.claim(one) for one in authors_labelled(self.page)]
        away = self._alone([self._read.claim(one) for one in elsewhere(self.page)])
        if any(claim.is_desk for claims in strong for claim in claims):
            yield [claim for claim in away if claim.is_desk and claim.statement.rule == LINK]
        else:
            yield away
            yield list(self._beside_dates(lines))
            yield list(self._above_the_text(lines))
            yield list(self._at_the_end())
        yield list(self._agencies(lines))

    def _marked(self, lines: Sequence[Line]) -> Iterator[Claim]:
        """Yield lines such as ‘By …’, and names below a line that is only ‘By’ or ‘Autor:’."""
        waits = False
        last = len(lines)
        for number, line in enumerate(lines):
            if number > last:
                return
            text = self._read.bare(line.text)
            if len(text) > LONGEST:
                waits = False
                continue
            bare = after_mark(f"{text.strip()} ") == len(text.strip()) + 1
            start = 0 if waits else byline_start(text, dated=text != line.text)
            if waits and not (line.person or looks_like_a_name(BETWEEN.split(text)[0])):
                start = None
            unfit = start is None or bare or text.rstrip().endswith(".")
            claim = None if unfit else self._signed(line, text, start or 0)
            if claim is not None:
                last = min(last, number + BYLINE_LINES - 1) if claim.names else last
                yield claim
            waits = bare

    def _signed(self, line: Line, text: str, start: int) -> Claim | None:
        """Read a byline from `start` on, up to a bar after the link of a person."""
        bar = text.find(" | ", start)
        if bar > 0 and line.person and line.person in text[start:bar]:
            text = text[:bar]
        said = shown_at(line, "a byline", text)
        if names := self._read.persons(names_in(text, start=start)):
            return Claim(said, names)
        if (credit := self._read.credited(text[start:])) is None:
            return None
        desk = not is_site(credit, self.sites)
        return Claim(replace(said, value=credit), is_credit=True, is_desk=desk)

    def _without_editors(self, claims: list[Claim]) -> list[Claim]:
        """Drop claims that name someone shown as the editor (`Editor : …`)."""
        lines = [*self.around.below, *self.around.after]
        edited = (match for line in lines if (match := EDITOR.match(line.text)))
        editors = {
            name_key(one.name) for match in edited for one in names_in(match["name"], trusting=True)
        }
        return [
            claim for claim in claims if not any(name_key(n.name) in editors for n in claim.names)
        ]

    def _called(self, lines: Sequence[Line]) -> Iterator[Statement]:
        """Yield lines that have a byline class, or link to a person's page."""
        first = len(lines)
        for number, line in enumerate(lines):
            text = self._read.bare(line.text)
            if not 2 <= len(text) <= LONGEST or number > first + BYLINE_LINES:
                continue
            if is_in_byline(line):
                named = line.person or names_within(line) or text
                yield shown_at(line, "an element called a byline", named)
                first = min(first, number)
            elif line.person and looks_like_a_name(line.person):
                yield shown_at(line, "a link to a person's page", line.person)
                first = min(first, number)

    def _alone(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return the claims if all name the same people, else an empty list.

        If they differ, only those count that open as a byline does (‘By …’).
        """
        naming = [claim for claim in claims if claim.names]
        marked = [claim for claim in naming if after_mark(claim.statement.value)]
        for some in (naming or [claim for claim in claims if claim.is_credit], marked):
            said = {name_key(" ".join(one.name for one in claim.names)) for claim in some}
            if len(said) == 1:
                return some
        return []

    def _beside_dates(self, lines: Sequence[Line]) -> Iterator[Claim]:
        """Yield the first name that stands on the line of a date, or alone next to one."""
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

    def _above_the_text(self, lines: Sequence[Line]) -> Iterator[Claim]:
        """Yield names in bold or italics on lines of their own, just before the text begins."""
        begins = next((n for n, line in enumerate(lines) if len(line.text) > PARAGRAPH), 0)
        for line in lines[max(0, begins - 2) : begins]:
            if line.element.tag in _SET_APART and (named := self._alone_on(line.text)):
                yield Claim(shown_at(line, "a name set apart above the text"), named, "inferred")

    def _alone_on(self, text: str) -> tuple[PrintedName, ...]:
        """Return the names on a line without a mark, unless they are topics of the page."""
        if len(text) > 80 or not look_like_names(text):
            return ()
        names = self._read.persons(names_in(text))
        return () if any(self._is_subject(one.printed) for one in names) else names

    def _is_subject(self, name: str) -> bool:
        """Return whether the text mentions a name, or the page links it to something else."""
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
        """Yield lines that begin with the name of an agency: `AFP, MANILA`."""
        for line in [*lines, *self.around.after]:
            text = RIGHTS.sub("", without_dates(line.text, today=self.today))
            if len(text) <= 60 and name_key(BETWEEN.split(text)[0]) in AGENCIES:
                yield Claim(shown_at(line, "a line of an agency", text), is_credit=True)

    def _at_the_end(self) -> Iterator[Claim]:
        """Yield a name or a credit that stands alone below the text, or is its last line."""
        for paragraph in self.body.rsplit("\n\n", ENDING)[1:]:
            if credit := credited_at_the_end(paragraph):
                yield Claim(Statement(credit, "a credit below the text"), is_credit=True)
        last = self.body.rsplit("\n\n", 1)[-1]
        is_name = len(last) <= 60 and looks_like_a_name(last) and self.body.count(last) == 1
        if is_name and (names := self._read.persons(names_in(last))):
            yield Claim(Statement(last, "a name below the text"), names, "inferred")
            return
        for line in self.around.after:
            set_apart = line.element.tag in _SET_APART or "right" in (
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
