"""Content-addressed store of original bytes, keyed by SHA-256 and written once; its fixity check.

A file is written under a temporary name, hashed, fsynced and only then renamed to its digest, so that a file with a
digest as its name is always complete, even after a crash.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, Literal

from django.conf import settings

from archive.errors import PayloadError
from archive.formats.containers.record_steps import read_record
from archive.formats.streams import READ_ERRORS, BoundedStream
from archive.models import Capture, Payload, RowChange
from archive.text.encodings import decode_as

CHUNK_SIZE = 1 << 20
INCOMING_FOLDER = "incoming"
RENEWED_SECONDS = 24 * 3600  # age of a file that no run can be about to use
FixityState = Literal["sound", "damaged", "missing", "extra"]


@dataclass(slots=True)
class StagedPayload:
    """Bytes staged in the file `incoming_path`, or in the store already; `store` makes them permanent."""

    sha256: str
    size: int
    media_type: str
    incoming_path: Path | None = None

    def store(self) -> None:
        """Move the bytes to their permanent path; idempotent."""
        if self.incoming_path is None:
            return
        path = get_payload_path(self.sha256)
        with _convert_disk_errors(path):
            if path.exists():
                self.incoming_path.unlink()
            else:
                new_folders = [folder for folder in (path.parent.parent, path.parent) if not folder.exists()]
                path.parent.mkdir(parents=True, exist_ok=True)
                self.incoming_path.chmod(0o400)
                self.incoming_path.rename(path)
                for folder in {path.parent, *(folder.parent for folder in new_folders)}:
                    fsync_folder(folder)
        self.incoming_path = None

    def discard(self) -> None:
        """Delete staged bytes that were not stored."""
        if self.incoming_path is not None:
            self.incoming_path.unlink(missing_ok=True)
            self.incoming_path = None

    def open(self) -> BinaryIO:
        """Open the bytes for reading."""
        path = self.incoming_path or get_payload_path(self.sha256)
        with _convert_disk_errors(path):
            return path.open("rb")


def stage_payload(stream: IO[bytes] | BoundedStream, media_type: str) -> StagedPayload:
    """Write a stream to the incoming folder, unless the store has its bytes; leave nothing on failure."""
    if not isinstance(stream, BoundedStream) and stream.seekable():
        start = stream.tell()
        sha256, size = hash_stream(stream)
        stream.seek(start)
        if _renew(get_payload_path(sha256)):
            return StagedPayload(sha256, size, media_type)
    incoming_path = settings.PAYLOAD_ROOT / INCOMING_FOLDER / f"{os.getpid()}-{secrets.token_hex(8)}"
    try:
        with _convert_disk_errors(incoming_path):
            incoming_path.parent.mkdir(parents=True, exist_ok=True)
            with incoming_path.open("xb") as file:
                sha256, size = hash_stream(stream, file)
                file.flush()
                os.fsync(file.fileno())
    except BaseException:  # also Ctrl-C: no partial file may stay
        with suppress(OSError):
            incoming_path.unlink(missing_ok=True)
        raise
    return StagedPayload(sha256, size, media_type, incoming_path)


def _renew(path: Path) -> bool:
    """Return whether the file exists; mark it as in use now, so that no purge takes it before its row is there."""
    with suppress(OSError):
        os.utime(path)
    return path.exists()


def delete_payload_file(sha256: str) -> bool:
    """Delete bytes that no row names any more, unless a run is about to name them; return whether they are gone."""
    path = get_payload_path(sha256)
    try:
        if time.time() - path.stat().st_mtime < RENEWED_SECONDS:
            return False
        path.unlink()
    except OSError:
        return not path.exists()
    return True


def hash_stream(stream: IO[bytes] | BoundedStream, target: BinaryIO | None = None) -> tuple[str, int]:
    """Read a stream to its end, and write it to `target`; return its SHA-256 (hex) and its size."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK_SIZE):
        if target is not None:
            target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def get_payload_path(sha256: str) -> Path:
    """Return the path of the bytes with this digest, whether they exist or not."""
    return settings.PAYLOAD_ROOT / sha256[:2] / sha256[2:4] / sha256


def open_payload(payload: Payload) -> BinaryIO:
    """Open the original bytes; raise PayloadError if they are missing or unreadable."""
    path = get_payload_path(payload.sha256)
    try:
        return path.open("rb")
    except OSError as error:
        raise PayloadError(
            f"The original bytes {path.name} cannot be opened ({error.strerror}). The archive’s administrator can check"
            " the originals, and bring them back from a backup."
        ) from error


