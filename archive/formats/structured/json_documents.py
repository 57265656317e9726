"""Records of a JSON document: the objects of a list wherever it lies in it, one object alone, objects in a row."""

import codecs
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO, Final

from archive.formats.decoding import detect_record_encoding
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.streams import READ_ERRORS, SizeLimits, format_too_large, read_whole
from archive.formats.structured import json_exports
from archive.formats.structured.json_scanner import JsonPath, JsonScanner, JsonValue, iter_values
from archive.formats.structured.json_shapes import describe_other_shape, find_record_path, parse_prefix
from archive.formats.structured.table_columns import DateOrderScan
from archive.formats.structured.unpublished_posts import find_unpublished_reason
from archive.text.encodings import decode_bytes

SAMPLE_SIZE: Final = 1 << 20
MAX_WIDE_FACTOR: Final = 4  # a document in UTF-16 may be this many times larger than one article
_WIDE_ENCODINGS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


CutFunction = Callable[[JsonValue, SourceLocation], tuple[SourceLocation, bytes]]


def find_wide_encoding(head: bytes) -> str:
    """Return the encoding of a text in UTF-16 or UTF-32 by its mark or its zero bytes; empty for others."""
    for mark, encoding in _WIDE_ENCODINGS:
        if head.startswith(mark):
            return encoding
    first = head[:4]
    if len(first) == 4 and first[0] and not first[1] and first[2] and not first[3]:
        return "utf-16-le"
    return "utf-16-be" if len(first) == 4 and not first[0] and first[1] and not first[2] and first[3] else ""


def _measure(narrow: bytes, encoding: str) -> int:
    """Return how many bytes a text in UTF-8 takes in another encoding."""
    return len(narrow.decode("utf-8", "surrogatepass").encode(encoding, "surrogatepass"))


def read_json_document(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the records of a JSON document; those of a blog's export that are not published are passed over."""
    try:
        head = stream.read(SAMPLE_SIZE)
        if encoding := find_wide_encoding(head):
            content = head + read_whole(stream, limits.max_document_bytes * MAX_WIDE_FACTOR)
            yield from _read_wide_records(content, encoding, location, limits, media_type)
            return
        complete = head[: head.rfind(b"\n") + 1] or head
        file_encoding = "" if head.isascii() else decode_bytes(complete).encoding.replace("utf-8-sig", "utf-8")
        value = parse_prefix(head.decode(file_encoding.partition(" ")[0] or "utf-8", "replace"))
        if export := json_exports.find_export(value):
            content = head + read_whole(stream, limits.max_document_bytes * json_exports.MAX_EXPORT_FACTOR)
            yield from json_exports.read_export(content, export, location, limits, media_type)
            return
        scanner = JsonScanner(stream, limits.max_document_bytes, initial=head)
        scanner.skip_assignment()
        yield from _read_records(scanner, value, partial(_cut_record, file_encoding), location, limits, media_type)
    except READ_ERRORS as error:
        yield location.refuse_broken(
            error,
            f"The JSON breaks off or is broken ({error}). What stands before is taken in; mend it, or fetch it again.",
        )


def _cut_record(file_encoding: str, value: JsonValue, location: SourceLocation) -> tuple[SourceLocation, bytes]:
    """Return the location and the bytes of a value."""
    content = value.content or b""
    encoding = detect_record_encoding(content, file_encoding)
    return location.enter_step(("cut", value.start, value.end), encoding=encoding), content


def _read_wide_records(
    content: bytes, encoding: str, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the records of a document in UTF-16 or UTF-32, with the ranges of their own bytes."""
    text = content.decode(encoding, "surrogatepass" if encoding.startswith("utf-16") else "replace")
    narrow = text.encode("utf-8", "surrogatepass")
    scanner = JsonScanner(io.BytesIO(), limits.max_document_bytes, initial=narrow)
    offset = wide_offset = 0

    def cut(value: JsonValue, location: SourceLocation) -> tuple[SourceLocation, bytes]:
        nonlocal offset, wide_offset
        start = wide_offset + _measure(narrow[offset : value.start], encoding)
        wide_offset = start + _measure(narrow[value.start : value.end], encoding)
        offset = value.end
        return location.enter_step(("cut", start, wide_offset), encoding=encoding), content[start:wide_offset]

    yield from _read_records(scanner, parse_prefix(text), cut, location, limits, media_type)


def _read_records(
    scanner: JsonScanner, value: object, cut: CutFunction, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    path = find_record_path(value)
    if path in {None, ()} and (reason := describe_other_shape(value)):
        yield location.refuse(reason)
        return
    path = path if path is not None else (None,)
    location = replace(location, date_orders=_scan_dates(value, path).build_orders())
    count = other_count = 0
    for json_value in _iter_all_values(scanner, path):
        count += 1
        record_location, content = cut(json_value, location.append_record(f"object {count}"))
        if json_value.content is None:
            yield record_location.refuse(format_too_large(limits.max_document_bytes))
        elif not json_value.content.startswith(b"{"):
            other_count += 1
        elif reason := find_unpublished_reason(json_value.content):
            yield record_location.skip(reason)
        else:
            yield record_location.build_document(content, media_type)
    if other_count or not count:
        problem = f"{other_count:,} of its {count:,} elements are no objects" if count else "It holds no objects"
        yield location.refuse(f'{problem}. An article is an object, as {{"title": …, "text": …}}.')


def _iter_all_values(scanner: JsonScanner, path: JsonPath) -> Iterator[JsonValue]:
    """Yield the values that the path leads to in each of the documents of a stream."""
    while scanner.peek():
        yield from iter_values(scanner, path)
        while any(scanner.take_if(mark) for mark in (b",", b";", b")")):  # between objects, or after a script's value
            pass


def _scan_dates(value: object, path: JsonPath) -> DateOrderScan:
    """Look at the dates of the first records for one that tells day from month."""
    scan = DateOrderScan()
    for number, record in enumerate(_iter_path(value, path), 1):
        if isinstance(record, dict):
            scan.add_cells(record.keys(), record.values(), f"object {number}")
    return scan


def _iter_path(value: object, path: JsonPath) -> Iterator[object]:
    if not path:
        yield value
        return
    children: Iterable[object] = ()
    if isinstance(value, list) and path[0] is None:
        children = value
    elif isinstance(value, dict):
        children = value.values() if path[0] is None else [value[path[0]]] if path[0] in value else ()
    for child in children:
        yield from _iter_path(child, path[1:])
