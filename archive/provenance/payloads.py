"""Content-addressed store of original bytes, keyed by SHA-256 and written once.

A file is written under a temporary name, hashed, fsynced and only then renamed to its digest, so
that a file with a digest as its name is always complete, even after a crash.
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
    """A stream to store."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, none at the end."""

    def seekable(self) -> bool:
        """Return whether it can be read twice."""


@dataclass(slots=True)
class Stored:
    """Bytes staged for the store, or in it already; `store` makes them permanent.

    Staged bytes are in the file `incoming_path`; `discard` deletes it.
    """

    sha256: str
    size: int
    media_type: str
    waiting: Path | None = None

    def keep(self) -> None:
        """Move the bytes to their permanent path; idempotent."""
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
        """Delete staged bytes that were not stored."""
        if self.waiting is not None:
            self.waiting.unlink(missing_ok=True)
            self.waiting = None

    def open(self) -> BinaryIO:
        """Open the bytes for reading."""
        place = self.waiting or path_of(self.sha256)
        with _explained(place):
            return place.open("rb")


def keep(stream: Source, media_type: str) -> Payload:
    """Store a stream and its row, equal bytes once; raise PayloadError on failure."""
    stored = stage(stream, media_type)
    stored.keep()
    return record(stored)


def stage(stream: Source, media_type: str) -> Stored:
    """Write a stream to the incoming folder while hashing it; leave nothing on failure.

    A seekable stream whose bytes are in the store already is not written again.
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
    except BaseException:  # also Ctrl-C: no partial file may stay
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise
    return Stored(digest.hexdigest(), size, media_type, waiting)


def record(stored: Stored) -> Payload:
    """Get or create the row of stored bytes."""
    row, _ = Payload.objects.get_or_create(
        sha256=stored.sha256, defaults={"size": stored.size, "media_type": stored.media_type}
    )
    return row


def path_of(sha256: str) -> Path:
    """Return the path of the bytes with this digest, whether they exist or not."""
    return settings.PAYLOAD_ROOT / sha256[:2] / sha256[2:4] / sha256


def open_payload(payload: Payload) -> BinaryIO:
    """Open the original bytes; raise PayloadError if they are missing or unreadable."""
    place = path_of(payload.sha256)
    try:
        return place.open("rb")
    except OSError as error:
        raise PayloadError(
            f"The original bytes {place.name} cannot be opened ({error.strerror}). The archive’s"
            " keeper can check the originals, and bring them back from a backup."
        ) from error


def record_bytes(capture: Capture) -> bytes:
    """Return the bytes of the capture's record, taken out of its containers."""
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
    """Return the record as text, which the offsets of its evidence refer to."""
    return decode_as(record_bytes(capture), capture.encoding)


def sweep() -> int:
    """Delete incoming files left by dead processes; return their number."""
    dropped = 0
    for waiting in (settings.PAYLOAD_ROOT / INCOMING).glob("*-*"):
        pid = waiting.name.partition("-")[0]
        if pid.isdigit() and not _is_running(int(pid)):
            waiting.unlink(missing_ok=True)
            dropped += 1
    return dropped


def flush_folder(folder: Path) -> None:
    """Fsync a folder, to make new names in it durable."""
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
    except PermissionError:  # the process exists, under another user
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
    """Convert OSError to PayloadError, with the path and advice."""
    try:
        yield
    except OSError as error:
        raise PayloadError(
            f"The original bytes could not be written to {place} ({error.strerror or error})."
            " Free space or make the folder writable, then take the same in again: what"
            " is in stays in."
        ) from error
