"""Records of XML files that agencies and note books write: one document per item or note, bytes unchanged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.export_types import ENEX_TYPE, NEWSML_TYPE, NITF_TYPE
from archive.formats.exports.xml_scanner import WIDE_MARKS, XmlElement, XmlScanner
from archive.formats.faults import describe_fault
from archive.formats.streams import READ_ERRORS, ByteRanges, SizeLimits, flatten_ranges, format_too_large

MAX_DECLARATION: Final = 1000
BREAK_REASON: Final = (
    "The file breaks off within it. What stands before is taken in; fetch or export it again for the rest."
)


@dataclass(frozen=True, slots=True)
class RecordNames:
    """Local names of the elements that are records, of those that are none and why, and of what is left out of them."""

    records: tuple[str, ...]
    noun: str
    others: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    left_out_noun: str = ""


_RECORD_NAMES: Final = {
    NITF_TYPE: RecordNames(("nitf",), "item"),
    NEWSML_TYPE: RecordNames(
        ("newsitem",),
        "item",
        {
            "packageitem": "a list of other items, no article",
            "conceptitem": "the record of a person, place or subject, no article",
            "knowledgeitem": "a list of subjects, no article",
            "planningitem": "a plan of coverage, no article",
            "newscoverage": "a plan of coverage, no article",
        },
    ),
    ENEX_TYPE: RecordNames(("note",), "note", left_out=("resource",), left_out_noun="a file attached to the note"),
}


def read_xml_records(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the records of a file; what is none, or is left out, is skipped and counted."""
    scanner = XmlScanner(stream, limits.max_document_bytes)
    yield from read_named_records(scanner, _RECORD_NAMES[media_type], location, limits, media_type)


def read_named_records(
    scanner: XmlScanner, names: RecordNames, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the elements of these names as documents."""
    number = 0
    try:
        head = scanner.peek(MAX_DECLARATION)
        if head.startswith(WIDE_MARKS):
            yield location.refuse("It is XML in UTF-16. Save it as UTF-8.")
            return
        declaration = _find_declaration(head)
        for element in scanner.iter_elements((*names.records, *names.others), left_out=names.left_out):
            number += 1
            yield from _read_element(element, number, declaration, names, location, limits, media_type)
    except READ_ERRORS as error:
        yield location.append_record(f"after {names.noun} {number}").refuse(f"{BREAK_REASON} ({describe_fault(error)})")
        return
    if not number:
        yield location.refuse(f"It holds no {names.noun}. There is nothing to take in.")


def _find_declaration(head: bytes) -> bytes:
    """Return the beginning of a file up to the end of its XML declaration; empty if it has none."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    end = head.find(b"?>")
    return head[: end + 2] if start.startswith(b"<?xml") and end > 0 else b""


def _read_element(
    element: XmlElement,
    number: int,
    declaration: bytes,
    names: RecordNames,
    location: SourceLocation,
    limits: SizeLimits,
    media_type: str,
) -> Iterator[SourceItem]:
    record = f"{names.noun} {number}"
    if element.name in names.others:
        yield location.append_record(record).skip(names.others[element.name])
    elif not element.content:
        yield location.append_record(record).refuse(format_too_large(limits.max_document_bytes))
    elif not element.is_closed:
        yield location.append_record(record).refuse(BREAK_REASON)
    else:
        ranges: ByteRanges = ((0, len(declaration)), *element.ranges)
        step_location = location.enter_step(("cut", *flatten_ranges(ranges)), record=record)
        yield step_location.build_document(declaration + element.content, media_type)
        for part in range(1, element.left_out + 1):
            yield location.append_record(f"{record}, file {part}").skip(names.left_out_noun)
