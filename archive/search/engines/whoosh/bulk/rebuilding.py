"""A whole index built beside the one that answers, verified, and put in its place by one rename.

Whoever writes the live index meanwhile notes which articles that were; they are read once more
before the swap, while nobody writes.
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

_PAUSE = 0.02  # seconds between two looks whether others still write
_PATIENCE = 120.0  # seconds a rebuild that is ready waits for another writer to end


def rebuild(store: Store, entries: Iterable[Entry], late: Late) -> int:
    """Build, verify, catch up, swap; how many of `entries` are in. IndexLocked where another does.

    What a killed rebuild left is swept first.
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
    """While another process rebuilds, tell it what it may have read too early."""
    try:
        with store.building(patience=0):
            return
    except IndexLocked:
        with _note(store).open("a") as stream:
            stream.writelines(f"{pk}\n" for pk in pks)


def _fill(store: Store, folder: Path, entries: Iterable[Entry], gone: Iterable[int]) -> int:
    """Write to an index that nobody knows of yet."""
    with drafting(store, folder) as draft:
        pks = draft.put_in(entries)
        draft.take_out(gone)
        draft.commit()
    return len(pks)


def _verify(store: Store, folder: Path, count: int) -> None:
    """Before an index answers: as many articles as were given, and every file sound."""
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
    """Nobody writes the live index while another takes its place."""
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
