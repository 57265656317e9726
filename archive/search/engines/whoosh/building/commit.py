"""Commit a new generation of the index, or a whole rebuilt one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from whoosh.index import EmptyIndexError

from archive.errors import IndexLocked, SearchError
from archive.search.engines.base import ChangeLoader, IndexDocument
from archive.search.engines.whoosh.building.merging import merge_segments
from archive.search.engines.whoosh.building.worker_pool import build_segments
from archive.search.engines.whoosh.storage.array_file import convert_read_errors
from archive.search.engines.whoosh.storage.codec import ArraySegment
from archive.search.engines.whoosh.storage.segment import SegmentFile
from archive.search.engines.whoosh.storage.snapshot import find_damaged_files
from archive.search.engines.whoosh.storage.store import IndexStore, remove_segment_files

MIN_MERGE_ARTICLES: Final = 20_000
"""A commit may merge this many articles, or ten times those it adds: an edit stays quick."""
SMALL_SEGMENT: Final = 1_000
"""Articles: segments below this are all of level 0."""
MERGE_FACTOR: Final = 4
"""Segments of one level merged into one of the next, and the ratio of their sizes."""
_LOCK_TIMEOUT = 120.0  # seconds a finished rebuild waits for another writer


class IndexDraft:
    """The generation after the newest one; its owner holds the write lock."""

    def __init__(self, store: IndexStore, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._toc = store.read_toc(store.open_index(folder))
        self._segments: list[ArraySegment] = self._toc.segments
        self._new_segments: list[ArraySegment] = []
        self._changed = False

    def add_documents(self, documents: Iterable[IndexDocument]) -> list[int]:
        """Add documents, replacing older versions; return their primary keys."""
        pks: list[int] = []
        built = build_segments(_collect_keys(documents, pks), self._folder)
        self._new_segments += built
        self.delete_keys(pks)
        self._segments += built
        self._changed |= bool(built)
        return pks

    def delete_keys(self, pks: Iterable[int]) -> None:
        """Delete the documents with these primary keys."""
        deleted_pks = np.unique(np.fromiter(pks, np.int64))
        if not len(deleted_pks):
            return
        for segment in self._segments:
            with convert_read_errors(self._folder):
                pks_by_number = SegmentFile(self._folder, segment.segment_id()).read_columns().pks
            is_deleted = np.isin(pks_by_number, deleted_pks) & segment.compute_live_mask()
            for number in np.flatnonzero(is_deleted).tolist():
                segment.delete_document(number)
            self._changed |= bool(is_deleted.any())

    def merge_due(self, max_articles: int) -> None:
        """Merge segments for as long as a merge of at most `max_articles` articles is due."""

        def choose_segments() -> list[int]:
            extents = [SegmentExtent(segment.doc_count_all(), segment.doc_count()) for segment in self._segments]
            return choose_segments_to_merge(extents, max_articles)

        while indexes := choose_segments():
            self._merge_segments(indexes)

    def optimize(self) -> None:
        """Merge all segments into one, without deleted documents."""
        if len(self._segments) > 1 or any(segment.has_deletions() for segment in self._segments):
            self._merge_segments(range(len(self._segments)))

    def _merge_segments(self, indexes: Iterable[int]) -> None:
        old = [self._segments[index] for index in indexes]
        with convert_read_errors(self._folder):
            merged_segment = merge_segments(self._folder, old)
        self._new_segments.append(merged_segment)
        self._segments = [segment for segment in self._segments if segment not in old]
        if merged_segment.doc_count_all():
            self._segments.append(merged_segment)
        self._changed = True

    def commit(self) -> None:
        """Make this the newest generation, if anything changed."""
        if not self._changed:
            return
        self._store.commit(self._folder, self._segments, self._toc.generation + 1)
        self._new_segments = []

    def discard(self) -> None:
        """Remove the files written since the last commit."""
        remove_segment_files(self._folder, self._new_segments)
        self._new_segments = []


@contextmanager
def open_draft(store: IndexStore, folder: Path) -> Iterator[IndexDraft]:
    """Open a draft of the next generation; IndexLocked at once where another holds the lock.

    What is not committed at the end is removed.
    """
    try:
        with store.lock_writing(folder):
            draft = IndexDraft(store, folder)
            try:
                yield draft
            finally:
                draft.discard()
    except (OSError, EmptyIndexError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise SearchError(
            f"The index in {folder} cannot be written ({reason}). Changes wait in the queue; make"
            " room or mend the permissions, then run `python manage.py update_index`."
        ) from error


def _collect_keys(documents: Iterable[IndexDocument], pks: list[int]) -> Iterator[IndexDocument]:
    for document in documents:
        pks.append(document.pk)
        yield document


def rebuild_index(store: IndexStore, documents: Iterable[IndexDocument], load_changes: ChangeLoader) -> int:
    """Build a whole index beside the live one, verify it, catch up, swap; return the number of documents.

    IndexLocked where another process rebuilds. What a killed rebuild left is removed first.
    """
    with store.lock_rebuild():
        store.sweep()
        store.changes_path.unlink(missing_ok=True)
        folder = store.create_folder()
        count = _fill_folder(store, folder, documents, ())
        _verify_index(store, folder, count)
        live_folder = store.live_folder
        with store.lock_writing(live_folder, _LOCK_TIMEOUT) if live_folder else nullcontext():
            lines = store.changes_path.read_text().split() if store.changes_path.exists() else []
            _fill_folder(store, folder, *load_changes({int(line) for line in lines}))
            store.set_live_folder(folder)
        store.changes_path.unlink(missing_ok=True)
        store.sweep()
    return count


def record_changes(store: IndexStore, pks: Iterable[int]) -> None:
    """Record changed articles for a rebuild that another process is running."""
    try:
        with store.lock_rebuild(timeout=0):
            return
    except IndexLocked:
        with store.changes_path.open("a") as stream:
            stream.writelines(f"{pk}\n" for pk in pks)


def _fill_folder(
    store: IndexStore, folder: Path, documents: Iterable[IndexDocument], deleted_pks: Iterable[int]
) -> int:
    """Write documents to an index that is not live."""
    with open_draft(store, folder) as draft:
        pks = draft.add_documents(documents)
        draft.delete_keys(deleted_pks)
        draft.commit()
    return len(pks)


def _verify_index(store: IndexStore, folder: Path, count: int) -> None:
    """Verify a new index: the number of articles, and every checksum."""
    toc = store.read_toc(store.open_index(folder))
    doc_count = sum(segment.doc_count() for segment in toc.segments)
    damaged_files = find_damaged_files(folder, toc.segments)
    if doc_count != count or damaged_files:
        raise SearchError(
            f"The new index in {folder} holds {doc_count:,} of {count:,} articles; damaged files:"
            f" {', '.join(damaged_files) or 'none'}. The index that answers was not touched. Check"
            " the disk, then run `python manage.py rebuild_index` again."
        )


@dataclass(frozen=True, slots=True)
class SegmentExtent:
    """The number of articles of a segment, and of live ones."""

    size: int
    live_size: int

    @property
    def level(self) -> int:
        """0 is small; every further level is MERGE_FACTOR times as large."""
        level = 0
        while self.live_size >= SMALL_SEGMENT * MERGE_FACTOR**level:
            level += 1
        return level


def choose_segments_to_merge(extents: Sequence[SegmentExtent], max_articles: int) -> list[int]:
    """Return the indexes of the segments to merge next, in order; empty where none is due.

    The lowest level with MERGE_FACTOR segments comes first, then what is mostly deleted: few segments remain, and a
    large one is seldom rewritten. No more than `max_articles` live articles are rewritten.
    """
    levels: dict[int, list[int]] = defaultdict(list)
    for index, extent in enumerate(extents):
        levels[extent.level].append(index)
    due = [levels[level] for level in sorted(levels) if len(levels[level]) >= MERGE_FACTOR]
    due += [[index] for index, extent in enumerate(extents) if extent.live_size * 2 < extent.size]
    affordable = (indexes for indexes in due if sum(extents[index].live_size for index in indexes) <= max_articles)
    return next(affordable, [])
