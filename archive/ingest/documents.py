"""The values that travel the road in: a document, what is found in it, the article it makes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal, Protocol

Status = Literal["stated", "inferred", "unknown"]


class Original(Protocol):
    """The bytes a document was read from, as the store will keep them."""

    sha256: str
    size: int
    media_type: str

    def keep(self) -> None:
        """Have the bytes in the store for good; asking twice does no harm."""


@dataclass(frozen=True, kw_only=True)
class SourceDocument:
    """One record of a source: its bytes and where they came from.

    `offset` counts bytes of `original` once its gzip is opened; without an `original` the content
    is a payload of its own.
    """

    content: bytes
    media_type: str
    source: str
    record: str = ""
    offset: int = 0
    captured_at: datetime
    original: Original | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the record's bytes (hex): by it the record is known again."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One thing that is not taken in, and why, with what to do about it."""

    source: str
    record: str = ""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """One thing that nobody meant to be taken in (a hidden file): counted, not refused."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the original says about one field.

    `start` and `end` count characters of the decoded original and hold exactly `words`; None where
    no words say it. A finding that is not `chosen` is an alternative that lost.
    """

    field: str
    value: str
    status: Status
    rule: str
    words: str = ""
    start: int | None = None
    end: int | None = None
    chosen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One person named by the original: the name, the words printed, the part taken."""

    name: str
    printed: str
    role: str = "author"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedArticle:
    """What an extractor makes of a document; an empty value is one the original does not give."""

    title: str
    body: str
    encoding: str
    recipe: str
    standfirst: str = ""
    authors: tuple[Credit, ...] = ()
    published: str = ""
    outlet: str = ""
    outlet_domain: str = ""
    section: str = ""
    dateline: str = ""
    language: str = ""
    canonical_url: str = ""
    captured_at: datetime | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an extractor is told beside the document: today, and which key is which field."""

    today: date
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Extractor(Protocol):
    """Makes an article of a document, or raises UnreadableDocument saying why it cannot."""

    def __call__(self, document: SourceDocument, reading: Reading) -> ParsedArticle:
        """The article, with a finding for every value."""
