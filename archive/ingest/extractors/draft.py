"""An article in the making: each value is said with its evidence, the first said is kept."""

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
"""Fields of which a reader wants to know that the source does not say."""


@dataclass(slots=True)
class Draft:
    """What has been found so far in `original` (the decoded text that spans count in)."""

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
        """One value of one field. A second value of a field is an alternative that lost."""
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
        """One person, once in each role."""
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
        """Whom the words `text` of an author field name; what stays unclear is kept as printed.

        `span` is where the original says the field; it may be written with escapes there.
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
        """Words that name somebody in more than one way: kept as printed, the author unknown."""
        rule = f"{rule}: kept as printed, as it is not clear whom it names"
        self.say("author", "", rule, span=span, status="unknown")
        self.say_credit(tidy(text)[:300], rule, span=span)

    def say_other_author(self, name: str, rule: str, span: tuple[int, int] | None) -> None:
        """Someone another place names as the author: an alternative that lost."""
        if all(clean(name) != credit.name for credit in self.credits):
            lost = self._finding("author", clean(name), rule, span, "stated", chosen=False)
            if all((f.field, f.value) != ("author", lost.value) for f in self.findings):
                self.findings.append(lost)

    def say_credit(self, text: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """A desk, an agency or the outlet named where an author stands, once."""
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
        """A printed date; one that names no possible day stays as evidence without a value."""
        if dated.edtf:
            self.say("published", dated.edtf, rule, span=span, status=status)
        else:
            self.say("published", "", f"{rule}, but {dated.problem}", span=span, status="unknown")

    def say_url(self, value: str, rule: str, *, span: tuple[int, int] | None) -> None:
        """The address of the article; another address stays as evidence without a value."""
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
        """The language a source names."""
        if code := language_code(value):
            self.say("language", code, rule, span=span)
        else:
            self.say(
                "language", "", f"{rule}, but it names no language", span=span, status="unknown"
            )

    def say_capture(self, value: str, rule: str) -> None:
        """When the source had these bytes, as ISO 8601; without a zone it is UTC."""
        try:
            moment = datetime.fromisoformat(value.strip())
            self.captured_at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            self.captured_at.astimezone(UTC)  # a moment beyond the calendar is none
        except (ValueError, OverflowError):
            self.captured_at = None
            rule = f"{rule}, but it is no moment; the file's own stands in"
            self.say("body", value[:200], rule, status="inferred")

    def say_decoding(self, decoded: Decoded) -> None:
        """How bytes that are not UTF-8 were decoded."""
        if decoded.evidence:
            status: Status = "inferred" if decoded.is_inferred or decoded.broken else "stated"
            self.say("body", "", decoded.evidence, status=status)

    def infer_title(self, text: str, rule: str) -> None:
        """The beginning of a text as its title, where the source gives none."""
        self.say("title", beginning(text), rule, status="inferred")

    def finish(self, body: str, *, encoding: str, recipe: str, domain: str = "") -> ParsedArticle:
        """The article; what the source does not say is said to be unknown."""
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
    """Where `words` of a field stand in the original; all of it where that has escapes."""
    return (span[0] + words[0], span[0] + words[1]) if span and is_plain else span


def clean(text: str) -> str:
    """`text` without what no database and no page can hold."""
    return without_surrogates(without_controls(text))


def beginning(text: str) -> str:
    """The first line or sentence of `text`, cut at a word after some hundred characters."""
    line = plain(text.strip().split("\n", 1)[0][:1000])
    if (sentence := _SENTENCE.match(line)) is not None and len(sentence[1]) <= INFERRED_TITLE:
        return sentence[1]
    if len(line) <= INFERRED_TITLE:
        return line
    cut = line[:INFERRED_TITLE].rsplit(" ", 1)[0]
    return f"{tidy(cut).rstrip(',;:')}…"
