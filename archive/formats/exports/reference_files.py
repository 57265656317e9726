"""Files of references: one document per record, bytes unchanged, with the files that it names."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats import export_types
from archive.formats.decoding import decode_record, detect_record_encoding
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.exports.reference_texts import parse_bibtex, parse_csl, parse_enw, parse_ris
from archive.formats.exports.reference_xml import find_rdf_items, parse_endnote, parse_mods, parse_rdf
from archive.formats.exports.references import Reference
from archive.formats.exports.xml_scanner import XmlScanner
from archive.formats.streams import ByteRanges, SizeLimits, extract_ranges, flatten_ranges, format_too_large, read_whole
from archive.formats.web.feeds import MAX_FEED_FACTOR, find_json_entries

MAX_RECORDS: Final = 100_000
MAX_REFERENCE_BYTES: Final = 1_000_000
_RIS_START: Final = re.compile(rb"^[ \t\xef\xbb\xbf]{0,6}TY[ \t]{1,2}-", re.MULTILINE)
_ENW_START: Final = re.compile(rb"^[\xef\xbb\xbf]{0,3}%0[ \t]", re.MULTILINE)
_BIB_START: Final = re.compile(rb"^[ \t]{0,20}@[ \t]{0,3}([A-Za-z]{2,40})[ \t\r\n]{0,3}[{(]", re.MULTILINE)
_XML_NAMES: Final = {export_types.ENDNOTE_TYPE: "record", export_types.MODS_TYPE: "mods"}

PARSERS: Final[dict[str, Callable[[str], Reference]]] = {
    export_types.RIS_TYPE: parse_ris,
    export_types.ENW_TYPE: parse_enw,
    export_types.BIBTEX_TYPE: parse_bibtex,
    export_types.CSL_TYPE: parse_csl,
    export_types.RDF_TYPE: parse_rdf,
    export_types.ENDNOTE_TYPE: parse_endnote,
    export_types.MODS_TYPE: parse_mods,
}
"""Parser of the text of one record, by its media type."""


def read_references(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the records of a file of references, each with the paths of the files that it names."""
    content = read_whole(stream, limits.max_document_bytes * MAX_FEED_FACTOR)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield location.refuse("It is a file of references in UTF-16. Save or export it as UTF-8.")
        return
    records = _find_records(content, media_type, limits)
    if not records:
        yield location.refuse("It is a file of references and has no records. There is nothing to take in.")
    encoding = "" if content.isascii() else decode_record(content, is_markup=True).encoding
    for number, ranges in enumerate(records, 1):
        record_location = location.enter_step(("cut", *flatten_ranges(ranges)), record=f"record {number}")
        record = extract_ranges(content, ranges)
        if len(record) > MAX_REFERENCE_BYTES:
            yield record_location.refuse(format_too_large(MAX_REFERENCE_BYTES))
            continue
        record_encoding = "" if encoding == "utf-8" else detect_record_encoding(record, encoding)
        document = replace(record_location, encoding=record_encoding).build_document(record, media_type)
        try:
            paths = parse_reference(record, media_type, record_encoding).list_attachments()
        except UnreadableDocument:
            paths = []  # the extractor says why
        yield replace(document, attachment_paths=tuple(paths))


def parse_reference(record: bytes, media_type: str, encoding: str) -> Reference:
    """Return the reference of a record. Raises UnreadableDocument if it is broken."""
    return PARSERS[media_type](decode_record(record, encoding=encoding, is_markup=True).text)


def _find_records(content: bytes, media_type: str, limits: SizeLimits) -> list[ByteRanges]:
    match media_type:
        case export_types.RIS_TYPE:
            return _cut_at_starts(content, _RIS_START)
        case export_types.ENW_TYPE:
            return _cut_at_starts(content, _ENW_START)
        case export_types.BIBTEX_TYPE:
            return _find_bibtex_entries(content)
        case export_types.CSL_TYPE:
            return find_json_entries(content, key="items" if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else "")
        case export_types.RDF_TYPE:
            return find_rdf_items(content)
    scanner = XmlScanner(io.BytesIO(content), limits.max_document_bytes * MAX_FEED_FACTOR)
    return [((element.start, element.end),) for element in scanner.iter_elements((_XML_NAMES[media_type],))]


def _cut_at_starts(content: bytes, pattern: re.Pattern[bytes]) -> list[ByteRanges]:
    """Return the ranges from each match to the next one, without the white space between them."""
    starts = [match.start() for match in pattern.finditer(content)][:MAX_RECORDS]
    ends = [*starts[1:], len(content)][: len(starts)]
    return [((start, start + len(content[start:end].rstrip())),) for start, end in zip(starts, ends, strict=True)]


def _find_bibtex_entries(content: bytes) -> list[ByteRanges]:
    """Return the ranges of the entries, each with the abbreviations (`@string`) that it uses."""
    starts = [(match.start(), match[1].lower()) for match in _BIB_START.finditer(content)][:MAX_RECORDS]
    ends = [*(start for start, _ in starts[1:]), len(content)][: len(starts)]
    blocks = [
        (start, start + len(content[start:end].rstrip()), name) for (start, name), end in zip(starts, ends, strict=True)
    ]
    names = {_get_string_name(content[start:end]): (start, end) for start, end, name in blocks if name == b"string"}
    entries: list[ByteRanges] = []
    for start, end, name in blocks:
        if name in {b"string", b"comment", b"preamble"}:
            continue
        words = set(_find_bare_words(content[start:end])) if names else set()
        used = [span for string_name, span in names.items() if string_name in words and span[0] < start]
        entries.append((*sorted(used), (start, end)))
    return entries


def _get_string_name(block: bytes) -> bytes:
    match = re.search(rb"[{(]\s{0,9}([^\s={}]{1,100})\s{0,9}=", block)
    return match[1].lower() if match else b""


def _find_bare_words(entry: bytes) -> Iterator[bytes]:
    """Yield the words after `=` or `#` that are neither in braces nor in quotation marks."""
    for match in re.finditer(rb"[=#]\s{0,20}([A-Za-z][^\s={}\"#,()]{0,100})", entry):
        yield match[1].lower()
