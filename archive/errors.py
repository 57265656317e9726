"""What can go wrong, as one tree. Every message says what happened and what to do next."""


class CuttingsError(Exception):
    """The root: catching this catches everything the archive itself raises."""


# Settings


class ConfigurationError(CuttingsError):
    """The archive cannot start as it is configured; the message names the variable."""


# Taking in


class IngestError(CuttingsError):
    """Something given to `ingest` cannot be taken in; the run goes on without it."""


class UnreadableDocument(IngestError):  # noqa: N818 -- reads as what it is
    """A document holds no article: empty, binary, without a title, too large."""


class UnknownFormat(IngestError):  # noqa: N818
    """No reader knows this kind of file."""


class RefusedAddress(IngestError):  # noqa: N818
    """An address that is not fetched; the message says why and what would allow it."""


class MappingError(IngestError):
    """A field mapping names something the archive does not have."""


# Keeping


class PayloadError(CuttingsError):
    """Original bytes cannot be written or read back; the message names the file."""


class BackupError(CuttingsError):
    """A backup cannot be written or restored; the message says what is left, and what to do."""


# Finding


class SearchError(CuttingsError):
    """The index cannot answer; the message says how to repair it."""


class IndexLocked(SearchError):  # noqa: N818
    """Another process is writing the index; changes wait in the queue."""


class StaleIndex(SearchError):  # noqa: N818
    """The index was built by another version of the schema or is missing."""


class SearchTimeout(SearchError):  # noqa: N818
    """A question took longer than its time budget and was stopped; nothing of it was answered."""


class TooManyMatches(SearchError):  # noqa: N818
    """The words of a question stand near each other at more places than can be listed."""


class QuerySyntaxError(CuttingsError):
    """A query that cannot be run as typed.

    `code` names the kind of fault, `offset` and `length` count characters of the query as typed,
    `suggestion` is a query that would run, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        offset: int = 0,
        length: int = 0,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.offset = offset
        self.length = length
        self.suggestion = suggestion


# Dating


class DateSyntaxError(CuttingsError, ValueError):
    """A text that is not a date of the archive's EDTF subset."""


# Curating


class CurationError(CuttingsError):
    """A deed that would not make sense; nothing was changed."""
