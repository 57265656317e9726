"""Authors of a web page: people from tags and bylines; agencies and desks are credits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from archive.extraction.html import bylines, signatures
from archive.extraction.html.bylines import NAME_SEPARATOR, AuthorClaim, build_line_statement
from archive.extraction.html.distant_bylines import (
    AUTHOR_LINK_RULE,
    is_in_menu,
    iter_author_boxes,
    iter_distant_statements,
)
from archive.extraction.html.metadata import LinkedData, get_types, iter_card_authors, iter_labelled_authors, iter_texts
from archive.extraction.html.page import PageStatement
from archive.extraction.html.titles import is_site_name
from archive.extraction.html.unmarked_names import SEPARATORS, UnmarkedNameReader
from archive.extraction.html.visible_text import VisibleLine
from archive.text.contributions import Contribution, split_contributions
from archive.text.names import find_byline_start, find_names, is_probable_name
from archive.text.normalize import name_key
from archive.text.reporters import find_opening_reporters, find_reporters

MAX_BYLINE_LINES: Final = 3  # lines that one byline may take up
MAX_SENTENCE_BYLINE: Final = 9  # words of a byline that ends with a full stop
MAX_ROLES: Final = 3  # roles of a byline; a line with more lists who made the page
_META_NAMES: Final = (
    "author article:author_name article:author og:article:author byl dc.creator dcterms.creator"
    " citation_author parsely-author sailthru.author dcsext.author rnews:author authors byline cxenseparse:author"
    " og:author article_author article.author dc:creator vr:author bt:author mediator_author cse_author"
    " shareaholic:article_author_name dable:author"
).split()


@dataclass(frozen=True)
class AuthorFinder(UnmarkedNameReader):
    """Finder of author claims on a page, by source."""

    def iter_claims(self) -> Iterator[list[AuthorClaim]]:
        """Yield the claims of each source, best source first."""
        key = "author" if self.article.get("author") else "creator"
        statements = _iter_jsonld_authors(self.article.get(key), self.linked_data, key)
        lines = [line for line in self.context.head_lines if not _is_of_menu(line)]
        main_sources = [
            self._exclude_editors(self.read_claims(statements)),
            list(self._iter_marked_bylines(lines)),
            self.read_claims([*self.page.iter_meta(*_META_NAMES), *iter_card_authors(self.page)]),
            self.read_claims(self._iter_byline_elements(lines)),
        ]
        if bylines.is_contradicted(main_sources[0], main_sources[1]):
            main_sources[:2] = main_sources[1::-1]
        elif bylines.is_completed(main_sources[0], main_sources[2]):
            main_sources[0], main_sources[2] = main_sources[2], main_sources[0]
        yield from main_sources
        yield list(self._iter_text_bylines())
        yield self.read_claims(iter_labelled_authors(self.page))
        distant = self._select_agreeing(self.read_claims(iter_distant_statements(self.page, self.title)))
        if any(claim.is_desk for source_claims in main_sources for claim in source_claims):
            yield [claim for claim in distant if claim.is_desk and claim.statement.rule == AUTHOR_LINK_RULE]
        else:
            yield distant
            yield list(self.iter_names_beside_dates(lines))
            yield list(self.iter_names_above_text(lines))
            yield list(self.iter_end_claims())
            boxes = self._select_agreeing(self.read_claims(iter_author_boxes(self.page)))
            yield [replace(claim, status="inferred") for claim in boxes]
            yield list(self.iter_site_owners())
        yield [*self.iter_issuers(lines), *self.iter_agency_lines(lines)]

    def _iter_marked_bylines(self, lines: Sequence[VisibleLine]) -> Iterator[AuthorClaim]:
        """Yield lines such as ‘By …’, and names below a line that is only ‘By’ or ‘Autor:’."""
        is_name_expected = False
        last_number = len(lines)
        for number, line in enumerate(lines):
            if number > last_number:
                return
            undated_text = self.strip_dates(line.text)
            text, contributions = split_contributions(undated_text.lstrip(SEPARATORS))
            yield from self._read_contributions(line, contributions)
            if len(text) > bylines.MAX_BYLINE_LENGTH or len(contributions) > MAX_ROLES:
                is_name_expected = False
                continue
            if reporters := self.filter_persons(find_reporters(text)):
                last_number = min(last_number, number + MAX_BYLINE_LINES - 1)
                yield AuthorClaim(build_line_statement(line, "a byline", text), reporters)
                continue
            if bylines.is_unread_byline(text):
                statement = build_line_statement(line, "a byline", text)
                yield AuthorClaim(statement, ambiguous=(text,))
                continue
            is_bare_mark = find_byline_start(f"{text.strip()} ") == len(text.strip()) + 1
            start = 0 if is_name_expected else find_byline_start(text, may_be_inside=undated_text != line.text)
            if is_name_expected and not (line.person or is_probable_name(NAME_SEPARATOR.split(text)[0])):
                start = None
            is_sentence = text.rstrip().endswith(".") and len(text.split()) > MAX_SENTENCE_BYLINE
            is_rejected = start is None or is_bare_mark or is_sentence
            claim = None if is_rejected else self._read_byline(line, text, start or 0)
            if claim is not None:
                last_number = min(last_number, number + MAX_BYLINE_LINES - 1) if claim.names else last_number
                yield claim
            is_name_expected = is_bare_mark

    def _iter_text_bylines(self) -> Iterator[AuthorClaim]:
        """Yield the reporters and the agency whom the text's opening names, and reporters named below it."""
        for byline in () if self.context.lines_below else self.page_text.bylines:
            if names := self.filter_persons(find_names(byline, start=find_byline_start(byline) or 0)):
                yield AuthorClaim(PageStatement(byline, "a byline above the text"), names)
        opening, _, rest = self.page_text.text.partition("\n\n")
        if agency := signatures.find_opening_agency(opening):
            yield AuthorClaim(PageStatement(agency, "the agency that the text's opening names"), is_credit=True)
        if names := self.filter_persons(find_opening_reporters(opening)):
            yield AuthorClaim(PageStatement(names[0].printed, "the reporter whom the text's opening names"), names)
        for paragraph in rest.rsplit("\n\n", 2)[1:]:
            if names := self.filter_persons(find_reporters(paragraph)):
                yield AuthorClaim(PageStatement(paragraph, "a reporter named below the text"), names)
            elif name := signatures.find_bracketed_name(paragraph):
                statement = PageStatement(name, "a name in brackets at the end of the text")
                yield AuthorClaim(statement, self.filter_persons(find_names(name)), "inferred")

    def _read_contributions(self, line: VisibleLine, parts: Sequence[Contribution]) -> Iterator[AuthorClaim]:
        """Yield a credit for each part of a line that names who else worked on the text."""
        for part in parts:
            if find_names(part.words, start=part.names_start):
                statement = build_line_statement(line, "a byline", part.words)
                yield AuthorClaim(statement, is_credit=True, role=part.role)

    def _read_byline(self, line: VisibleLine, text: str, start: int) -> AuthorClaim | None:
        """Read a byline from `start` on, up to a bar after the link of a person."""
        bar = text.find(" | ", start)
        if bar > 0 and line.person and line.person in text[start:bar]:
            text = text[:bar]
        statement = build_line_statement(line, "a byline", text)
        is_linked = line.person != "" and text[start:].strip(SEPARATORS) == line.person  # ‘by Nora’, with her page
        if names := self.filter_persons(find_names(text, start=start, allow_single=is_linked)):
            return AuthorClaim(statement, names)
        if line.person and not is_linked and text[start:].startswith(f"{line.person} "):  # ‘by Nora Vry 3 Comments’
            return self._read_byline(line, text[:start] + line.person, start)
        if (credit := self.extract_credit(text[start:])) is None:
            return None
        has_desk = not is_site_name(credit, self.sites)
        return AuthorClaim(replace(statement, value=credit), is_credit=True, is_desk=has_desk)

    def _exclude_editors(self, claims: list[AuthorClaim]) -> list[AuthorClaim]:
        """Drop claims that name someone shown as the editor (`Editor : …`)."""
        lines = [*self.context.lines_below, *self.context.lines_after]
        matches = (match for line in lines if (match := bylines.EDITOR_LINE.match(line.text)))
        names = (name for match in matches for name in find_names(match["name"], allow_single=True))
        editors = {name_key(name.name) for name in names}
        return [claim for claim in claims if not any(name_key(name.name) in editors for name in claim.names)]

    def _iter_byline_elements(self, lines: Sequence[VisibleLine]) -> Iterator[PageStatement]:
        """Yield lines that have a byline class, or link to a person's page."""
        last_number = len(lines)
        for number, line in enumerate(lines):
            text = self.strip_dates(line.text)
            if number > last_number or not 2 <= len(text) <= bylines.MAX_BYLINE_LENGTH:
                continue
            if bylines.is_in_byline(line):
                author_text = line.person or bylines.find_byline_names(line) or text
                yield build_line_statement(line, "an element called a byline", author_text)
            elif line.person and is_probable_name(line.person):
                yield build_line_statement(line, "a link to a person's page", line.person)
            else:
                continue
            last_number = min(last_number, number + MAX_BYLINE_LINES)

    def _select_agreeing(self, claims: Sequence[AuthorClaim]) -> list[AuthorClaim]:
        """Return the claims if all (or all that open as a byline does, ‘By …’) name the same people; else none."""
        with_names = [claim for claim in claims if claim.names]
        with_mark = [claim for claim in with_names if find_byline_start(claim.statement.value)]
        for candidates in (with_names or [claim for claim in claims if claim.is_credit], with_mark):
            name_keys = {name_key(" ".join(name.name for name in claim.names)) for claim in candidates}
            if len(name_keys) == 1:
                return candidates
        return []


def _is_of_menu(line: VisibleLine) -> bool:
    """Return whether a line is an entry of a menu, and no byline by its words or its class."""
    if find_byline_start(line.text) is not None or not is_in_menu(line.element):
        return False
    nearest = (line.element, *islice(line.element.iterancestors(), 3))
    return not any(bylines.is_byline_class(element.get("class") or "") for element in nearest)


def _iter_jsonld_authors(value: Any, linked_data: LinkedData, key: str) -> Iterator[PageStatement]:
    items = value[:30] if isinstance(value, list) else [value]
    for item in items:
        node = linked_data.resolve(item)
        node_type = get_types(node)[0] if isinstance(node, dict) else ""
        for text in iter_texts(node):
            yield PageStatement(text, f"JSON-LD {key} {node_type}".strip(), hint=f'"{key}"')
