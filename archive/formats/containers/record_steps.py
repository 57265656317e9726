"""Read one record of a stored file again, by the steps that lead to it; readers are imported with the first step."""

import gzip
import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import cache, partial
from importlib import import_module
from typing import Any, BinaryIO, Final, cast

from archive.errors import UnreadableDocument
from archive.formats import streams

CHUNK_SIZE: Final = 1 << 20
StreamStep = Callable[..., AbstractContextManager[BinaryIO]]
"""Function that opens a step into a file that is read as a stream."""
RecordStep = Callable[[BinaryIO, Sequence[Any], int], bytes]
"""Function of a stream, the step's arguments and the bytes wanted, that returns what the step leads to."""
_RECORD_STEPS: Final = {
    "cut": "containers.record_steps.cut_ranges",
    "warc": "containers.record_steps.open_warc_record",
    "mhtml": "containers.record_steps.open_page",
    "text": "containers.record_steps.convert_to_text",
    "webarchive": "containers.record_steps.open_archived_page",
    "row": "containers.record_steps.open_row",
    "mbox": "mail.mail.open_mbox_message",
    "mail": "mail.mail.open_mail_text",
    "part": "mail.mail.open_mail_part",
    "outlook": "mail.outlook.open_outlook_part",
}
"""Step into a record → module of this package and function in it."""


def read_record(file: BinaryIO, steps: Sequence[Sequence[Any]], *, offset: int, length: int) -> bytes:
    """Return `length` bytes from `offset` of the record at `steps`; fewer if it is damaged."""
    with ExitStack() as stack:
        stream = file
        for step_type, *arguments in steps:
            if (open_stream := load_stream_step(step_type)) is not None:
                stream = stack.enter_context(open_stream(stream, *arguments))
            else:
                stream = io.BytesIO(load_record_step(step_type)(stream, arguments, offset + length))
        while offset > 0 and (chunk := stream.read(min(offset, CHUNK_SIZE))):  # a file of a tar cannot be sought in
            offset -= len(chunk)
        return stream.read(length)


@cache
def load_stream_step(step_type: str) -> StreamStep | None:
    """Return the function of a step into a packed file; None for any other step."""
    match step_type:
        case "gzip":
            return _open_gzip
        case "bzip2" | "xz" | "zstd":
            from archive.formats.containers.compression import open_packing  # noqa: PLC0415

            return partial(open_packing, packing=step_type)
        case "zip":
            from archive.formats.containers.packs import open_zip_file  # noqa: PLC0415

            return open_zip_file
        case "tar":
            from archive.formats.containers.packs import open_tar_file  # noqa: PLC0415

            return open_tar_file
        case "unpack":
            from archive.formats.containers.unpacking import open_pack_again  # noqa: PLC0415

            return open_pack_again
    return None


@cache
def load_record_step(step_type: str) -> RecordStep:
    """Return the function of a step into a record. Raises UnreadableDocument."""
    module_name, _, function_name = _RECORD_STEPS.get(step_type, "").rpartition(".")
    if not module_name:
        raise UnreadableDocument(f"no record is reached by a step ‘{step_type}’")
    step: RecordStep = getattr(import_module(f"archive.formats.{module_name}"), function_name)
    return step


def _open_gzip(stream: BinaryIO) -> AbstractContextManager[BinaryIO]:
    return cast("AbstractContextManager[BinaryIO]", gzip.GzipFile(fileobj=stream))


def cut_ranges(stream: BinaryIO, arguments: Sequence[Any], _: int) -> bytes:
    """Return the bytes of some ranges, joined."""
    return streams.read_ranges(stream, streams.unflatten_ranges(arguments))


def open_warc_record(stream: BinaryIO, arguments: Sequence[Any], max_bytes: int) -> bytes:
    """Return the page of a record of a WARC."""
    from archive.formats.web.http import decode_body  # noqa: PLC0415
    from archive.formats.web.warc_records import read_record_at  # noqa: PLC0415

    file = stream if stream.seekable() else io.BytesIO(stream.read())
    record = read_record_at(file, (arguments[0], arguments[1]), max_bytes=max_bytes)
    return decode_body(*record.parse_message(), max_bytes)


def open_page(stream: BinaryIO, _: Sequence[Any], __: int) -> bytes:
    """Return the page of an MHTML file."""
    from archive.formats.web.mhtml import extract_page  # noqa: PLC0415

    return extract_page(stream.read()).content


def convert_to_text(stream: BinaryIO, arguments: Sequence[Any], _: int) -> bytes:
    """Return the text that a document is converted to."""
    from archive.formats.conversion.conversion import convert_document  # noqa: PLC0415

    return convert_document(stream.read(), str(arguments[0])).text.encode("utf-8", "replace")


def open_archived_page(stream: BinaryIO, _: Sequence[Any], __: int) -> bytes:
    """Return the page of a web archive of Safari."""
    from archive.formats.web.webarchive import extract_archived_page  # noqa: PLC0415

    return extract_archived_page(stream.read()).content


def open_row(stream: BinaryIO, arguments: Sequence[Any], _: int) -> bytes:
    """Return a row of a workbook, with the names of its columns."""
    from archive.formats.structured.workbooks import extract_row  # noqa: PLC0415

    return extract_row(stream.read(), *arguments)