def read_record_bytes(capture: Capture) -> bytes:
    """Return the bytes of the capture's record, taken out of its containers."""
    path = get_payload_path(capture.payload_id)
    try:
        with open_payload(capture.payload) as file:
            is_gzip = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            steps = capture.steps or ([["gzip"]] if is_gzip else [])
            return read_record(file, steps, offset=capture.offset, length=capture.length)
    except READ_ERRORS as error:
        raise PayloadError(
            f"The record {capture} cannot be read from {path.name}: {error}. The archive’s administrator"
            " can check the originals."
        ) from error


def read_record_text(capture: Capture) -> str:
    """Return the record as text, which the offsets of its evidence refer to."""
    if capture.text_payload is not None:
        with open_payload(capture.text_payload) as file:
            return file.read().decode("utf-8", "replace")
    return decode_as(read_record_bytes(capture), capture.encoding)


def remove_stale_files() -> int:
    """Delete incoming files left by dead processes; return their number."""
    removed = 0
    for incoming_path in (settings.PAYLOAD_ROOT / INCOMING_FOLDER).glob("*-*"):
        pid = incoming_path.name.partition("-")[0]
        if pid.isdigit() and not is_process_alive(int(pid)):
            incoming_path.unlink(missing_ok=True)
            removed += 1
    return removed


def fsync_folder(folder: Path) -> None:
    """Fsync a folder, to make new names in it durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_process_alive(pid: int) -> bool:
    """Return whether a process of this machine is alive."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # the process exists, under another user
        return True
    return True


@contextmanager
def _convert_disk_errors(path: Path) -> Iterator[None]:
    """Convert OSError to PayloadError, with the path and advice."""
    try:
        yield
    except OSError as error:
        raise PayloadError(
            f"The original bytes could not be written to {path} ({error.strerror or error}). Free space or make the"
            " folder writable, then take the same in again: what is in stays in."
        ) from error


@dataclass(frozen=True, slots=True)
class FixityResult:
    """Result for one file of the store."""

    state: FixityState
    path: Path
    note: str = ""


@dataclass(slots=True)
class FixityReport:
    """Result for the whole store: number of sound files, and the faulty ones."""

    sound: int = 0
    faults: list[FixityResult] = field(default_factory=list)

    def count_state(self, state: FixityState) -> int:
        """Return the number of files in this state."""
        return self.sound if state == "sound" else sum(f.state == state for f in self.faults)

    def add_result(self, result: FixityResult) -> None:
        """Add the result of one file."""
        if result.state == "sound":
            self.sound += 1
        else:
            self.faults.append(result)

    @property
    def is_sound(self) -> bool:
        """True if every payload is there and unchanged; extra files are no fault."""
        return not (self.count_state("damaged") or self.count_state("missing"))


def check_store(after: str = "") -> Iterator[FixityResult]:
    """Check each payload in order of digests, `after` one if resumed; then yield the files that no payload names."""
    yield from check_payloads(after)
    for path in sorted(path for path in Path(settings.PAYLOAD_ROOT).rglob("*") if not path.is_dir()):
        if path != get_payload_path(path.name) or not Payload.objects.filter(sha256=path.name).exists():
            yield FixityResult("extra", path, _explain_extra(path.name))


def _explain_extra(name: str) -> str:
    if RowChange.objects.filter(table_name="archive_payload", row_key=name).exists():
        return "its articles were deleted, and can be restored for some time"
    return "no payload of the database is this file"


def check_payloads(after: str = "") -> Iterator[FixityResult]:
    """Check each payload in order of digests, `after` one if resumed."""
    for payload in Payload.objects.filter(sha256__gt=after).order_by("sha256").iterator():
        yield _check_payload(payload)


def _check_payload(payload: Payload) -> FixityResult:
    path = get_payload_path(payload.sha256)
    try:
        with path.open("rb") as file:
            digest, size = hash_stream(file)
    except FileNotFoundError:
        return FixityResult("missing", path, "the file is not there")
    except OSError as error:
        return FixityResult("damaged", path, f"the file cannot be read: {error.strerror}")
    if digest != payload.sha256:
        return FixityResult("damaged", path, f"its {size} bytes have the digest {digest}")
    return FixityResult("sound", path)
