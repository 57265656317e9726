"""The index folder, and atomic changes to it.

    index/
      live                 the name of the folder that answers
      index-20250102-…/    one whole index: Whoosh's files, and stamp.json (schema version)
      index-20250103-…/    one being built, not yet live

A commit is one rename of Whoosh's table of contents; a rebuild is one rename of `live`. What either
names is synced to disk before. A process killed at any moment leaves the last good state; its other
files are removed by the next commit or rebuild.
"""

import json
import os
import pickle
import shutil
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, Final
from weakref import WeakSet

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.util.filelock import FileLock, try_for

from archive.errors import IndexLocked, StaleIndex
from archive.search.engines.whoosh.storage.array_file import REBUILD_HINT, convert_read_errors
from archive.search.engines.whoosh.storage.codec import ArraySegment
from archive.search.engines.whoosh.storage.schema import VERSION, create_schema

INDEX_NAME: Final = "MAIN"
_PACKAGE: Final = "archive.search.engines.whoosh."
_CHECKSUM: Final = struct.Struct("<I")
_RETRY_DELAY: Final = 0.02  # seconds between two attempts to lock
_LOCK_TIMEOUT: Final = 0.3  # seconds: writers hold it briefly to see whether another does


class SegmentUnpickler(pickle.Unpickler):
    """Unpickle the segments of a table of contents, and nothing else.

    Whoosh pickles each by the module its class was in when it was written: older versions had it
    elsewhere in this package.
    """

    def find_class(self, module: str, name: str) -> Any:
        """Return the class of segments, or `set`; anything else is damage."""
        if module.startswith(_PACKAGE) and name == ArraySegment.__name__:
            return ArraySegment
        if (module, name) in {("builtins", "set"), ("__builtin__", "set")}:
            return set
        raise pickle.UnpicklingError(f"A table of contents holds no {module}.{name}")


class IndexFile(StructFile):
    """A file of the index open for reading."""

    def read_pickle(self) -> Any:
        """Read the segments of a table of contents."""
        return SegmentUnpickler(self.file).load()


class TrackedFileStorage(FileStorage):
    """Whoosh's file storage, which can close the files that it could not read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._files: WeakSet[StructFile] = WeakSet()

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file for reading, and track it."""
        file = IndexFile(Path(self.folder, name).open("rb"), name=name, **options)  # noqa: SIM115 -- Whoosh closes it
        self._files.add(file)
        return file

    def close_open_files(self) -> None:
        """Close the files that are still open."""
        for file in list(self._files):
            if not file.is_closed:
                file.close()


