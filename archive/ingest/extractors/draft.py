"""Drafts of articles: collect findings field by field; the first value of a field is chosen."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from archive.ingest.documents import Credit, Finding, ParsedArticle, Status
from archive.text.authorfields import AuthorField
from archive.text.dates import PrintedDate
from archive.text.encodings import Decoded
from archive.text.languages import language_code, suggested_language
from archive.text.markdown import plain, tidy, without_surrogates
from archive.text.names import PrintedName
from archive.text.normalize import without_controls
from archive.text.urls import canonical_url

LONGEST: Final = {
    "title": 1000,
    "section": 200,
    "dateline": 200,
    "outlet": 200,
    "author": 200,
    "rule": 300,
}  # characters
INFERRED_TITLE: Final = 100
_KNOWN: Final = ("author", "published", "outlet", "language")
"""Fields that get a finding of status `unknown` where the source does not give them."""


@dataclass(slots=True)
class Draft:
    """Values and findings collected so far from `original`, the decoded text spans refer to."""

    original: str
    values: dict[str, str] = field(default_factory=dict)
    credits: list[Credit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    captured_at: datetime | None = None

    def say(
        self,
        name: str,
        value: str,
        rule: str,
        *,
        span: tuple[int, int] | None = None,
        status: Status = "stated",
    ) -> None:
        """Add a value of a field; a second value of a single-valued field is a rejected one."""
        value, most = clean(value), LONGEST.get(name)
        if most is not None and len(value) > most:
            value, status, rule = value[:most], "inferred", f"{rule}, cut after {most} characters"
        single = name not in {"author", "credit", "body"}
        chosen = not (single and status != "unknown" and name in self.values)
        if not chosen and self.values.get(name) == value:
            return
        if chosen and single and status != "unknown":
            self.values[name] = value
        self.findings.append(self._finding(name, value, rule, span, status, chosen=chosen))

    def _finding(
        self,
        name: str,
        value: str,
        rule: str,
        span: tuple[int, int] | None,
        status: Status,
        *,
        chosen: bool,
    ) -> Finding:
        start, end = span if span and span[0] < span[1] else (None, None)
        return Finding(
            field=name,
            value=value,
            status=status,
            rule=rule[: LONGEST["rule"]],
            words=self.original[start:end] if start is not None else "",
            start=start,
            end=end,
            chosen=chosen,
        )

    def say_author(
        self,
        named: PrintedName,
        rule: str,
        *,
        spanned: bool = True,
        status: Status = "stated",
        role: str = "author",
    ) -> None:
        """Add a person, once per role."""
        credit = Credit(
            name=clean(named.name),
            printed=clean(named.printed)[:300],
            role=role,
            filed=clean(named.filed),
        )
        if any((known.name, known.role) == (credit.name, role) for known in self.credits):
            return
        self.credits.append(credit)
        span = (named.start, named.end) if spanned else None
        self.say("author", credit.name, rule, span=span, status=status)

    def say_author_field(
        self, read: AuthorField, text: str, rule: str, *, span: tuple[int, int] | None
    ) -> None:
        """Add the people named by the author field `text`; unclear parts are kept as printed.

        `span` is the field's place in the original, which may contain escapes.
        """
        is_plain = span is not None and self.original[slice(*span)] == text
        for named in read.names:
            words = (named.start, named.end)
            start, end = _within(span, words, is_plain=is_plain) or words
            placed = replace(named, start=start, end=end)
            self.say_author(placed, rule, spanned=span is not None)
        for words in read.unclear:
            placed_at = _within(span, words, is_plain=is_plain)
            self.say_unclear_author(text[slice(*words)], rule, span=placed_at)
        if read.others or not (read.names or read.unclear):
            said = "it says more than names" if read.names else "it names nobody"
            self.say_credit(tidy(text)[:300], f"{rule}: {said}", span=span)

    def say_unclear_author(self, text: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """Add an ambiguous author field as a credit, as printed; the author stays unknown."""
        rule = f"{rule}: kept as printed, as it is not clear whom it names"
        self.say("author", "", rule, span=span, status="unknown")
        self.say_credit(tidy(text)[:300], rule, span=span)

    def say_other_author(self, name: str, rule: str, span: tuple[int, int] | None) -> None:
        """Add an author named by a lower-ranked source, as a rejected alternative."""
        if all(clean(name) != credit.name for credit in self.credits):
            lost = self._finding("author", clean(name), rule, span, "stated", chosen=False)
            if all((f.field, f.value) != ("author", lost.value) for f in self.findings):
                self.findings.append(lost)

    def say_credit(self, text: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """Add a desk, an agency or the outlet named in place of an author, once."""
        if all((f.field, f.value) != ("credit", clean(text)) for f in self.findings):
            self.say("credit", text, rule, span=span)

    def say_date(
        self,
        dated: PrintedDate,
        rule: str,
        *,
        span: tuple[int, int] | None,
        status: Status = "stated",
    ) -> None:
        """Add a printed date; an impossible one stays as evidence without a value."""
        if dated.edtf:
            self.say("published", dated.edtf, rule, span=span, status=status)
        else:
            self.say("published", "", f"{rule}, but {dated.problem}", span=span, status="unknown")

    def say_url(self, value: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """Add the article's URL; a URL of anything else stays as evidence without a value."""
        if url := canonical_url(value):
            self.say("canonical_url", url, rule, span=span)
        else:
            self.say(
                "canonical_url",
                "",
                f"{rule}, but it is no address of one article",
                span=span,
                status="unknown",
            )

    def say_language(self, value: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """Add the language that a source names."""
        if code := language_code(value):
            self.say("language", code, rule, span=span)
        else:
            self.say(
                "language", "", f"{rule}, but it names no language", span=span, status="unknown"
            )

    def say_capture(self, value: str, rule: str) -> None:
        """Set the time of capture from ISO 8601; UTC if no zone is given."""
        try:
            moment = datetime.fromisoformat(value.strip())
            self.captured_at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            self.captured_at.astimezone(UTC)  # raises OverflowError beyond the calendar
        except (ValueError, OverflowError):
            self.captured_at = None
            rule = f"{rule}, but it is no moment; the file's own stands in"
            self.say("body", value[:200], rule, status="inferred")

    def say_decoding(self, decoded: Decoded) -> None:
        """Add a finding on how bytes that are not UTF-8 were decoded."""
        if decoded.evidence:
            status: Status = "inferred" if decoded.is_inferred or decoded.broken else "stated"
            self.say("body", "", decoded.evidence, status=status)

    def infer_title(self, text: str, rule: str) -> None:
        """Add the opening of a text as its title, where the source gives none."""
        self.say("title", beginning(text), rule, status="inferred")

    def finish(self, body: str, *, encoding: str, recipe: str, domain: str = "") -> ParsedArticle:
        """Return the article, with a finding `unknown` for each expected field not found."""
        body = clean(body)
        if "language" not in self.values:
            self._infer_language(body)
        for name in _KNOWN:
            if not any(found.field == name for found in self.findings):
                self.say(name, "", "nothing in the text says", status="unknown")
        values = {name: self.values.get(name, "") for name in _VALUES}
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
        if language := suggested_language(". ".join(parts)):
            self.say("language", language, "the words of the text suggest it", status="inferred")
        else:
            self.say(
                "language", "", "the text is too short or too unclear to tell", status="unknown"
            )


_VALUES: Final = (
    "title",
    "standfirst",
    "published",
    "outlet",
    "section",
    "dateline",
    "language",
    "canonical_url",
)
_SENTENCE: Final = re.compile(r"(.{20,}?[.!?])(?:[”\"’»)]*)(?=\s+[^\Wa-z])")


def _within(
    span: tuple[int, int] | None, words: tuple[int, int], *, is_plain: bool
) -> tuple[int, int] | None:
    """Return the span in the original of a part of a field; the whole field if it has escapes."""
    return (span[0] + words[0], span[0] + words[1]) if span and is_plain else span


def clean(text: str) -> str:
    """Return `text` without control characters and surrogates."""
    return without_surrogates(without_controls(text))


def beginning(text: str) -> str:
    """Return the first line or sentence of `text`, cut at a word after some hundred characters."""
    line = plain(text.strip().split("\n", 1)[0][:1000])
    if (sentence := _SENTENCE.match(line)) is not None and len(sentence[1]) <= INFERRED_TITLE:
        return sentence[1]
    if len(line) <= INFERRED_TITLE:
        return line
    cut = line[:INFERRED_TITLE].rsplit(" ", 1)[0]
    return f"{tidy(cut).rstrip(',;:')}…"
