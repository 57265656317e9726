"""Read one record of a file again by the steps that lead to it (entry point).

A step is a list: `["gzip"]`, `["zip", number]`, `["tar", number]`, `["warc", member, offset]`,
`["mhtml"]`, `["cut", start, end, …]`. Each applies to the result of the one before.
"""

import gzip
import io
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats import text_files, warc
from archive.formats.archives import open_packed_file
from archive.formats.splitting import extract_ranges, unflatten_ranges

StoredStep = Sequence[Any]
CHUNK_SIZE: Final = 1 << 20
_PACKS: Final = frozenset({"zip", "tar"})


def read_record(file: BinaryIO, steps: Sequence[StoredStep], *, offset: int, length: int) -> bytes:
    """Return `length` bytes from `offset` of the record at `steps`; fewer if it is damaged."""
    max_bytes = offset + length
    with ExitStack() as stack:
        stream = file
        for number, (step_type, *arguments) in enumerate(steps):
            if step_type == "gzip":
                stream = stack.enter_context(gzip.GzipFile(fileobj=stream))  # type: ignore[assignment]
            elif step_type in _PACKS:
                is_seekable = number == 0 or step_type == "tar"
                pack = stream if is_seekable else io.BytesIO(stream.read())
                stream = stack.enter_context(open_packed_file(pack, step_type, arguments[0]))
            else:
                stream = io.BytesIO(_open_step(step_type, arguments, stream, max_bytes))
        _skip_bytes(stream, offset)
        return stream.read(length)


def _open_step(step_type: str, arguments: Sequence[int], stream: BinaryIO, max_bytes: int) -> bytes:
    match step_type:
        case "warc":
            return warc.read_page_at(_ensure_seekable(stream), (arguments[0], arguments[1]), max_bytes=max_bytes)
        case "mhtml":
            return text_files.extract_page(stream.read()).content
        case "cut":
            return extract_ranges(stream.read(), unflatten_ranges(arguments))
    raise UnreadableDocument(f"no record is reached by a step ‘{step_type}’")


def _skip_bytes(stream: BinaryIO, size: int) -> None:
    while size > 0 and (chunk := stream.read(min(size, CHUNK_SIZE))):
        size -= len(chunk)


def _ensure_seekable(stream: BinaryIO) -> BinaryIO:
    return stream if stream.seekable() else io.BytesIO(stream.read())
