"""Drafts: the next generation of an index, prepared under the write lock and committed atomically.

Whoosh's lock, segments and table of contents are used; segments are built here (see `crew`), for
one edit as for a hundred thousand articles. Files written before the commit belong to no
generation: after an error they are removed, and the index is unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from whoosh.index import EmptyIndexError

from archive.errors import SearchError
from archive.search.engines.contract import IndexDocument
from archive.search.engines.whoosh.arrays.damage import convert_read_errors
from archive.search.engines.whoosh.arrays.segmentfile import SegmentFile
from archive.search.engines.whoosh.bulk.crew import build_segments
from archive.search.engines.whoosh.bulk.merging import compute_live_mask, merge_segments
from archive.search.engines.whoosh.bulk.policy import SegmentExtent, choose_segments_to_merge
from archive.search.engines.whoosh.generations.codec import ArraySegment
from archive.search.engines.whoosh.generations.store import IndexStore, remove_segment_files

MIN_MERGE_ARTICLES: Final = 20_000
"""A commit may merge this many articles, or ten times those it adds: an edit stays quick."""


@contextmanager
def open_draft(store: IndexStore, folder: Path) -> Iterator[IndexDraft]:
    """Open a draft of the next generation; IndexLocked at once where another holds the lock.

    What is not committed at the end is removed.
    """
    with convert_write_errors(folder):
        lock = store.get_write_lock(folder)
        if not lock.acquire():
            raise store.build_locked_error(folder)
        try:
            draft = IndexDraft(store, folder)
            try:
                yield draft
            finally:
                draft.discard()
        finally:
            lock.release()


class IndexDraft:
    """The generation after the newest one; its owner holds the write lock."""

    def __init__(self, store: IndexStore, folder: Path) -> None:
        self._store, self._folder = store, folder
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
        for segment in self._segments if len(deleted_pks) else ():
            is_deleted = np.isin(
                self._open_segment_file(segment).read_columns().pks, deleted_pks
            ) & compute_live_mask(segment)
            for number in np.flatnonzero(is_deleted).tolist():
                segment.delete_document(number)
            self._changed |= bool(is_deleted.any())

    def merge_due(self, max_articles: int) -> None:
        """Merge segments for as long as a merge of at most `max_articles` articles is due."""
        while indexes := choose_segments_to_merge(
            [_measure_segment(segment) for segment in self._segments], max_articles
        ):
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
        self._segments += [merged_segment] if merged_segment.doc_count_all() else []
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

    def _open_segment_file(self, segment: ArraySegment) -> SegmentFile:
        with convert_read_errors(self._folder):
            return SegmentFile(self._folder, segment.segment_id())


@contextmanager
def convert_write_errors(folder: Path) -> Iterator[None]:
    """Convert disk errors to a SearchError that says what to do."""
    try:
        yield
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


def _measure_segment(segment: ArraySegment) -> SegmentExtent:
    return SegmentExtent(segment.doc_count_all(), segment.doc_count())
