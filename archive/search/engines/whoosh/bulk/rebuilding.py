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
from archive.search.engines.contract import ChangeLoader, IndexDocument
from archive.search.engines.whoosh.bulk.writing import open_draft
from archive.search.engines.whoosh.generations.checks import find_damaged_files
from archive.search.engines.whoosh.generations.store import IndexStore

_RETRY_DELAY = 0.02  # seconds between two attempts to lock
_LOCK_TIMEOUT = 120.0  # seconds a finished rebuild waits for another writer


def rebuild_index(
    store: IndexStore, documents: Iterable[IndexDocument], load_changes: ChangeLoader
) -> int:
    """Build, verify, catch up, swap; return the number of documents.

    IndexLocked where another process rebuilds. What a killed rebuild left is removed first.
    """
    with store.lock_rebuild():
        store.sweep()
        _get_changes_path(store).unlink(missing_ok=True)
        folder = store.create_folder()
        count = _fill_folder(store, folder, documents, ())
        _verify_index(store, folder, count)
        with _block_writers(store):
            _fill_folder(store, folder, *load_changes(_read_changed_keys(store)))
            store.set_live_folder(folder)
        _get_changes_path(store).unlink(missing_ok=True)
        store.sweep()
    return count


def record_changes(store: IndexStore, pks: Iterable[int]) -> None:
    """Record changed articles for a rebuild that another process is running."""
    try:
        with store.lock_rebuild(timeout=0):
            return
    except IndexLocked:
        with _get_changes_path(store).open("a") as stream:
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


@contextmanager
def _block_writers(store: IndexStore) -> Iterator[None]:
    """Hold the write lock of the live index while another takes its place."""
    folder = store.live_folder
    if folder is None:
        yield
        return
    lock = store.get_write_lock(folder)
    deadline = monotonic() + _LOCK_TIMEOUT
    while not lock.acquire():
        if monotonic() > deadline:
            raise store.build_locked_error(folder)
        sleep(_RETRY_DELAY)
    try:
        yield
    finally:
        lock.release()


def _get_changes_path(store: IndexStore) -> Path:
    return store.root / "changed-during-rebuild"


def _read_changed_keys(store: IndexStore) -> set[int]:
    try:
        return {int(line) for line in _get_changes_path(store).read_text().split()}
    except FileNotFoundError:
        return set()
