"""Documents for tests, and the articles extracted from them."""

from datetime import UTC, date, datetime

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.fields import FIELD_KEYS
from archive.formats.media_types import JSON_TYPE, TEXT_TYPE

TODAY = date(2026, 1, 31)
BODY = (
    "The harbour was closed on Thursday after the soundings were found to be false, the ministry"
    " said.\n\nNobody had been told, and the ships lay outside the boom all night with their lights"
    " on.\n\nThe pilots will meet on Friday to decide whether they go back to work."
)


def make_document(text, *, media_type=TEXT_TYPE, source="page.txt", **facts) -> SourceDocument:
    """A document of these words or bytes."""
    content = text if isinstance(text, bytes) else text.encode()
    facts.setdefault("captured_at", datetime(2026, 1, 30, tzinfo=UTC))
    return SourceDocument(content=content, media_type=media_type, source=source, **facts)


def read_article(text, *, media_type=TEXT_TYPE, keys=FIELD_KEYS) -> ParsedArticle:
    """The article that a text or a JSON line holds."""
    return extract(make_document(text, media_type=media_type), ExtractionOptions(today=TODAY, keys=keys))


def read_json_line(line, **options) -> ParsedArticle:
    """The article that a JSON line holds."""
    return read_article(line, media_type=JSON_TYPE, **options)


def get_authors(article: ParsedArticle) -> list[str]:
    """The names credited as author."""
    return [credit.name for credit in article.authors if credit.role == "author"]


def get_findings(article: ParsedArticle, field: str) -> list[tuple[str, str, str]]:
    """Status, value and words of each finding about a field that is in force."""
    return [
        (finding.status, finding.value, finding.words)
        for finding in article.findings
        if finding.field == field and finding.chosen
    ]


def are_spans_exact(article: ParsedArticle, original: str) -> bool:
    """Whether every finding that points somewhere points at exactly its words."""
    return all(
        original[finding.start : finding.end] == finding.words != ""
        for finding in article.findings
        if finding.start is not None
    )
