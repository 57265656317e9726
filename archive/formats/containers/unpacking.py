"""Packs that only libarchive opens (7z, RAR): unpacked by a process of its own, read as a tar."""

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from archive.errors import Remedy, UnreadableDocument
from archive.formats.containers import unpack_process
from archive.formats.containers.packs import iter_tar, read_packed_file
from archive.formats.documents import InnerFile, SourceItem, SourceLocation
from archive.formats.faults import describe_fault
from archive.formats.streams import READ_ERRORS, BoundedStream, SizeLimits, check_growth

SCRIPT: Final = Path(unpack_process.__file__)
MAX_INNER_FACTOR: Final = 10  # times the size of one document that a pack within a pack may have
CLOSE_SECONDS: Final = 5
_NO_LIBRARY: Final = (
    "It is a 7z or RAR pack, which this installation cannot unpack. Unpack it on your computer, and take in the folder"
    " that comes out."
)
_LOCKED: Final = "It is a pack locked by a password. Unpack it with the password, and take in what comes out."


class UnpackingStream(io.RawIOBase):
    """The tar that the unpacking process writes; its failure is raised where the stream ends."""

    def __init__(self, pack: BinaryIO, size: int, max_bytes: int) -> None:
        self._size, self._max_bytes, self._count = size, max_bytes, 0
        command = [sys.executable, "-I", str(SCRIPT)]
        self._process = subprocess.Popen(  # noqa: S603  # our own script
            command, stdin=pack, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer, and count."""
        output = cast("BinaryIO", self._process.stdout)
        count = output.readinto(buffer)  # type: ignore[attr-defined]
        if not count:
            self._check_end()
        self._count += count
        check_growth(self._count, self._size, self._max_bytes)
        return int(count)

    def _check_end(self) -> None:
        """Raise UnreadableDocument if the process has failed."""
        status = self._process.wait(timeout=CLOSE_SECONDS)
        if status == unpack_process.NO_LIBRARY:
            raise UnreadableDocument(_NO_LIBRARY, remedy=Remedy.INSTALL_PACKS)
        if status == unpack_process.LOCKED:
            raise UnreadableDocument(_LOCKED)
        if status:
            words = cast("BinaryIO", self._process.stderr).read(200).decode("utf-8", "replace").strip()
            fault = describe_fault(words or "it breaks off")
            raise UnreadableDocument(
                f"It is a pack that is damaged, or of a make that is not known ({fault}). Unpack it on your computer,"
                " and take in what comes out."
            )

    def close(self) -> None:
        """End the process."""
        if not self.closed:
            self._process.kill()
            self._process.communicate(timeout=CLOSE_SECONDS)
        super().close()


@contextmanager
def open_pack(stream: BinaryIO, *, max_bytes: int, max_inner_bytes: int) -> Iterator[BinaryIO]:
    """Open the tar of the files in a pack; the pack must be a file, others are copied into a nameless one first."""
    with _open_file(stream, max_inner_bytes) as pack:
        size = pack.seek(0, io.SEEK_END)
        pack.seek(0)
        with io.BufferedReader(UnpackingStream(pack, size, max_bytes), 1 << 16) as tar:
            yield cast("BinaryIO", tar)


def _open_file(stream: BinaryIO, max_bytes: int) -> BinaryIO:
    """Open the file of a stream with a position of its own; a stream without one is copied."""
    name = getattr(stream, "name", None)
    if isinstance(name, str | Path) and type(stream) is io.BufferedReader:
        return Path(name).open("rb")
    copy = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
    shutil.copyfileobj(BoundedStream(stream, max_bytes=max_bytes), copy)
    return cast("BinaryIO", copy)


def read_pack(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, _: str
) -> Iterator[SourceItem | InnerFile]:
    """Yield the files of a 7z or RAR."""
    max_inner_bytes = limits.max_document_bytes * MAX_INNER_FACTOR
    pack_location = location.enter_step(("unpack",))
    try:
        with open_pack(stream, max_bytes=limits.max_container_bytes, max_inner_bytes=max_inner_bytes) as tar:
            for packed_file in iter_tar(tar):
                yield read_packed_file(packed_file, pack_location, "tar")
    except UnreadableDocument as error:
        yield location.refuse(error.reason)
    except READ_ERRORS as error:
        yield location.refuse(f"The pack breaks off or is damaged ({describe_fault(error)}). Fetch it again.")


@contextmanager
def open_pack_again(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Open a pack that was read before, to read a record in it."""
    with open_pack(stream, max_bytes=1 << 62, max_inner_bytes=1 << 62) as tar:
        yield tar
