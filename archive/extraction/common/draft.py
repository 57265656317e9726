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
from archive.text.names import PrintedName
from archive.text.normalize import clean_line, make_storable, strip_markdown
from archive.text.urls import canonicalize_url

MAX_LENGTHS: Final = {"title": 1000, "section": 200, "dateline": 200, "outlet": 200, "author": 200, "rule": 300}
"""Characters of a value."""
MAX_INFERRED_TITLE: Final = 100
_EXPECTED_FIELDS: Final = ("author", "published", "outlet", "language")
"""Fields that get a finding of status `unknown` where the source does not give them."""


@dataclass(slots=True)
class ArticleDraft:
    """Values and findings collected so far from `original`, the decoded text spans refer to."""

    original: str
    values: dict[str, str] = field(default_factory=dict)
    credits: list[AuthorCredit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    captured_at: datetime | None = None

    def add_finding(
        self,
        field_name: str,
        value: str,
        rule: str,
        *,
        span: tuple[int, int] | None = None,
        status: FindingStatus = "stated",
    ) -> None:
        """Add a value of a field; a second value of a single-valued field is a rejected one."""
        value, limit = make_storable(value), MAX_LENGTHS.get(field_name)
        if limit is not None and len(value) > limit:
            value, status, rule = value[:limit], "inferred", f"{rule}, cut after {limit} characters"
        is_single = field_name not in {"author", "credit", "body"}
        is_chosen = not (is_single and status != "unknown" and field_name in self.values)
        if not is_chosen and self.values.get(field_name) == value:
            return
        if is_chosen and is_single and status != "unknown":
            self.values[field_name] = value
        self.findings.append(self._build_finding(field_name, value, rule, span, status, chosen=is_chosen))

    def _build_finding(
        self,
        field_name: str,
        value: str,
        rule: str,
        span: tuple[int, int] | None,
        status: FindingStatus,
        *,
        chosen: bool,
    ) -> Finding:
        start, end = span if span and span[0] < span[1] else (None, None)
        return Finding(
            field=field_name,
            value=value,
            status=status,
            rule=rule[: MAX_LENGTHS["rule"]],
            words=self.original[start:end] if start is not None else "",
            start=start,
            end=end,
            chosen=chosen,
        )

    def add_author(
        self,
        printed_name: PrintedName,
        rule: str,
        *,
        has_span: bool = True,
        status: FindingStatus = "stated",
        role: str = "author",
    ) -> None:
        """Add a person, once per role."""
        credit = AuthorCredit(
            name=make_storable(printed_name.name),
            printed_name=make_storable(printed_name.printed)[:300],
            role=role,
            sort_name=make_storable(printed_name.filed_name),
        )
        if any((existing.name, existing.role) == (credit.name, role) for existing in self.credits):
            return
        self.credits.append(credit)
        span = (printed_name.start, printed_name.end) if has_span else None
        self.add_finding("author", credit.name, rule, span=span, status=status)

    def add_author_field(
        self, author_field: AuthorField, text: str, rule: str, *, span: tuple[int, int] | None
    ) -> None:
        """Add the people named by the author field `text`; unclear parts are kept as printed.

        `span` is the field's place in the original, which may contain escapes.
        """
        is_plain = span is not None and self.original[slice(*span)] == text
        for printed_name in author_field.names:
            span_in_field = (printed_name.start, printed_name.end)
            start, end = _locate_in_field(span, span_in_field, is_plain=is_plain) or span_in_field
            located_name = replace(printed_name, start=start, end=end)
            self.add_author(located_name, rule, has_span=span is not None)
        for span_in_field in author_field.unclear_spans:
            located_span = _locate_in_field(span, span_in_field, is_plain=is_plain)
            self.add_unclear_author(text[slice(*span_in_field)], rule, span=located_span)
        if author_field.other_spans or not (author_field.names or author_field.unclear_spans):
            problem = "it says more than names" if author_field.names else "it names nobody"
            self.add_credit(clean_line(text)[:300], f"{rule}: {problem}", span=span)

    def add_unclear_author(self, text: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """Add an ambiguous author field as a credit, as printed; the author stays unknown."""
        rule = f"{rule}: kept as printed, as it is not clear whom it names"
        self.add_finding("author", "", rule, span=span, status="unknown")
        self.add_credit(clean_line(text)[:300], rule, span=span)

    def add_rejected_author(self, name: str, rule: str, span: tuple[int, int] | None) -> None:
        """Add an author named by a lower-ranked source, as a rejected alternative."""
        if all(make_storable(name) != credit.name for credit in self.credits):
            finding = self._build_finding("author", make_storable(name), rule, span, "stated", chosen=False)
            if all((f.field, f.value) != ("author", finding.value) for f in self.findings):
                self.findings.append(finding)

    def add_credit(self, text: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """Add a desk, an agency or the outlet named in place of an author, once."""
        if all((f.field, f.value) != ("credit", make_storable(text)) for f in self.findings):
            self.add_finding("credit", text, rule, span=span)

    def add_date(
        self, printed_date: PrintedDate, rule: str, *, span: tuple[int, int] | None, status: FindingStatus = "stated"
    ) -> None:
        """Add a printed date; an impossible one stays as evidence without a value."""
        if printed_date.edtf:
            self.add_finding("published", printed_date.edtf, rule, span=span, status=status)
        else:
            self.add_finding("published", "", f"{rule}, but {printed_date.problem}", span=span, status="unknown")

    def add_url(self, value: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """Add the article's URL; a URL of anything else stays as evidence without a value."""
        if url := canonicalize_url(value):
            self.add_finding("canonical_url", url, rule, span=span)
        else:
            self.add_finding(
                "canonical_url", "", f"{rule}, but it is no address of one article", span=span, status="unknown"
            )

    def add_language(self, value: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """Add the language that a source names."""
        if code := normalize_language_code(value):
            self.add_finding("language", code, rule, span=span)
        else:
            self.add_finding("language", "", f"{rule}, but it names no language", span=span, status="unknown")

    def set_captured_at(self, value: str, rule: str) -> None:
        """Set the time of capture from ISO 8601; UTC if no zone is given."""
        try:
            moment = datetime.fromisoformat(value.strip())
            self.captured_at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            self.captured_at.astimezone(UTC)  # raises OverflowError beyond the calendar
        except (ValueError, OverflowError):
            self.captured_at = None
            rule = f"{rule}, but it is no moment; the file's own stands in"
            self.add_finding("body", value[:200], rule, status="inferred")

    def add_decoding(self, decoded: DecodedText) -> None:
        """Add a finding on how bytes that are not UTF-8 were decoded."""
        if decoded.evidence:
            status: FindingStatus = "inferred" if decoded.is_inferred or decoded.broken_count else "stated"
            self.add_finding("body", "", decoded.evidence, status=status)

    def infer_title(self, text: str, rule: str) -> None:
        """Add the opening of a text as its title, where the source gives none."""
        self.add_finding("title", extract_opening(text), rule, status="inferred")

    def build_article(self, body: str, *, encoding: str, recipe: str, domain: str = "") -> ParsedArticle:
        """Return the article, with a finding `unknown` for each expected field not found."""
        body = make_storable(body)
        if "language" not in self.values:
            self._infer_language(body)
        for name in _EXPECTED_FIELDS:
            if not any(finding.field == name for finding in self.findings):
                self.add_finding(name, "", "nothing in the text says", status="unknown")
        values = {name: self.values.get(name, "") for name in _VALUE_FIELDS}
        return ParsedArticle(
            body=body,
            encoding=encoding,
            recipe=recipe,
            authors=tuple(self.credits),
            outlet_domain=domain,
            captured_at=self.captured_at,
            findings=tuple(self.findings),
            **values,
        )

    def _infer_language(self, body: str) -> None:
        parts = (self.values.get("title", ""), self.values.get("standfirst", ""), body[:2000])
        if language := detect_language(". ".join(parts)):
            self.add_finding("language", language, "the words of the text suggest it", status="inferred")
        else:
            self.add_finding("language", "", "the text is too short or too unclear to tell", status="unknown")


_VALUE_FIELDS: Final = "title standfirst published outlet section dateline language canonical_url".split()
_SENTENCE: Final = re.compile(r"(.{20,}?[.!?])(?:[”\"’»)]*)(?=\s+[^\Wa-z])")


def _locate_in_field(
    span: tuple[int, int] | None, span_in_field: tuple[int, int], *, is_plain: bool
) -> tuple[int, int] | None:
    """Return the span in the original of a part of a field; the whole field if it has escapes."""
    return (span[0] + span_in_field[0], span[0] + span_in_field[1]) if span and is_plain else span


def extract_opening(text: str) -> str:
    """Return the first line or sentence of `text`, cut at a word after some hundred characters."""
    line = strip_markdown(text.strip().split("\n", 1)[0][:1000])
    if (sentence := _SENTENCE.match(line)) is not None and len(sentence[1]) <= MAX_INFERRED_TITLE:
        return sentence[1]
    if len(line) <= MAX_INFERRED_TITLE:
        return line
    cut = line[:MAX_INFERRED_TITLE].rsplit(" ", 1)[0]
    return f"{clean_line(cut).rstrip(',;:')}…"
