"""Read one record of a file again by the steps that lead to it (entry point).

A step is a list: `["gzip"]`, `["zip", number]`, `["tar", number]`, `["warc", member, offset]`,
`["mhtml"]`, `["cut", start, end, …]`. Each applies to the result of the one before.
"""

import gzip
import io
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO, Final

from archive.containers import mhtml, warc
from archive.containers.cuts import cut, from_steps
from archive.containers.packs import member_of
from archive.errors import UnreadableDocument

Step = Sequence[Any]
PIECE: Final = 1 << 20
_PACKS: Final = frozenset({"zip", "tar"})


def record_in(file: BinaryIO, steps: Sequence[Step], *, offset: int, length: int) -> bytes:
    """Return `length` bytes from `offset` of the record at `steps`; fewer if it is damaged."""
    most = offset + length
    with ExitStack() as stack:
        stream = file
        for number, (form, *where) in enumerate(steps):
            if form == "gzip":
                stream = stack.enter_context(gzip.GzipFile(fileobj=stream))  # type: ignore[assignment]
            elif form in _PACKS:
                seeks = number == 0 or form == "tar"
                pack = stream if seeks else io.BytesIO(stream.read())
                stream = stack.enter_context(member_of(pack, form, where[0]))
            else:
                stream = io.BytesIO(_record(form, where, stream, most))
        _skip(stream, offset)
        return stream.read(length)


def _record(form: str, where: Sequence[int], stream: BinaryIO, most: int) -> bytes:
    match form:
        case "warc":
            return warc.page_at(_seekable(stream), (where[0], where[1]), most=most)
        case "mhtml":
            return mhtml.page_in(stream.read()).content
        case "cut":
            return cut(stream.read(), from_steps(where))
    raise UnreadableDocument(f"no record is reached by a step ‘{form}’")


def _skip(stream: BinaryIO, size: int) -> None:
    while size > 0 and (piece := stream.read(min(size, PIECE))):
        size -= len(piece)


def _seekable(stream: BinaryIO) -> BinaryIO:
    return stream if stream.seekable() else io.BytesIO(stream.read())
