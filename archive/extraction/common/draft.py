"""Drafts of articles: collect findings field by field; the first value of a field is chosen."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from archive.formats.documents import AuthorCredit, Finding, FindingStatus, ParsedArticle
from archive.text.author_fields import AuthorField
from archive.text.dates import PrintedDate
from archive.text.encodings import DecodedText
from archive.text.languages import detect_language, normalize_language_code
from archive.text.names import PrintedName, Span
from archive.text.normalize import clean_line, make_storable, strip_markdown
from archive.text.urls import canonicalize_url

MAX_LENGTHS: Final = {"title": 1000, "section": 200, "dateline": 200, "outlet": 200, "author": 200, "rule": 300}
"""Characters of a value."""
FIRST_LINE: Final = "the first line"
"""Rule of a title that no mark of a heading sets apart."""
MAX_INFERRED_TITLE: Final = 100
_EXPECTED_FIELDS: Final = ("author", "published", "outlet", "language")
"""Fields that get a finding of status `unknown` where the source does not give them."""
UNCLEAR_LANGUAGE: Final = "the text is too short or too unclear to tell"
_VALUE_FIELDS: Final = "title standfirst published outlet section dateline language canonical_url".split()
_SENTENCE: Final = re.compile(r"(.{20,}?[.!?])(?:[”\"’»)]*)(?=\s+[^\Wa-z])")


@dataclass(slots=True)
class ArticleDraft:
    """Values and findings collected so far from `original`, the decoded text spans refer to."""

    original: str
    values: dict[str, str] = field(default_factory=dict)
    credits: list[AuthorCredit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    captured_at: datetime | None = None

    def add_finding(
        self, field_name: str, value: str, rule: str, *, span: Span | None = None, status: FindingStatus = "stated"
    ) -> None:
        """Add a value of a field; a second value of a single-valued field is a rejected one."""
        value, limit = make_storable(value), MAX_LENGTHS.get(field_name)
        if limit is not None and len(value) > limit:
            value = value[:limit]
            status = "inferred"
            rule = f"{rule}, cut after {limit} characters"
        is_single = field_name not in {"author", "credit", "body"}
        is_chosen = not (is_single and status != "unknown" and field_name in self.values)
        if not is_chosen and self.values.get(field_name) == value:
            return
        if is_chosen and is_single and status != "unknown":
            self.values[field_name] = value
        self.findings.append(self._build_finding(field_name, value, rule, span, status, chosen=is_chosen))

    def _build_finding(
        self, field_name: str, value: str, rule: str, span: Span | None, status: FindingStatus, *, chosen: bool
    ) -> Finding:
        start, end = span if span and span[0] < span[1] else (None, None)
        words = self.original[start:end] if start is not None else ""
        rule = rule[: MAX_LENGTHS["rule"]]
        return Finding(
            field=field_name, value=value, status=status, rule=rule, words=words, start=start, end=end, chosen=chosen
        )

    def add_value(self, field_name: str, value: str, rule: str, *, span: Span | None) -> None:
        """Add a value that a source gives for a field, parsed as the field needs it."""
        match field_name:
            case "canonical_url":
                url = canonicalize_url(value)
                self._add_checked("canonical_url", url, rule, "it is no address of one article", span)
            case "language":
                code = normalize_language_code(value)
                self._add_checked("language", code, rule, "it names no language", span)
            case "captured":
                self._set_captured_at(value, rule)
            case _:
                self.add_finding(field_name, value, rule, span=span)

    def add_date(
        self, printed_date: PrintedDate, rule: str, *, span: Span | None, status: FindingStatus = "stated"
    ) -> None:
        """Add a printed date; an impossible one stays as evidence without a value."""
        self._add_checked("published", printed_date.edtf, rule, printed_date.problem, span, status)

    def add_located_date(
        self, printed_date: PrintedDate, rule: str, *, offset: int = 0, status: FindingStatus = "stated"
    ) -> None:
        """Add a date that was read from the original, from `offset` on."""
        span = (offset + printed_date.start, offset + printed_date.end)
        self.add_date(printed_date, rule, span=span, status=status)

    def _add_checked(
        self, field_name: str, value: str, rule: str, problem: str, span: Span | None, status: FindingStatus = "stated"
    ) -> None:
        """Add a parsed value; without one, the problem as evidence."""
        if value:
            self.add_finding(field_name, value, rule, span=span, status=status)
        else:
            self.add_finding(field_name, "", f"{rule}, but {problem}", span=span, status="unknown")

    def _set_captured_at(self, value: str, rule: str) -> None:
        """Set the time of capture from ISO 8601; UTC if no zone is given."""
        try:
            moment = datetime.fromisoformat(value.strip())
            self.captured_at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            self.captured_at.astimezone(UTC)  # raises OverflowError beyond the calendar
        except (ValueError, OverflowError):
            self.captured_at = None
            self.add_note(value[:200], f"{rule}, but it is no moment; the file's own stands in")

    def add_author(
        self,
        name: PrintedName,
        rule: str,
        *,
        has_span: bool = True,
        status: FindingStatus = "stated",
        role: str = "author",
    ) -> None:
        """Add a person, once per role."""
        credit = AuthorCredit(
            name=make_storable(name.name),
            printed_name=make_storable(name.printed)[:300],
            role=role,
            sort_name=make_storable(name.filed_name),
        )
        if any((existing.name, existing.role) == (credit.name, role) for existing in self.credits):
            return
        self.credits.append(credit)
        self.add_finding("author", credit.name, rule, span=(name.start, name.end) if has_span else None, status=status)

    def add_author_field(self, author_field: AuthorField, text: str, rule: str, *, span: Span | None) -> None:
        """Add the people named by the author field `text`; unclear parts are kept as printed.

        `span` is the field's place in the original; if it has escapes there, it is that of each part.
        """
        offset = span[0] if span is not None and self.original[slice(*span)] == text else None

        def locate(start: int, end: int) -> Span | None:
            return span if offset is None else (offset + start, offset + end)

        for printed_name in author_field.names:
            start, end = locate(printed_name.start, printed_name.end) or (0, 0)
            self.add_author(replace(printed_name, start=start, end=end), rule, has_span=span is not None)
        for unclear_span in author_field.unclear_spans:
            self.add_unclear_author(text[slice(*unclear_span)], rule, span=locate(*unclear_span))
        if author_field.other_spans or not (author_field.names or author_field.unclear_spans):
            problem = "it says more than names" if author_field.names else "it names nobody"
            self.add_credit(clean_line(text)[:300], f"{rule}: {problem}", span=span)

    def add_unclear_author(self, text: str, rule: str, *, span: Span | None) -> None:
        """Add an ambiguous author field as a credit, as printed; the author stays unknown."""
        rule = f"{rule}: kept as printed, as it is not clear whom it names"
        self.add_finding("author", "", rule, span=span, status="unknown")
        self.add_credit(clean_line(text)[:300], rule, span=span)

    def add_rejected_author(self, name: str, rule: str, span: Span | None) -> None:
        """Add an author named by a lower-ranked source, as a rejected alternative."""
        name = make_storable(name)
        is_known = any(name == credit.name for credit in self.credits) or self._has_finding("author", name)
        if not is_known:
            self.findings.append(self._build_finding("author", name, rule, span, "stated", chosen=False))

    def add_credit(self, text: str, rule: str, *, span: Span | None) -> None:
        """Add a desk, an agency or the outlet named in place of an author, once."""
        if not self._has_finding("credit", make_storable(text)):
            self.add_finding("credit", text, rule, span=span)

    def _has_finding(self, field_name: str, value: str) -> bool:
        return any((finding.field, finding.value) == (field_name, value) for finding in self.findings)

    def add_note(self, text: str, rule: str, *, span: Span | None = None) -> None:
        """Add evidence of a change to the text: the words left out or joined, or their number."""
        self.add_finding("body", text, rule, span=span, status="inferred")

    def add_decoding(self, decoded: DecodedText) -> None:
        """Add a finding on how bytes that are not UTF-8 were decoded."""
        if decoded.evidence:
            status: FindingStatus = "inferred" if decoded.is_inferred or decoded.broken_count else "stated"
            self.add_finding("body", "", decoded.evidence, status=status)

    def infer_language(self, body: str) -> None:
        """Add the language that the words of the text suggest, where nothing says it or has been added before."""
        if "language" in self.values or any(finding.rule == UNCLEAR_LANGUAGE for finding in self.findings):
            return
        parts = (self.values.get("title", ""), self.values.get("standfirst", ""), body[:2000])
        if language := detect_language(". ".join(parts)):
            self.add_finding("language", language, "the words of the text suggest it", status="inferred")
        else:
            self.add_finding("language", "", UNCLEAR_LANGUAGE, status="unknown")

    def infer_title(self, text: str, rule: str) -> None:
        """Add the opening of a text as its title, where the source gives none."""
        self.add_finding("title", extract_opening(text), rule, status="inferred")

    def build_article(
        self, body: str, *, encoding: str, recipe: str, domain: str = "", unused_keys: tuple[str, ...] = ()
    ) -> ParsedArticle:
        """Return the article, with a finding `unknown` for each expected field not found."""
        body = make_storable(body)
        self.infer_language(body)
        for name in _EXPECTED_FIELDS:
            if not any(finding.field == name for finding in self.findings):
                self.add_finding(name, "", "nothing in the text says", status="unknown")
        return ParsedArticle(
            body=body,
            encoding=encoding,
            recipe=recipe,
            authors=tuple(self.credits),
            outlet_domain=domain,
            captured_at=self.captured_at,
            findings=tuple(self.findings),
            unused_keys=unused_keys,
            **{name: self.values.get(name, "") for name in _VALUE_FIELDS},
        )


def extract_opening(text: str) -> str:
    """Return the first line or sentence of `text`, cut at a word after some hundred characters."""
    line = strip_markdown(text.strip().split("\n", 1)[0][:1000])
    if (sentence := _SENTENCE.match(line)) is not None and len(sentence[1]) <= MAX_INFERRED_TITLE:
        return sentence[1]
    if len(line) <= MAX_INFERRED_TITLE:
        return line
    cut = line[:MAX_INFERRED_TITLE].rsplit(" ", 1)[0]
    return f"{clean_line(cut).rstrip(',;:')}…"
