"""Exception hierarchy. Every message states what happened and what to do next."""

from enum import StrEnum


class CuttingsError(Exception):
    """Base class of all exceptions raised by the archive."""


# Settings


class ConfigurationError(CuttingsError):
    """Invalid configuration; the message names the environment variable."""


# Ingest


class Remedy(StrEnum):
    """Steps against a refusal that only whoever runs the archive can take; a shell says how, a page does not."""

    MAP_FIELDS = "map fields"
    RAISE_LIMITS = "raise limits"
    ALLOW_PRIVATE_ADDRESSES = "allow private addresses"
    ALLOW_PORTS = "allow ports"
    INSTALL_PACKS = "install packs"
    INSTALL_OCR = "install OCR"
    INSTALL_OFFICE = "install an office program"
    GIVE_ADDRESS = "give the address itself"


class RefusalReason(str):
    """The reason of a refusal, for every reader; with the remedy that whoever runs the archive has, if there is one."""

    __slots__ = ("remedy",)
    remedy: Remedy | None

    def __new__(cls, text: str, remedy: Remedy | None = None) -> "RefusalReason":
        """Return a text with its remedy."""
        reason = super().__new__(cls, text)
        reason.remedy = remedy
        return reason

    def __reduce__(self) -> tuple[type["RefusalReason"], tuple[str, Remedy | None]]:
        return RefusalReason, (str(self), self.remedy)


class IngestError(CuttingsError):
    """An input of `ingest` cannot be imported; the run continues without it."""

    def __init__(self, text: str = "", *, remedy: Remedy | None = None) -> None:
        super().__init__(text)
        self.remedy = remedy

    @property
    def reason(self) -> RefusalReason:
        """The reason for the refusal."""
        return RefusalReason(str(self), self.remedy)


class UnreadableDocument(IngestError):  # noqa: N818 -- reads as what it is
    """A document has no article: empty, binary, without a title, too large."""


class LimitExceeded(UnreadableDocument):
    """A file opens to more bytes than the archive's settings allow; the message is a whole sentence."""


class UnknownFormat(IngestError):  # noqa: N818
    """No reader supports this file format."""


class RefusedAddress(IngestError):  # noqa: N818
    """A URL may not be fetched; the message says why and what would allow it."""


class MappingError(IngestError):
    """A field mapping names an unknown field."""


# Storage


class TooBusy(CuttingsError):  # noqa: N818
    """The server does as much of this at once as it can; the message says when to try again."""


class PayloadError(CuttingsError):
    """Original bytes cannot be written or read; the message names the file."""


class BackupError(CuttingsError):
    """A backup cannot be written or restored; the message says what remains and what to do."""


# Search


class SearchError(CuttingsError):
    """The index cannot be searched; the message says how to repair it."""


class IndexLocked(SearchError):  # noqa: N818
    """Another process is writing the index; changes stay queued."""


class StaleIndex(SearchError):  # noqa: N818
    """The index is missing or has another schema version."""


class SearchTimeout(SearchError):  # noqa: N818
    """A query exceeded its time budget and was stopped without a result."""


class TooManyMatches(SearchError):  # noqa: N818
    """A proximity query has more matching positions than can be enumerated."""


class QuerySyntaxError(CuttingsError):
    """A query cannot be run as typed.

    `code` is the kind of error, `offset` and `length` its span in the query in characters,
    `suggestion` a valid query or None, `others` more of them.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        offset: int = 0,
        length: int = 0,
        suggestion: str | None = None,
        others: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.others = others
        self.code = code
        self.offset = offset
        self.length = length
        self.suggestion = suggestion


# Dates


class DateSyntaxError(CuttingsError, ValueError):
    """A text is not a date, or may be several; `choices` are the dates that may be meant, as text."""

    def __init__(self, message: str, *, choices: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.choices = choices


# Curation


class CurationError(CuttingsError):
    """An editing operation is not possible; nothing was changed."""


# Readers' own things


class ReadingError(CuttingsError):
    """A reader's note or list cannot be kept like this; nothing was changed."""
