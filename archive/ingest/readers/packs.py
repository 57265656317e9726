"""ZIP, WACZ and tar: each member as a file of its own."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from archive.containers.bounds import SizeLimits
from archive.containers.packs import (
    READ_ERRORS,
    PackedFile,
    buffer_stream,
    detect_zip_kind,
    iter_tar,
    iter_zip,
)
from archive.errors import UnreadableDocument
from archive.ingest.documents import SourceItem
from archive.ingest.readers.places import InnerFile, SourceLocation, escape_line

SKIP_REASON: Final = "empty, or about the pack itself"


def read_zip(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits
) -> Iterator[SourceItem | InnerFile]:
    """Yield the files of a ZIP; of a WACZ only its WARC files, as the others are metadata."""
    try:
        file = (
            stream
            if location.depth == 0 and not location.steps
            else buffer_stream(stream, limits.max_document_bytes * 10)
        )
        zip_kind = detect_zip_kind(file)
        if zip_kind == "office":
            yield location.refuse(
                "It is an office document or a book. Save it as plain text first."
            )
            return
        for packed_file in iter_zip(file):
            is_metadata = zip_kind == "wacz" and not packed_file.name.startswith("archive/")
            item = _read_packed_file(packed_file, location, "zip")
            yield (
                item.location.skip(SKIP_REASON)
                if is_metadata and isinstance(item, InnerFile)
                else item
            )
    except READ_ERRORS as error:
        yield location.refuse(f"The ZIP cannot be read ({error}). Fetch it again.")


def read_tar(
    stream: BinaryIO, location: SourceLocation, _: SizeLimits
) -> Iterator[SourceItem | InnerFile]:
    """Yield the files of a tar, in order."""
    try:
        for packed_file in iter_tar(stream):
            yield _read_packed_file(packed_file, location, "tar")
    except READ_ERRORS as error:
        yield location.refuse(f"The tar breaks off or is damaged ({error}). Fetch it again.")


def _read_packed_file(
    packed_file: PackedFile, location: SourceLocation, pack_format: str
) -> SourceItem | InnerFile:
    """Return a packed file to read, refuse or skip. Its name is never used as a path."""
    file_location = location.enter_step(
        (pack_format, packed_file.number),
        record=escape_line(packed_file.name, 90),
        name=packed_file.name,
        captured_at=packed_file.modified_at or location.captured_at,
    )
    parts = PurePosixPath(packed_file.name.replace("\\", "/")).parts
    if any(part.startswith(".") and part not in {".", ".."} for part in parts):
        return file_location.skip("hidden")
    if "__MACOSX" in parts or (packed_file.size == 0 and not packed_file.fault):
        return file_location.skip(SKIP_REASON)
    if packed_file.fault:
        return file_location.refuse(packed_file.fault)
    if packed_file.stream is None:
        raise UnreadableDocument(f"{escape_line(packed_file.name)} is not open")
    return InnerFile(packed_file.stream, file_location)
