"""XML that lists articles under names of its own: the element that is one is found by the names in it."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from archive.formats.detection.record_names import find_record_name
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.exports.xml_records import RecordNames, read_named_records
from archive.formats.exports.xml_scanner import XmlScanner
from archive.formats.streams import SizeLimits

SAMPLE_SIZE: Final = 65_536


def read_xml_table(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the elements of an XML file that are articles by the names in them."""
    scanner = XmlScanner(stream, limits.max_document_bytes)
    name = find_record_name(scanner.peek(SAMPLE_SIZE).decode("utf-8", "replace"))
    yield from read_named_records(scanner, RecordNames((name,), "element"), location, limits, media_type)
