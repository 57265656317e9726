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
from archive.search.engines.contract import Entry
from archive.search.engines.whoosh.arrays.damage import reading
from archive.search.engines.whoosh.arrays.segmentfile import SegmentFile
from archive.search.engines.whoosh.bulk.crew import build
from archive.search.engines.whoosh.bulk.merging import alive_in, merged
from archive.search.engines.whoosh.bulk.policy import Extent, to_merge
from archive.search.engines.whoosh.generations.codec import ArraySegment
from archive.search.engines.whoosh.generations.store import Store, remove

MERGED_AT_LEAST: Final = 20_000
"""A commit may merge this many articles, or ten times those it adds: an edit stays quick."""


@contextmanager
def drafting(store: Store, folder: Path) -> Iterator[Draft]:
    """Open a draft of the next generation; IndexLocked at once where another holds the lock.

    What is not committed at the end is removed.
    """
    with disk(folder):
        lock = store.write_lock(folder)
        if not lock.acquire():
            raise store.locked(folder)
        try:
            draft = Draft(store, folder)
            try:
                yield draft
            finally:
                draft.abandon()
        finally:
            lock.release()


class Draft:
    """The generation after the newest one; its owner holds the write lock."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._contents = store.contents(store.open(folder))
        self._segments: list[ArraySegment] = self._contents.segments
        self._new: list[ArraySegment] = []
        self._changed = False

    def put_in(self, entries: Iterable[Entry]) -> list[int]:
        """Add documents, replacing older versions; return their primary keys."""
        pks: list[int] = []
        built = build(_noting(entries, pks), self._folder)
        self._new += built
        self.take_out(pks)
        self._segments += built
        self._changed |= bool(built)
        return pks

    def take_out(self, pks: Iterable[int]) -> None:
        """Delete the documents with these primary keys."""
        wanted = np.unique(np.fromiter(pks, np.int64))
        for segment in self._segments if len(wanted) else ():
            found = np.isin(self._file(segment).columns().pks, wanted) & alive_in(segment)
            for number in np.flatnonzero(found).tolist():
                segment.delete_document(number)
            self._changed |= bool(found.any())

    def merge(self, most: int) -> None:
        """Merge segments for as long as a merge of at most `max_articles` articles is due."""
        while places := to_merge([_extent(one) for one in self._segments], most):
            self._merge(places)

    def optimize(self) -> None:
        """Merge all segments into one, without deleted documents."""
        if len(self._segments) > 1 or any(one.has_deletions() for one in self._segments):
            self._merge(range(len(self._segments)))

    def _merge(self, places: Iterable[int]) -> None:
        old = [self._segments[place] for place in places]
        with reading(self._folder):
            made = merged(self._folder, old)
        self._new.append(made)
        self._segments = [one for one in self._segments if one not in old]
        self._segments += [made] if made.doc_count_all() else []
        self._changed = True

    def commit(self) -> None:
        """Make this the newest generation, if anything changed."""
        if not self._changed:
            return
        self._store.commit(self._folder, self._segments, self._contents.generation + 1)
        self._new = []

    def abandon(self) -> None:
        """Remove the files written since the last commit."""
        remove(self._folder, self._new)
        self._new = []

    def _file(self, segment: ArraySegment) -> SegmentFile:
        with reading(self._folder):
            return SegmentFile(self._folder, segment.segment_id())


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """Convert disk errors to a SearchError that says what to do."""
    try:
        yield
    except (OSError, EmptyIndexError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise SearchError(
            f"The index in {folder} cannot be written ({reason}). Changes wait in the queue; make"
            " room or mend the permissions, then run `python manage.py update_index`."
        ) from error


def _noting(entries: Iterable[Entry], pks: list[int]) -> Iterator[Entry]:
    for entry in entries:
        pks.append(entry.pk)
        yield entry


def _extent(segment: ArraySegment) -> Extent:
    return Extent(segment.doc_count_all(), segment.doc_count())
