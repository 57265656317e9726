"""Original bytes under their SHA-256: written once, never changed, found again.

A file is written beside its place, hashed on the way, flushed to the disk and only then given its
name, so that a name always holds whole bytes, whatever happened to the machine.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from archive.containers.opening import record_in
from archive.containers.packs import FAULTS
from archive.errors import PayloadError
from archive.models import Capture, Payload
from archive.text.encodings import decode_as

PIECE = 1 << 20
INCOMING = "incoming"
_GZIP = b"\x1f\x8b"


class Source(Protocol):
    """What bytes are kept from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, none at the end."""

    def seekable(self) -> bool:
        """Whether it can be read twice."""


@dataclass(slots=True)
class Stored:
    """Bytes on their way into the store, or in it already: `keep` makes them stay.

    Until then they wait in a file that nobody knows by digest; `discard` drops it.
    """

    sha256: str
    size: int
    media_type: str
    waiting: Path | None = None

    def keep(self) -> None:
        """Give the bytes their name for good; asking twice does no harm."""
        if self.waiting is None:
            return
        place = path_of(self.sha256)
        with _explained(place):
            if place.exists():
                self.waiting.unlink()
            else:
                _move(self.waiting, place)
        self.waiting = None

    def discard(self) -> None:
        """Forget bytes that were not kept."""
        if self.waiting is not None:
            self.waiting.unlink(missing_ok=True)
            self.waiting = None

    def open(self) -> BinaryIO:
        """The bytes, from the first on."""
        place = self.waiting or path_of(self.sha256)
        with _explained(place):
            return place.open("rb")


def keep(stream: Source, media_type: str) -> Payload:
    """Keep what `stream` gives, with its row, equal bytes once. PayloadError says why not."""
    stored = stage(stream, media_type)
    stored.keep()
    return record(stored)


def stage(stream: Source, media_type: str) -> Stored:
    """Write what `stream` gives beside the store, hashing on the way; nothing stays if that fails.

    Of a stream that can be read twice, bytes that the store has already are not written again.
    """
    if stream.seekable() and (known := _in_store(stream, media_type)):  # type: ignore[arg-type]
        return known
    waiting = settings.PAYLOAD_ROOT / INCOMING / f"{os.getpid()}-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    try:
        with _explained(waiting):
            waiting.parent.mkdir(parents=True, exist_ok=True)
            with waiting.open("xb") as file:
                while piece := stream.read(PIECE):
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
                file.flush()
                os.fsync(file.fileno())
    except BaseException:  # also Ctrl-C: half a file must not stay
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise
    return Stored(digest.hexdigest(), size, media_type, waiting)


def record(stored: Stored) -> Payload:
    """The row of bytes that are in the store."""
    row, _ = Payload.objects.get_or_create(
        sha256=stored.sha256, defaults={"size": stored.size, "media_type": stored.media_type}
    )
    return row


def path_of(sha256: str) -> Path:
    """Where the bytes of this digest are, or would be."""
    return settings.PAYLOAD_ROOT / sha256[:2] / sha256[2:4] / sha256


def open_payload(payload: Payload) -> BinaryIO:
    """The original bytes as they came. PayloadError when they are gone or cannot be read."""
    place = path_of(payload.sha256)
    try:
        return place.open("rb")
    except OSError as error:
        raise PayloadError(
            f"The original bytes {place.name} cannot be opened ({error.strerror}). The archive’s"
            " keeper can check the originals, and bring them back from a backup."
        ) from error


def record_bytes(capture: Capture) -> bytes:
    """The bytes of just this record, the containers around it opened."""
    place = path_of(capture.payload_id)
    try:
        with open_payload(capture.payload) as file:
            steps = capture.steps or ([["gzip"]] if _is_packed(file) else [])
            return record_in(file, steps, offset=capture.offset, length=capture.length)
    except FAULTS as error:
        raise PayloadError(
            f"The record {capture} cannot be read from {place.name}: {error}. The archive’s keeper"
            " can check the originals."
        ) from error


def record_text(capture: Capture) -> str:
    """The record as text: what the offsets of its evidence count characters of."""
    return decode_as(record_bytes(capture), capture.encoding)


def sweep() -> int:
    """Drop what processes that are gone left half-written; how many files that were."""
    dropped = 0
    for waiting in (settings.PAYLOAD_ROOT / INCOMING).glob("*-*"):
        pid = waiting.name.partition("-")[0]
        if pid.isdigit() and not _is_running(int(pid)):
            waiting.unlink(missing_ok=True)
            dropped += 1
    return dropped


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk: a new one is there only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_packed(file: BinaryIO) -> bool:
    magic = file.read(len(_GZIP))
    file.seek(0)
    return magic == _GZIP


def _in_store(stream: BinaryIO, media_type: str) -> Stored | None:
    start, digest, size = stream.tell(), hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        digest.update(piece)
        size += len(piece)
    stream.seek(start)
    sha256 = digest.hexdigest()
    return Stored(sha256, size, media_type) if path_of(sha256).exists() else None


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, as somebody else
        return True
    return True


def _move(waiting: Path, place: Path) -> None:
    new = [folder for folder in (place.parent.parent, place.parent) if not folder.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    waiting.chmod(0o400)
    waiting.rename(place)
    for folder in {place.parent, *(folder.parent for folder in new)}:
        flush_folder(folder)


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    """Faults of the disk as PayloadError, with the file and what to do."""
    try:
        yield
    except OSError as error:
        raise PayloadError(
            f"The original bytes could not be written to {place} ({error.strerror or error})."
            " Free space or make the folder writable, then take the same in again: what"
            " is in stays in."
        ) from error