class IndexStore:
    """The folder of one archive's index."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.changes_path = root / "changed-during-rebuild"

    @property
    def live_folder(self) -> Path | None:
        """The live index folder, or None."""
        try:
            name = (self.root / "live").read_text().strip()
        except FileNotFoundError:
            return None
        folder = self.root / name
        return folder if name and folder.is_dir() else None

    def create_folder(self) -> Path:
        """Create an empty index that is not live."""
        timestamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        folder = self.root / f"index-{timestamp}-{token_hex(3)}"
        folder.mkdir(parents=True)
        (folder / "stamp.json").write_text(json.dumps({"version": VERSION}))
        self.commit(folder, [], 0)
        return folder

    def commit(self, folder: Path, segments: list[ArraySegment], generation: int) -> None:
        """Make these segments, whose files exist, the newest generation, by one rename."""
        for segment in segments:
            if not segment.files:
                segment.files = sync_and_stamp_files(folder, segment)
        storage = RamStorage()
        TOC(create_schema(), segments, generation).write(storage, INDEX_NAME)
        path = self.get_toc_path(folder, generation)
        toc_bytes = storage.files[path.name]
        _write_durably(path, toc_bytes + _CHECKSUM.pack(zlib.crc32(toc_bytes)), f"{INDEX_NAME}_toc")
        clean_files(TrackedFileStorage(folder), INDEX_NAME, generation, segments)

    def set_live_folder(self, folder: Path) -> None:
        """Make `folder` the live index, by one rename."""
        _write_durably(self.root / "live", folder.name.encode(), "live")

    def sweep(self) -> None:
        """Remove every index but the live one, and pointers that a killed process left."""
        live_folder = self.live_folder
        for path in [*self.root.glob("index-*"), *self.root.glob("live.*")]:
            if path.is_dir() and path != live_folder:
                shutil.rmtree(path, ignore_errors=True)
            elif path.is_file():
                path.unlink(missing_ok=True)

    def check_version(self, folder: Path) -> None:
        """Raise StaleIndex unless `folder` was built with this version of the schema."""
        try:
            metadata = json.loads((folder / "stamp.json").read_text())
        except (OSError, ValueError):
            metadata = None
        version = str(metadata.get("version", "")) if isinstance(metadata, dict) else ""
        if version == VERSION:
            return
        try:
            with self.lock_rebuild(timeout=0):
                hint = REBUILD_HINT
        except IndexLocked:
            hint = "It is being built anew: ask again in a few minutes."
        raise StaleIndex(
            f"The index in {folder} was built with “{version or 'nothing known'}”,"
            f" this archive needs “{VERSION}”. {hint}"
        )

    def open_index(self, folder: Path) -> FileIndex:
        """Open the newest generation of the index in `folder`; its checksum is verified before it is unpickled."""
        self.check_version(folder)
        storage = TrackedFileStorage(folder)
        with convert_read_errors(folder, storage.close_open_files):
            generation = self.find_latest_generation(folder)
            raw = self.get_toc_path(folder, generation).read_bytes() if generation >= 0 else b""
            if raw and _CHECKSUM.pack(zlib.crc32(raw[: -_CHECKSUM.size])) != raw[-_CHECKSUM.size :]:
                raise ValueError(f"generation {generation} is not as it was written")
            return FileIndex(storage, schema=create_schema(), indexname=INDEX_NAME)

    def read_toc(self, index: FileIndex) -> TOC:
        """Read the newest table of contents of `index`."""
        return TOC.read(index.storage, INDEX_NAME, schema=create_schema())

    def find_latest_generation(self, folder: Path | None) -> int:
        """Return the number of the newest generation in `folder`; -1 where there is none."""
        if folder is None or not folder.is_dir():
            return -1
        return TOC._latest_generation(FileStorage(str(folder)), INDEX_NAME)

    def get_toc_path(self, folder: Path, generation: int) -> Path:
        """Return the path of a generation's table of contents; only the newest one exists."""
        return folder / f"_{INDEX_NAME}_{generation}.toc"

    def lock_rebuild(self, timeout: float = _LOCK_TIMEOUT) -> AbstractContextManager[None]:
        """Hold the lock for rebuilding; IndexLocked after `timeout` seconds."""
        self.root.mkdir(parents=True, exist_ok=True)
        message = f"Another process is rebuilding the index in {self.root}. Wait until it is done."
        return _hold_lock(FileStorage(str(self.root)).lock("building.lock"), timeout, message)

    def lock_writing(self, folder: Path, timeout: float = 0) -> AbstractContextManager[None]:
        """Hold the lock for writing to the index in `folder`; IndexLocked after `timeout` seconds."""
        message = f"Another process is writing the index in {folder}. The changes wait in the queue."
        return _hold_lock(self.get_write_lock(folder), timeout, message)

    def get_write_lock(self, folder: Path) -> FileLock:
        """Return the lock that every writer of the index in `folder` takes."""
        return FileStorage(str(folder)).lock(f"{INDEX_NAME}_WRITELOCK")


@contextmanager
def _hold_lock(lock: FileLock, timeout: float, message: str) -> Iterator[None]:
    if not try_for(lock.acquire, timeout=timeout, delay=_RETRY_DELAY):
        raise IndexLocked(message)
    try:
        yield
    finally:
        lock.release()


def remove_segment_files(folder: Path, segments: Iterable[ArraySegment]) -> None:
    """Delete the files of segments."""
    for segment in segments:
        for path in folder.glob(f"{segment.segment_id()}.*"):
            with suppress(OSError):
                path.unlink()


def sync_and_stamp_files(folder: Path, segment: ArraySegment) -> dict[str, tuple[int, int]]:
    """Sync each file of a segment to disk, and return its size and time by name."""
    stamps = {}
    for path in sorted(folder.glob(f"{segment.segment_id()}.*")):
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
            stamps[path.name] = read_stamp(path)
    return stamps


def read_stamp(path: Path | str) -> tuple[int, int]:
    """Return size and time of a file: they differ where it was written to, or truncated."""
    status = os.stat(path)  # noqa: PTH116  # at every search: a Path is not worth its making
    return status.st_size, status.st_mtime_ns


def _write_durably(path: Path, raw: bytes, name: str) -> None:
    """Write a small file beside `path`, sync it, and rename it into place."""
    temporary = path.with_name(f"{name}.{token_hex(3)}")
    try:
        with temporary.open("wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
