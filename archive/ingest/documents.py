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

    `steps` lead to the record within `original` (see `containers.opening`); where there are none,
    `offset` counts bytes of `original` once its gzip is opened. Without an `original` the content
    is a payload of its own. `url` is where the bytes came from, `charset` what the sender called
    their encoding; both empty where nobody said. `encoding` is how they are to be decoded, where
    the file around them or an earlier reading tells. `is_dated` tells a moment that a container or
    a fetch states from the date of a file. `fixity` is what checking the record's own digest gave.
    """

    content: bytes
    media_type: str
    source: str
    record: str = ""
    offset: int = 0
    captured_at: datetime
    original: Original | None = None
    url: str = ""
    charset: str = ""
    encoding: str = ""
    is_dated: bool = False
    fixity: str = ""
    steps: tuple[tuple[str | int, ...], ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the record's bytes (hex): equal bytes are one text."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def identity(self) -> str:
        """What the capture is known again by: its bytes; where stated, also address and moment."""
        return identity_of(self.digest, self.url, self.captured_at if self.is_dated else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A capture of bytes that were captured before: by their digest, or by address and moment."""

    source: str
    record: str
    url: str
    captured_at: datetime
    digest: str = ""
    refers_to: tuple[str, datetime] | None = None


def identity_of(digest: str, url: str, moment: datetime | None) -> str:
    """SHA-256 of what makes a capture this one."""
    if not url or moment is None:
        return digest
    return hashlib.sha256(f"{digest} {url} {moment.isoformat()}".encode()).hexdigest()


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
    record: str = ""


Item = SourceDocument | Revisit | Refused | PassedOver
"""What a source gives."""


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
    """One person named by the original: the name, the words printed, the part taken.

    `filed` is the name as the original files it (`Doe, Jane`), where it does.
    """

    name: str
    printed: str
    role: str = "author"
    filed: str = ""


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
