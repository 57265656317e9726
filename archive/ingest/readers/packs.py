"""ZIP, WACZ and tar: each member as a file of its own."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from archive.containers.bounds import Bounds
from archive.containers.packs import FAULTS, Packed, sort_of_zip, tarred, whole, zipped
from archive.errors import UnreadableDocument
from archive.ingest.documents import Item
from archive.ingest.readers.places import Inner, Place, one_line

ABOUT_IT: Final = "empty, or about the pack itself"


def read_zip(stream: BinaryIO, place: Place, bounds: Bounds) -> Iterator[Item | Inner]:
    """Yield the files of a ZIP; of a WACZ only its WARC files, as the others are metadata."""
    try:
        file = (
            stream if place.depth == 0 and not place.steps else whole(stream, bounds.document * 10)
        )
        sort = sort_of_zip(file)
        if sort == "office":
            yield place.refused("It is an office document or a book. Save it as plain text first.")
            return
        for packed in zipped(file):
            of_pack = sort == "wacz" and not packed.name.startswith("archive/")
            found = _of(packed, place, "zip")
            yield (
                found.place.passed_over(ABOUT_IT) if of_pack and isinstance(found, Inner) else found
            )
    except FAULTS as error:
        yield place.refused(f"The ZIP cannot be read ({error}). Fetch it again.")


def read_tar(stream: BinaryIO, place: Place, _: Bounds) -> Iterator[Item | Inner]:
    """Yield the files of a tar, in order."""
    try:
        for packed in tarred(stream):
            yield _of(packed, place, "tar")
    except FAULTS as error:
        yield place.refused(f"The tar breaks off or is damaged ({error}). Fetch it again.")


def _of(packed: Packed, place: Place, form: str) -> Item | Inner:
    """Return a packed file to read, refuse or skip. Its name is never used as a path."""
    here = place.within(
        (form, packed.number),
        record=one_line(packed.name, 90),
        name=packed.name,
        captured_at=packed.moment or place.captured_at,
    )
    parts = PurePosixPath(packed.name.replace("\\", "/")).parts
    if any(part.startswith(".") and part not in {".", ".."} for part in parts):
        return here.passed_over("hidden")
    if "__MACOSX" in parts or (packed.size == 0 and not packed.fault):
        return here.passed_over(ABOUT_IT)
    if packed.fault:
        return here.refused(packed.fault)
    if packed.stream is None:
        raise UnreadableDocument(f"{one_line(packed.name)} is not open")
    return Inner(packed.stream, here)
