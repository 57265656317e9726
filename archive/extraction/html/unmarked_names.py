"""Authors without a mark: names beside a date, above or below the text; owners of sites; agencies and issuers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from archive.extraction.html import bylines, signatures, titles
from archive.extraction.html.bylines import NAME_SEPARATOR, AuthorClaim, ClaimReader, build_line_statement
from archive.extraction.html.page import PageStatement
from archive.extraction.html.page_body import PageBody
from archive.extraction.html.visible_text import END_LINES, MIN_PARAGRAPH, TitleContext, VisibleLine
from archive.text.byline_words import AGENCIES
from archive.text.date_patterns import DATE_LABEL_WORDS
from archive.text.dates import find_date, strip_dates
from archive.text.names import PrintedName, are_probable_names, find_byline_start, find_names, is_probable_name
from archive.text.normalize import name_key

MAX_DAYS: Final = 2  # days printed on lines of their own around a title: published and updated
SITE_OWNER_RULE: Final = "the title and the domain say whose site it is, and nothing names another author"
_LINK_END: Final = re.compile(r"\s{0,20}(?:</(?:span|strong|b|i)>\s{0,20}){0,2}</a", re.IGNORECASE)
_EMPHASIS_TAGS: Final = frozenset({"b", "strong", "i", "em"})
_PERSON_CLASS: Final = re.compile(
    r"auth|aut(?:or|eur|rice)|byline|writer|person|people|profil|user|name(?:$|[\s_-])|vcard|provider|contribut|report"
    r"|journal|credit|signature",
    re.IGNORECASE,
)
SEPARATORS: Final = " |,·•–—-:"
_ISSUER: Final = re.compile(
    r"(?:herausgeber(?:in)?|herausgegeben von|issued by)\s*:\s*(?P<name>.{0,80})", re.IGNORECASE
)


@dataclass(frozen=True)
class UnmarkedNameReader(ClaimReader):
    """Reader of names without a mark: each is set apart as names of authors are, and is no topic of the page."""

    context: TitleContext
    page_text: PageBody
    title: str = ""
    domain: str = ""

    def iter_names_beside_dates(self, lines: Sequence[VisibleLine]) -> Iterator[AuthorClaim]:
        """Yield the first name that stands on the line of a date, or next to one, set apart as a person is."""
        undated_lines = [(strip_dates(line.text, today=self.today), line) for line in lines]
        remaining = [
            (" ".join(word for word in text.split() if not word.isdecimal()).strip(SEPARATORS), line)
            for text, line in undated_lines
            if text.casefold().strip(" :.") not in DATE_LABEL_WORDS
        ]
        has_date = [text != line.text and len(text.split()) <= 6 for text, line in remaining]
        dated_lines = [line.text for (_, line), is_dated in zip(remaining, has_date, strict=True) if is_dated]
        days = {day.edtf for text in dated_lines if (day := find_date(text, today=self.today))}
        if len(days) > MAX_DAYS:
            return  # a list of events or of articles
        for number, (text, line) in enumerate(remaining):
            is_before_time = [item.element.tag for _, item in remaining[number + 1 : number + 2]] == ["time"]
            is_next_to_date = any(has_date[max(0, number - 1) : number + 2])
            if not is_next_to_date or not (has_date[number] or is_before_time or self._may_be_person(line)):
                continue
            if names := self._read_unmarked_names(text):
                yield AuthorClaim(build_line_statement(line, "a name beside the date", text), names, "inferred")
                return

    def _may_be_person(self, line: VisibleLine) -> bool:
        """Return whether a line is made as a name is: emphasis, a separator after it, a class of persons."""
        text = strip_dates(line.text, today=self.today).rstrip()
        is_set_apart = line.element.tag in _EMPHASIS_TAGS or text.endswith(tuple(SEPARATORS.strip()))
        return is_set_apart or _PERSON_CLASS.search(line.nearby_names_text) is not None

    def iter_names_above_text(self, lines: Sequence[VisibleLine]) -> Iterator[AuthorClaim]:
        """Yield names in bold or italics on lines of their own, just before the text begins."""
        text_start = next((number for number, line in enumerate(lines) if len(line.text) > MIN_PARAGRAPH), 0)
        for line in lines[max(0, text_start - 2) : text_start]:
            if line.element.tag in _EMPHASIS_TAGS and (names := self._read_unmarked_names(line.text)):
                yield AuthorClaim(build_line_statement(line, "a name set apart above the text"), names, "inferred")

    def _read_unmarked_names(self, text: str) -> tuple[PrintedName, ...]:
        """Return the names on a line without a mark, unless they are topics of the page."""
        text = text[find_byline_start(text) or 0 :]
        is_picture_credit = "/" in text and name_key(text.rpartition("/")[2]) in AGENCIES
        if len(text) > 80 or is_picture_credit or not are_probable_names(text):
            return ()
        names = self.filter_persons(find_names(text))
        return () if any(self._is_subject(name.printed) for name in names) else names

    def _is_subject(self, name: str) -> bool:
        """Return whether the text mentions a name, or the page links it to something else."""
        *parts, ending = self.page_text.text.split("\n\n")
        parts += [ending] if _find_description(name, ending) is None else []
        if any(name in part and len(part) > len(name) + 40 for part in parts):
            return True
        offsets = self.page.iter_offsets(name, limit=bylines.MAX_ELEMENTS)
        return any(_LINK_END.match(self.page.text, at + len(name)) for at in offsets)

    def iter_site_owners(self) -> Iterator[AuthorClaim]:
        """Yield the person whose site it is, by its title and its domain: `Nora Vry’s Notes` at noravry.example."""
        labels = {label.replace("-", "") for label in self.domain.split(".")[:-1]}
        for statement in titles.iter_owner_statements(self.page):
            for name in find_names(statement.value):
                if is_probable_name(name.name) and name_key(name.name).replace(" ", "") in labels:
                    yield AuthorClaim(replace(statement, rule=SITE_OWNER_RULE), (name,), "inferred")
                    return

    def iter_agency_lines(self, lines: Sequence[VisibleLine]) -> Iterator[AuthorClaim]:
        """Yield lines that begin with the name of an agency: `AFP, MANILA`."""
        for line in [*lines, *self.context.lines_after]:
            text = bylines.COPYRIGHT_PREFIX.sub("", strip_dates(line.text, today=self.today))
            if len(text) <= 60 and name_key(NAME_SEPARATOR.split(text)[0]) in AGENCIES:
                yield AuthorClaim(build_line_statement(line, "a line of an agency", text), is_credit=True)

    def iter_end_claims(self) -> Iterator[AuthorClaim]:
        """Yield a name or a credit that stands alone below the text, or is its last line."""
        for paragraph in self.page_text.text.rsplit("\n\n", END_LINES)[1:]:
            if credit := signatures.extract_end_credit(paragraph):
                yield AuthorClaim(PageStatement(credit, "a credit below the text"), is_credit=True)
        before, _, ending = self.page_text.text.rpartition("\n\n")
        if signatures.is_signed(before, ending) and self.page_text.text.count(ending) == 1:
            signature = signatures.strip_signature(ending)
            names = self.filter_persons(find_names(signature))
            is_bare = signature == ending.strip()
            if names and not (is_bare and self._is_subject(names[0].printed)):
                yield AuthorClaim(PageStatement(signature, "a name below the text"), names, "inferred")
                return
        if any(signatures.is_contact(line.text) for line in self.context.lines_after):
            return
        for line in self.context.lines_after:
            is_set_apart = line.element.tag in _EMPHASIS_TAGS or "right" in (line.element.get("style") or "")
            if is_set_apart and (names := self._read_unmarked_names(line.text.strip(" ()[]"))):
                yield AuthorClaim(build_line_statement(line, "a name below the text"), names, "inferred")
                return

    def iter_issuers(self, lines: Sequence[VisibleLine]) -> Iterator[AuthorClaim]:
        """Yield who issued a press release: `Herausgeber: Harbour Trust`, on one line or two."""
        for number, line in enumerate(lines):
            if (issuer := _ISSUER.fullmatch(line.text.strip())) is None:
                continue
            named_lines = lines[number : number + 1] if issuer["name"] else lines[number + 1 : number + 2]
            for named_line in named_lines:
                name = issuer["name"] or named_line.text[:80]
                yield AuthorClaim(build_line_statement(named_line, "who issued it", name), is_credit=True)


def _find_description(name: str, ending: str) -> re.Match[str] | None:
    """Return where the end of a text begins to say who its author is: `Nora Vry is an architect in Marden.`"""
    return re.search(rf"(?:^|[.!?»”]\s+){re.escape(name)}\s+(?:is|was|ist|war|est|es|è|é)\s", ending[-600:])
