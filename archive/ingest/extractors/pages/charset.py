"""Decoding of pages: byte order mark, declared charset, else detection."""

from archive.errors import UnreadableDocument
from archive.ingest.documents import SourceDocument
from archive.ingest.readers.encodings import decode_record
from archive.text.encodings import DecodedText, find_labels


def decode_page(document: SourceDocument) -> DecodedText:
    """Return the decoded page. Raises UnreadableDocument if it is empty or binary."""
    if not document.content.strip():
        raise UnreadableDocument("It is empty. There is nothing to take in.")
    decoded = decode_record(
        document.content,
        charset=document.charset,
        encoding=document.encoding,
        labels=find_labels(document.content),
    )
    if decoded.text[:1000].count("\x00") > 20:
        raise UnreadableDocument("It is binary, not a page: it has NUL bytes. Fetch it again.")
    return decoded
