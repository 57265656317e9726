"""Originals beside backups: a folder that all backups of a disk share, so that each original is copied once."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from archive.errors import BackupError
from archive.storage.payloads import fsync_folder, hash_stream

FOLDER_NAME: Final = "originals"
LIST_NAME: Final = "originals.txt"
"""Member of a backup that names its originals, one digest a line."""
_DIGEST_LENGTH: Final = 64


def build_original_path(folder: Path, digest: str) -> Path:
    """Return the path of an original in such a folder."""
    return folder / digest[:2] / digest[2:4] / digest


def store_original(folder: Path, digest: str, source: IO[bytes], size: int) -> bool:
    """Copy an original into the folder, unless it is there in full; return False where its bytes were changed."""
    path = build_original_path(folder, digest)
    if path.exists() and path.stat().st_size == size:
        return True
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f"{digest}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            found_digest, _ = hash_stream(source, file)
            file.flush()
            os.fsync(file.fileno())
        if found_digest != digest:
            return False
        partial.chmod(0o400)
        partial.rename(path)
        fsync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)
    return True


def copy_originals(listed: IO[bytes], folder: Path, target: Path | None) -> int:
    """Compare the originals of a list with their digests, and copy them to `target` if given; return their number."""
    count = 0
    for digest in _iter_digests(listed):
        path = build_original_path(folder, digest)
        try:
            with path.open("rb") as source:
                found_digest = _copy(source, build_original_path(target, digest) if target else None)
        except FileNotFoundError:
            raise BackupError(f"{path} is missing: it belongs to this backup. Keep {folder} beside it.") from None
        if found_digest != digest:
            raise BackupError(f"{path} is damaged: its bytes are not as they were written.")
        count += 1
    return count


def _copy(source: IO[bytes], target: Path | None) -> str:
    if target is None:
        return hash_stream(source)[0]
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        digest, _ = hash_stream(source, file)
    target.chmod(0o400)
    return digest


def _iter_digests(listed: IO[bytes]) -> Iterator[str]:
    while line := listed.readline(_DIGEST_LENGTH + 2):
        digest = line.decode("ascii", "replace").strip()
        if len(digest) != _DIGEST_LENGTH or not set(digest) <= set("0123456789abcdef"):
            raise BackupError(f"The list of originals in the backup is damaged: {digest[:80]!r} is no SHA-256.")
        yield digest
