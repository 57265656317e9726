"""Articles into segments: small commits for edits, large ones for many articles.

A writer holds Whoosh's lock of its folder from the moment it knows which articles stand there until
its commit, so that no article can stand there twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from whoosh.index import EmptyIndexError, FileIndex
from whoosh.writing import MERGE_SMALL, NO_MERGE, SegmentWriter

from archive.errors import SearchError
from archive.search.engines.contract import Entry
from archive.search.engines.whoosh.codec import ArrayCodec
from archive.search.engines.whoosh.pool import GroupedPool
from archive.search.engines.whoosh.schema import document
from archive.search.engines.whoosh.snapshot import Snapshot
from archive.search.engines.whoosh.store import Store

BATCH_ARTICLES: Final = 10_000
BATCH_CHARACTERS: Final = 6_000_000
"""A commit takes in at most this much text: it bounds the memory of a writer (some 300 MB)."""
_MERGED_BELOW = 200
"""Only a commit of fewer articles merges small segments; a large one is a segment of its own."""


def batches(entries: Iterable[Entry]) -> Iterator[tuple[list[Entry], bool]]:
    """`entries` in parts that one commit takes in, each with whether it is the last."""
    batch: list[Entry] = []
    characters = 0
    for entry in entries:
        if len(batch) >= BATCH_ARTICLES or characters >= BATCH_CHARACTERS:
            yield batch, False
            batch, characters = [], 0
        batch.append(entry)
        characters += len(entry.text)
    yield batch, True


def open_writer(store: Store, folder: Path, index: FileIndex) -> SegmentWriter:
    """A writer that has the lock; IndexLocked at once where another has it."""
    lock = store.write_lock(folder)
    try:
        if not lock.acquire():
            raise store.locked(folder)
        writer = SegmentWriter(index, _lk=False, codec=ArrayCodec(), compound=False)
    except (OSError, EmptyIndexError) as error:
        if lock.fd is not None:  # Whoosh would keep it as long as it remembers the error
            lock.release()
        raise cannot_write(folder, error) from error
    writer.writelock = lock
    writer.pool = GroupedPool()  # type: ignore[assignment]
    return writer


def commit(
    writer: SegmentWriter,
    folder: Path,
    snapshot: Snapshot,
    entries: list[Entry],
    gone: Iterable[int],
) -> None:
    """Replace what stands in `snapshot` of these articles, and commit; or leave all as it was."""
    try:
        replaced = standing(snapshot, [entry.pk for entry in entries] + list(gone))
        if not replaced and not entries:
            return abandon(writer)
        for number in replaced:
            writer.delete_document(number)
        for entry in entries:
            writer.add_document(**document(entry))
        writer.commit(mergetype=MERGE_SMALL if len(entries) < _MERGED_BELOW else NO_MERGE)
    except OSError as error:
        abandon(writer)
        raise cannot_write(folder, error) from error
    except BaseException:
        abandon(writer)
        raise


def standing(snapshot: Snapshot, pks: Iterable[int]) -> list[int]:
    """The numbers of the articles with these primary keys that stand in `snapshot`."""
    wanted = np.array(sorted(set(pks)), np.int64)
    if not len(wanted) or not snapshot.size:
        return []
    return np.flatnonzero(np.isin(snapshot.columns.pks, wanted) & snapshot.alive).tolist()


def abandon(writer: SegmentWriter) -> None:
    """Let go of the lock; what was written belongs to no generation."""
    if not writer.is_closed:
        try:
            writer.cancel()
        except OSError:
            return


def cannot_write(folder: Path, error: OSError | EmptyIndexError) -> SearchError:
    """What to say when the disk refuses."""
    reason = (error.strerror if isinstance(error, OSError) else None) or error
    return SearchError(
        f"The index in {folder} cannot be written ({reason}). Changes wait in the queue; make room"
        " or mend the permissions, then run `python manage.py update_index`."
    )
