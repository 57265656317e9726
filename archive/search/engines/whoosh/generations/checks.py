"""Integrity checks of segment files: nothing is ever answered from a damaged index.

Size and time of every file are recorded in the table of contents. Where they agree, a `stat` at
every search is enough; where not (truncated, written to, or restored from a backup), the file is
read whole and its checksums decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from archive.errors import SearchError
from archive.search.engines.whoosh.arrays.arrayfile import ArrayFile
from archive.search.engines.whoosh.arrays.damage import REBUILD_HINT
from archive.search.engines.whoosh.generations.codec import ArraySegment
from archive.search.engines.whoosh.generations.store import read_stamp

FileStamp = tuple[int, int]


class FileMonitor:
    """Verified files, compared by `stat` at every search."""

    def __init__(self, stamps: Mapping[str, FileStamp]) -> None:
        self._stamps = stamps

    def is_unchanged(self) -> bool:
        """Return whether none of the files changed."""
        try:
            return all(read_stamp(path) == recorded for path, recorded in self._stamps.items())
        except FileNotFoundError:
            return False


class IntegrityChecker:
    """The files of one index that this process verified."""

    def __init__(self) -> None:
        self._verified: dict[Path, FileStamp] = {}

    def check_segments(
        self, folder: Path, segments: Iterable[ArraySegment], toc_path: Path
    ) -> FileMonitor:
        """Verify all files and return their monitor; SearchError names damaged segments.

        `toc_path` lists these segments, as long as they are the newest.
        """
        self._verified = {
            path: stamps for path, stamps in self._verified.items() if path.parent == folder
        }
        monitored: dict[str, FileStamp] = {str(toc_path): read_stamp(toc_path)}
        for segment in segments:
            stamps = {folder / name: read_stamp(folder / name) for name in segment.files}
            if not self._is_as_written(folder, segment):
                if names := find_damaged_files(folder, [segment]):
                    damage = ", ".join(names)
                    raise SearchError(
                        f"The index ({folder.name}) is damaged: {damage}. {REBUILD_HINT}"
                    )
                self._verified |= stamps
            monitored |= {str(path): file_stamp for path, file_stamp in stamps.items()}
        return FileMonitor(monitored)

    def _is_as_written(self, folder: Path, segment: ArraySegment) -> bool:
        try:
            return bool(segment.files) and all(
                read_stamp(path := folder / name) in (recorded, self._verified.get(path))
                for name, recorded in segment.files.items()
            )
        except FileNotFoundError:
            return False


def find_damaged_files(folder: Path, segments: Iterable[ArraySegment]) -> list[str]:
    """Return the segment files that differ from what was written; reads them whole."""
    return [name for segment in segments for name in _find_damaged_segment_files(folder, segment)]


def _find_damaged_segment_files(folder: Path, segment: ArraySegment) -> list[str]:
    return [
        name
        for name, (size, _) in segment.files.items()
        if not _is_file_intact(folder / name, size)
    ]


def _is_file_intact(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size and not ArrayFile(path).find_damaged_arrays()
    except (OSError, ValueError):
        return False
