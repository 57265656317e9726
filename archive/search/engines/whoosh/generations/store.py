"""The index folder, and atomic changes to it.

    index/
      live                 the name of the folder that answers
      index-20250102-…/    one whole index: Whoosh's files, and stamp.json (schema version)
      index-20250103-…/    one being built, not yet live

A commit is one rename of Whoosh's table of contents; a rebuild is one rename of `live`. What either
names is synced to disk before. A process killed at any moment leaves the last good state; its other
files are removed by the next commit or rebuild.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
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
from archive.search.engines.whoosh.arrays.damage import REBUILD, reading
from archive.search.engines.whoosh.fields.schema import VERSION, schema
from archive.search.engines.whoosh.generations.codec import ArraySegment

INDEX_NAME: Final = "MAIN"
_SUM: Final = struct.Struct("<I")
_PATIENCE: Final = 0.3  # seconds: writers hold it briefly to see whether another does


class Files(FileStorage):
    """Whoosh's file storage, which can close the files that it could not read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._opened: WeakSet[StructFile] = WeakSet()

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file for reading, and track it."""
        opened = super().open_file(name, **options)
        self._opened.add(opened)
        return opened

    def close_strays(self) -> None:
        """Close the files that are still open."""
        for opened in list(self._opened):
            if not opened.is_closed:
                opened.close()


class Store:
    """The folder of one archive's index."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def live(self) -> Path | None:
        """The live index folder, or None."""
        try:
            name = (self.root / "live").read_text().strip()
        except FileNotFoundError:
            return None
        folder = self.root / name
        return folder if name and folder.is_dir() else None

    def new_folder(self) -> Path:
        """Create an empty index that is not live."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        folder = self.root / f"index-{stamp}-{token_hex(3)}"
        folder.mkdir(parents=True)
        (folder / "stamp.json").write_text(json.dumps({"version": VERSION}))
        self.commit(folder, [], 0)
        return folder

    def commit(self, folder: Path, segments: list[ArraySegment], generation: int) -> None:
        """Make these segments, whose files exist, the newest generation, by one rename."""
        for segment in segments:
            if not segment.files:
                segment.files = stamped(folder, segment)
        made = RamStorage()
        TOC(schema(), segments, generation).write(made, INDEX_NAME)
        path = self.generation_file(folder, generation)
        raw = made.files[path.name]
        _write_durably(path, raw + _SUM.pack(zlib.crc32(raw)), f"{INDEX_NAME}_toc")
        clean_files(Files(folder), INDEX_NAME, generation, segments)

    def make_live(self, folder: Path) -> None:
        """Make `folder` the live index, by one rename."""
        _write_durably(self.root / "live", folder.name.encode(), "live")

    def sweep(self) -> None:
        """Remove every index but the live one, and pointers that a killed process left."""
        live = self.live
        for path in [*self.root.glob("index-*"), *self.root.glob("live.*")]:
            if path.is_dir() and path != live:
                shutil.rmtree(path, ignore_errors=True)
            elif path.is_file():
                path.unlink(missing_ok=True)

    def version(self, folder: Path) -> str:
        """Return the schema version of the index in `folder`; empty where it is unknown."""
        try:
            stamp = json.loads((folder / "stamp.json").read_text())
        except (OSError, ValueError):
            return ""
        return str(stamp.get("version", "")) if isinstance(stamp, dict) else ""

    def check_version(self, folder: Path) -> None:
        """Raise StaleIndex unless `folder` was built with this version of the schema."""
        if (version := self.version(folder)) != VERSION:
            raise StaleIndex(
                f"The index in {folder} was built with “{version or 'nothing known'}”,"
                f" this archive needs “{VERSION}”. {self.remedy}"
            )

    @property
    def remedy(self) -> str:
        """A hint on how to repair an index that cannot answer."""
        try:
            with self.building(patience=0):
                return REBUILD
        except IndexLocked:
            return "It is being built anew: ask again in a few minutes."

    def open(self, folder: Path) -> FileIndex:
        """Open the newest generation of the index in `folder`."""
        self.check_version(folder)
        files = Files(folder)
        with reading(folder, files.close_strays):
            self._check_contents(folder)
            return FileIndex(files, schema=schema(), indexname=INDEX_NAME)

    def files(self, index: FileIndex) -> Files:
        """Return the storage of an index that `open_index` opened."""
        assert isinstance(index.storage, Files)
        return index.storage

    def contents(self, index: FileIndex) -> TOC:
        """Read the newest table of contents of `index`."""
        return TOC.read(index.storage, INDEX_NAME, schema=schema())

    def _check_contents(self, folder: Path) -> None:
        """Verify the checksum of the newest table of contents before it is unpickled."""
        newest = self.newest(folder)
        raw = self.generation_file(folder, newest).read_bytes() if newest >= 0 else b""
        if raw and _SUM.pack(zlib.crc32(raw[: -_SUM.size])) != raw[-_SUM.size :]:
            raise ValueError(f"generation {newest} is not as it was written")

    def newest(self, folder: Path | None) -> int:
        """Return the number of the newest generation in `folder`; -1 where there is none."""
        if folder is None or not folder.is_dir():
            return -1
        return TOC._latest_generation(FileStorage(str(folder)), INDEX_NAME)

    def generation_file(self, folder: Path, generation: int) -> Path:
        """Return the path of a generation's table of contents; only the newest one exists."""
        return folder / f"_{INDEX_NAME}_{generation}.toc"

    @contextmanager
    def building(self, patience: float = _PATIENCE) -> Iterator[None]:
        """Hold the lock for rebuilding; IndexLocked after `timeout` seconds."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileStorage(str(self.root)).lock("building.lock")
        if not try_for(lock.acquire, timeout=patience, delay=0.02):
            raise IndexLocked(
                f"Another process is rebuilding the index in {self.root}. Wait until it is done."
            )
        try:
            yield
        finally:
            lock.release()

    def write_lock(self, folder: Path) -> FileLock:
        """Return the lock that every writer of the index in `folder` takes."""
        return FileStorage(str(folder)).lock(f"{INDEX_NAME}_WRITELOCK")

    def locked(self, folder: Path) -> IndexLocked:
        """Return the error to raise when another process writes."""
        return IndexLocked(
            f"Another process is writing the index in {folder}. The changes wait in the queue."
        )


def remove(folder: Path, segments: Iterable[ArraySegment]) -> None:
    """Delete the files of segments."""
    for segment in segments:
        for path in folder.glob(f"{segment.segment_id()}.*"):
            with suppress(OSError):
                path.unlink()


def stamped(folder: Path, segment: ArraySegment) -> dict[str, tuple[int, int]]:
    """Sync each file of a segment to disk, and return its size and time by name."""
    stamps = {}
    for path in sorted(folder.glob(f"{segment.segment_id()}.*")):
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
            stamps[path.name] = stamp(path)
    return stamps


def stamp(path: Path | str) -> tuple[int, int]:
    """Return size and time of a file: they differ where it was written to, or truncated."""
    found = os.stat(path)  # noqa: PTH116  # at every search: a Path is not worth its making
    return found.st_size, found.st_mtime_ns


def _write_durably(path: Path, raw: bytes, name: str) -> None:
    """Write a small file beside `path`, sync it, and rename it into place."""
    beside = path.with_name(f"{name}.{token_hex(3)}")
    try:
        with beside.open("wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
