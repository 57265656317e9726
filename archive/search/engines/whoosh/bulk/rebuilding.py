"""Rebuild: build a whole index beside the live one, verify it, and swap by one rename.

Writers of the live index meanwhile record which articles they changed; these are read once more
before the swap, under the write lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from archive.errors import IndexLocked, SearchError
from archive.search.engines.contract import Entry, Late
from archive.search.engines.whoosh.bulk.writing import drafting
from archive.search.engines.whoosh.generations.checks import damaged
from archive.search.engines.whoosh.generations.store import Store

_PAUSE = 0.02  # seconds between two attempts to lock
_PATIENCE = 120.0  # seconds a finished rebuild waits for another writer


def rebuild(store: Store, entries: Iterable[Entry], late: Late) -> int:
    """Build, verify, catch up, swap; return the number of documents.

    IndexLocked where another process rebuilds. What a killed rebuild left is removed first.
    """
    with store.building():
        store.sweep()
        _note(store).unlink(missing_ok=True)
        folder = store.new_folder()
        count = _fill(store, folder, entries, ())
        _verify(store, folder, count)
        with _writers_held(store):
            _fill(store, folder, *late(_late(store)))
            store.make_live(folder)
        _note(store).unlink(missing_ok=True)
        store.sweep()
    return count


def note_late(store: Store, pks: Iterable[int]) -> None:
    """Record changed articles for a rebuild that another process is running."""
    try:
        with store.building(patience=0):
            return
    except IndexLocked:
        with _note(store).open("a") as stream:
            stream.writelines(f"{pk}\n" for pk in pks)


def _fill(store: Store, folder: Path, entries: Iterable[Entry], gone: Iterable[int]) -> int:
    """Write documents to an index that is not live."""
    with drafting(store, folder) as draft:
        pks = draft.put_in(entries)
        draft.take_out(gone)
        draft.commit()
    return len(pks)


def _verify(store: Store, folder: Path, count: int) -> None:
    """Verify a new index: the number of articles, and every checksum."""
    contents = store.contents(store.open(folder))
    held = sum(segment.doc_count() for segment in contents.segments)
    names = damaged(folder, contents.segments)
    if held != count or names:
        raise SearchError(
            f"The new index in {folder} holds {held:,} of {count:,} articles; damaged files:"
            f" {', '.join(names) or 'none'}. The index that answers was not touched. Check the"
            " disk, then run `python manage.py rebuild_index` again."
        )


@contextmanager
def _writers_held(store: Store) -> Iterator[None]:
    """Hold the write lock of the live index while another takes its place."""
    folder = store.live
    if folder is None:
        yield
        return
    lock = store.write_lock(folder)
    patience = monotonic() + _PATIENCE
    while not lock.acquire():
        if monotonic() > patience:
            raise store.locked(folder)
        sleep(_PAUSE)
    try:
        yield
    finally:
        lock.release()


def _note(store: Store) -> Path:
    return store.root / "changed-during-rebuild"


def _late(store: Store) -> set[int]:
    try:
        return {int(line) for line in _note(store).read_text().split()}
    except FileNotFoundError:
        return set()
