"""Integrity checks of segment files: nothing is ever answered from a damaged index.

Size and time of every file are recorded in the table of contents. Where they agree, a `stat` at
every search is enough; where not (truncated, written to, or restored from a backup), the file is
read whole and its checksums decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from archive.errors import SearchError
from archive.search.engines.whoosh.arrays.arrayfile import Arrays
from archive.search.engines.whoosh.arrays.damage import REBUILD
from archive.search.engines.whoosh.generations.codec import ArraySegment
from archive.search.engines.whoosh.generations.store import stamp

Stamp = tuple[int, int]


class Watch:
    """Verified files, compared by `stat` at every search."""

    def __init__(self, stamps: Mapping[str, Stamp]) -> None:
        self._stamps = stamps

    def unchanged(self) -> bool:
        """Return whether none of the files changed."""
        try:
            return all(stamp(path) == known for path, known in self._stamps.items())
        except FileNotFoundError:
            return False


class Checks:
    """The files of one index that this process verified."""

    def __init__(self) -> None:
        self._sound: dict[Path, Stamp] = {}

    def check(self, folder: Path, segments: Iterable[ArraySegment], contents: Path) -> Watch:
        """Verify all files and return their monitor; SearchError names damaged segments.

        `toc_path` lists these segments, as long as they are the newest.
        """
        self._sound = {path: found for path, found in self._sound.items() if path.parent == folder}
        watched: dict[str, Stamp] = {str(contents): stamp(contents)}
        for segment in segments:
            found = {folder / name: stamp(folder / name) for name in segment.files}
            if not self._as_written(folder, segment):
                if names := damaged(folder, [segment]):
                    damage = ", ".join(names)
                    raise SearchError(f"The index ({folder.name}) is damaged: {damage}. {REBUILD}")
                self._sound |= found
            watched |= {str(path): known for path, known in found.items()}
        return Watch(watched)

    def _as_written(self, folder: Path, segment: ArraySegment) -> bool:
        try:
            return bool(segment.files) and all(
                stamp(path := folder / name) in (written, self._sound.get(path))
                for name, written in segment.files.items()
            )
        except FileNotFoundError:
            return False


def damaged(folder: Path, segments: Iterable[ArraySegment]) -> list[str]:
    """Return the segment files that differ from what was written; reads them whole."""
    return [name for segment in segments for name in _damaged(folder, segment)]


def _damaged(folder: Path, segment: ArraySegment) -> list[str]:
    return [name for name, (size, _) in segment.files.items() if not _is_sound(folder / name, size)]


def _is_sound(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size and not Arrays(path).damaged()
    except (OSError, ValueError):
        return False
