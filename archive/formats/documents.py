"""Value types of the ingestion pipeline: source document and its location, findings, parsed article."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import IO, Final, Literal, Protocol

from archive.errors import LimitExceeded

CUT_TEXT: Final = "only the beginning of the text"
"""Beginning of the rule of evidence that an original holds only part of its article."""
STAND_IN_TEXT: Final = "the text of the article is not in the file; in its place"
"""Beginning of the rule of evidence that an original holds its article only in short."""
FindingStatus = Literal["stated", "inferred", "unknown"]
ContainerStep = tuple[str | int, ...]
"""One step into a container: `("gzip",)`, `("zip", number)`, `("tar", number)`, `("warc", member, offset)`,
`("mhtml",)`, `("webarchive",)`, `("mbox", start, length)`, `("mail", version)`, `("part", number)`,
`("outlook", version, number, …)`, `("text", format)` to the text of a document, `("cut", start, end, …)`. Each applies
to the result of the one before."""


@dataclass(frozen=True, slots=True)
class ColumnDateOrder:
    """The order of day and month in the dates of one column; empty if its rows do not tell; `reason` names the row."""

    key: str
    order: Literal["", "day first", "month first"]
    reason: str


class Original(Protocol):
    """The bytes a document was read from, as the payload store holds them."""

    sha256: str
    size: int
    media_type: str

    def store(self) -> None:
        """Store the bytes permanently; idempotent."""


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Origin of some bytes.

    `steps` lead to the record within `original` (see `record_steps`). `url` is the address of the bytes, `charset`
    the encoding declared by the sender; both may be empty. `encoding` is set if the surrounding file or an earlier
    extraction decided it. `date_orders` is what other rows of a table tell.
    `is_dated` is true if `captured_at` was stated by a container or a fetch, false if it is a
    file's modification time. `fixity` is the result of checking the record's own digest.
    """

    source: str
    captured_at: datetime
    record: str = ""
    url: str = ""
    charset: str = ""
    encoding: str = ""
    fixity: str = ""
    date_orders: tuple[ColumnDateOrder, ...] = ()
    is_dated: bool = False
    original: Original | None = None
    steps: tuple[ContainerStep, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture that came with a page: its bytes, address, alternative text and caption."""

    content: bytes
    media_type: str
    address: str
    alternative_text: str
    caption: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes (hex)."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class SourceDocument(Provenance):
    """One record of a source: its bytes and their origin.

    Without steps, `offset` counts bytes of `original` after gunzipping; without `original`, the content is the payload.
    A reference names files that lie beside it (`attachment_paths`); the text is that of the `attachment` that was
    found, which is a document of its own, too: `joined_to` is the identity of the reference that names it.
    """

    content: bytes
    media_type: str
    offset: int = 0
    attachment_paths: tuple[str, ...] = ()
    attachment: "SourceDocument | None" = None
    joined_to: str = ""
    pictures: tuple[PagePicture, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the record's bytes (hex)."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        """Number of bytes that are read, the attachment and pictures among them."""
        attached_size = len(self.attachment.content) if self.attachment else 0
        return len(self.content) + attached_size + sum(len(picture.content) for picture in self.pictures)

    @property
    def identity(self) -> str:
        """Key of the capture: the digest, with address and capture time where stated."""
        return compute_identity(self.digest, self.url, self.captured_at if self.is_dated else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A capture of bytes captured before, given by digest, or by address and capture time."""

    source: str
    record: str
    url: str
    captured_at: datetime
    digest: str = ""
    refers_to: tuple[str, datetime] | None = None


def compute_identity(digest: str, url: str, captured_at: datetime | None) -> str:
    """Return the key that identifies a capture (hex SHA-256)."""
    if not url or captured_at is None:
        return digest
    return hashlib.sha256(f"{digest} {url} {captured_at.isoformat()}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _ItemLeftOut:
    source: str
    record: str = ""
    reason: str


class RefusedItem(_ItemLeftOut):
    """An item that is not ingested, with the reason and what to do about it."""


class SkippedItem(_ItemLeftOut):
    """An item outside the intent of the run (such as a hidden file): counted, not refused."""


SourceItem = SourceDocument | Revisit | RefusedItem | SkippedItem
"""What a source yields."""


@dataclass(frozen=True, kw_only=True)
class SourceLocation(Provenance):
    """A file or nested file, how deep it is nested, and how files that lie beside it are read, if they can be."""

    name: str = ""
    depth: int = 0
    read_beside: "Callable[[str], list[SourceItem]] | None" = None
    find_picture: "Callable[[str], bytes | None] | None" = None

    def enter_step(self, step: ContainerStep, **facts: object) -> "SourceLocation":
        """Return the location one step further in; `record` is appended to the record name."""
        location = self.append_record(str(facts.pop("record", "")))
        return replace(location, steps=(*self.steps, step), **facts)  # type: ignore[arg-type]

    def append_record(self, record: str) -> "SourceLocation":
        """Return the location of one record here; its name is appended to the record name."""
        return replace(self, record=", ".join(filter(None, [self.record, record])))

    def build_document(self, content: bytes, media_type: str, *, offset: int = 0) -> SourceDocument:
        """Return the document at this location."""
        provenance = {name: getattr(self, name) for name in Provenance.__dataclass_fields__} | {"url": self.url[:2000]}
        if self.original:
            return SourceDocument(**provenance, content=content, media_type=media_type, offset=offset)
        return SourceDocument(**provenance | {"steps": ()}, content=content, media_type=media_type)

    def refuse(self, reason: str) -> RefusedItem:
        """Return a refusal of the item at this location."""
        return RefusedItem(source=self.source, record=self.record, reason=reason)

    def refuse_broken(self, error: Exception, reason: str) -> RefusedItem:
        """Return a refusal of something that breaks off for this reason; where a limit stopped it, for that one."""
        return self.refuse(error.reason if isinstance(error, LimitExceeded) else reason)

    def skip(self, reason: str) -> SkippedItem:
        """Return a skipped item for this location."""
        return SkippedItem(source=self.source, record=self.record, reason=reason)


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file nested in another, still to be read; `find_beside` finds one that lies beside it."""

    stream: IO[bytes]
    location: SourceLocation
    may_be_cutting: bool = False
    """Whether a picture may be that of a cutting, as nothing says that it belongs to a web page."""
    find_beside: "Callable[[str], InnerFile | None] | None" = None


def escape_line(text: str, max_length: int = 300) -> str:
    """Return a name as one line, unprintable characters escaped, its middle cut if too long."""
    line = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text.encode("utf-8", "backslashreplace").decode()
    )
    return line if len(line) <= max_length else f"{line[: max_length // 2]}…{line[-max_length // 2 :]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Evidence in the original for the value of one field.

    `start` and `end` are character offsets in the decoded original and delimit exactly `words`;
    None if no words state the value. A finding that is not `chosen` is a rejected alternative.
    """

    field: str
    value: str
    status: FindingStatus
    rule: str
    words: str = ""
    start: int | None = None
    end: int | None = None
    chosen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorCredit:
    """One person named by the original, with the inverted name (`Doe, Jane`) if it is given so."""

    name: str
    printed_name: str
    role: str = "author"
    sort_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedArticle:
    """Result of an extractor; an empty value is one the original does not give.

    `page_url` is the address a page was saved from, as the page itself says.
    `unused_keys` are the keys or columns of a record that hold a value which no field takes.
    """

    title: str
    body: str
    encoding: str
    recipe: str
    standfirst: str = ""
    authors: tuple[AuthorCredit, ...] = ()
    published: str = ""
    outlet: str = ""
    outlet_domain: str = ""
    section: str = ""
    dateline: str = ""
    language: str = ""
    canonical_url: str = ""
    page_url: str = ""
    captured_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    unused_keys: tuple[str, ...] = ()
    converted_text: str = ""
    """The text that spans refer to, where the record had to be converted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionOptions:
    """Options of an extractor: today's date, and the record keys of each field."""

    today: date
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Extractor = Callable[[SourceDocument, ExtractionOptions], ParsedArticle]
"""Function that returns the article of a document, with a finding for every value, or raises UnreadableDocument."""
