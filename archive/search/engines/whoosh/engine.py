"""The engine of one index folder: opened snapshots for readers, one writer."""

# ruff: noqa: D102 -- `base.Engine` says what its methods do

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from os import stat
from pathlib import Path
from threading import RLock
from time import sleep
from typing import Any
from weakref import WeakValueDictionary

from archive.errors import IndexLocked, SearchError
from archive.search.engines import base
from archive.search.engines.base import EngineQuery
from archive.search.engines.whoosh.building import commit
from archive.search.engines.whoosh.execution import holdings, lexicon
from archive.search.engines.whoosh.execution.run import count_matches, explain_match, run_query
from archive.search.engines.whoosh.execution.similar_forms import find_similar_forms
from archive.search.engines.whoosh.storage.array_file import ByteCache, convert_read_errors
from archive.search.engines.whoosh.storage.snapshot import (
    FileStamps,
    IntegrityChecker,
    Snapshot,
    are_unchanged,
    find_damaged_files,
)
from archive.search.engines.whoosh.storage.store import IndexStore
from archive.search.query.nodes import Fuzzy, Wildcard
from archive.search.query.request import FacetName

_MAX_ATTEMPTS = 5
_RETRY_DELAY = 0.02  # seconds between attempts


@dataclass(frozen=True, slots=True)
class _OpenGeneration:
    """An open generation, and what tells that it is still the newest and intact."""

    live_stamp: object
    folder: Path
    snapshot: Snapshot
    stamps: FileStamps


class WhooshSearchEngine:
    """Find, write, rebuild. Safe to share between threads."""

    def __init__(self, root: Path, cache_bytes: int) -> None:
        self.store = IndexStore(root)
        self._cache = ByteCache(cache_bytes)
        self._lock = RLock()
        self._checker = IntegrityChecker()
        self._current: _OpenGeneration | None = None
        self._live_path = str(self.store.root / "live")

    def find(self, query: EngineQuery) -> base.EngineResult:
        return run_query(self.get_snapshot(), query)

    def count(self, queries: Sequence[EngineQuery]) -> tuple[int, ...]:
        snapshot = self.get_snapshot()
        return tuple(count_matches(snapshot, query) for query in queries)

    def count_spans(self, articles: base.CountedArticles) -> tuple[base.DateSpan, ...]:
        return holdings.count_spans(self.get_snapshot(), articles)

    def count_records(self, facet: FacetName, articles: base.CountedArticles) -> base.RecordCounts:
        return holdings.count_records(self.get_snapshot(), facet, articles)

    def find_author_outlets(
        self, authors: Collection[int], articles: base.CountedArticles
    ) -> frozenset[tuple[int, int]]:
        return holdings.find_author_outlets(self.get_snapshot(), authors, articles)

    def count_outlet_months(self, articles: base.CountedArticles) -> tuple[tuple[int | None, date, int], ...]:
        return holdings.count_outlet_months(self.get_snapshot(), articles)

    def explain(self, query: EngineQuery, pk: int) -> base.ScoreExplanation | None:
        return explain_match(self.get_snapshot(), query, pk)

    def expand(self, node: Wildcard | Fuzzy) -> base.TermExpansion:
        return lexicon.expand_pattern(self.get_snapshot(), node)[1]

    def count_documents(self, words: Sequence[str]) -> tuple[int, ...]:
        snapshot = self.get_snapshot()
        return tuple(lexicon.get_word_frequency(snapshot, word) for word in words)

    def find_compound_forms(self, words: Sequence[str]) -> tuple[base.CompoundForms, ...]:
        snapshot = self.get_snapshot()
        return tuple(lexicon.find_compound_forms(snapshot, word) for word in words)

    def find_similar_words(self, word: str, limit: int) -> tuple[tuple[str, int], ...]:
        return find_similar_forms(self.get_snapshot(), word, limit)

    def complete_prefix(self, prefix: str, field: str, limit: int) -> tuple[tuple[str, int], ...]:
        return lexicon.complete_prefix(self.get_snapshot(), prefix, field, limit)

    def get_snapshot(self) -> Snapshot:
        """Return the newest generation, opened; create an empty index if there is none."""
        return self._get_generation().snapshot

    def _get_generation(self) -> _OpenGeneration:
        with self._lock:
            current = self._current
            if current is None or self._read_live_stamp() != current.live_stamp or not are_unchanged(current.stamps):
                current = self._current = self._open_newest()
            return current

    def _read_live_stamp(self) -> object:
        """Return inode and time of the `live` pointer: they change with every rebuild."""
        try:
            status = stat(self._live_path)  # noqa: PTH116  # at every search
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns

    def _open_newest(self) -> _OpenGeneration:
        """Open the newest generation; retry if a commit or rebuild removes its files."""
        for attempts_left in reversed(range(_MAX_ATTEMPTS)):
            live_stamp = self._read_live_stamp()
            generation = self.store.find_latest_generation(self.store.live_folder)
            try:
                folder = self.store.live_folder or self._create_empty_index()
                snapshot, stamps = self._open_folder(folder)
            except SearchError:
                is_unchanged = (live_stamp, generation) == (
                    self._read_live_stamp(),
                    self.store.find_latest_generation(self.store.live_folder),
                )
                if is_unchanged or not attempts_left:
                    raise
                sleep(_RETRY_DELAY)
            else:
                self._cache.retain_segments({segment.name for segment in snapshot.segments})
                return _OpenGeneration(live_stamp, folder, snapshot, stamps)
        raise AssertionError("the last attempt returns or raises")

    def _open_folder(self, folder: Path) -> tuple[Snapshot, FileStamps]:
        index = self.store.open_index(folder)
        storage: Any = index.storage
        with convert_read_errors(folder, storage.close_open_files):
            toc = self.store.read_toc(index)
            toc_path = self.store.get_toc_path(folder, toc.generation)
            stamps = self._checker.check_segments(folder, toc.segments, toc_path)
            old_segments = self._current.snapshot.segments if self._current else ()
            segments_by_name = {segment.name: segment for segment in old_segments}
            return Snapshot(index, toc, segments_by_name, self._cache), stamps

    def _create_empty_index(self) -> Path:
        """Create an empty live index, unless another process was quicker."""
        with self._convert_disk_errors(), self.store.lock_rebuild():
            folder = self.store.live_folder
            if folder is None:
                folder = self.store.create_folder()
                self.store.set_live_folder(folder)
            return folder

    @contextmanager
    def _convert_disk_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SearchError(
                f"The index cannot be made ({error.strerror or type(error).__name__})."
                f" Make room or mend the permissions of its folder, ‘{self.store.root.name}’."
            ) from error

    def write(self, documents: Iterable[base.IndexDocument], deleted: Iterable[int] = ()) -> int:
        """Write as the protocol says; both are read under the lock of the index, `deleted` after the last document."""
        with self._open_draft() as draft:
            pks = draft.add_documents(documents)
            removed_pks = list(deleted)
            draft.delete_keys(removed_pks)
            commit.record_changes(self.store, [*pks, *removed_pks])
            draft.merge_due(max(commit.MIN_MERGE_ARTICLES, 10 * len(pks)))
            draft.commit()
        return len(pks)

    @contextmanager
    def _open_draft(self) -> Iterator[commit.IndexDraft]:
        """Open a draft of the live index, holding the write lock."""
        for _ in range(_MAX_ATTEMPTS):
            folder = self._get_generation().folder
            try:
                with commit.open_draft(self.store, folder) as draft:
                    if self.store.live_folder == folder:  # else a rebuild swapped it meanwhile
                        yield draft
                        return
            except IndexLocked:
                raise
            except SearchError:
                if self.store.live_folder == folder:
                    raise
        raise IndexLocked(f"The index in {self.store.root} is being rebuilt. The changes wait in the queue.")

    def optimize(self) -> None:
        """Merge all segments into one."""
        with self._open_draft() as draft:
            draft.optimize()
            draft.commit()

    def rebuild(self, documents: Iterable[base.IndexDocument], load_changes: base.ChangeLoader) -> int:
        with self._convert_disk_errors():
            return commit.rebuild_index(self.store, documents, load_changes)

    def clear(self) -> None:
        self.rebuild((), lambda _: ((), ()))

    def read_state(self) -> dict[str, int] | None:
        if self.store.live_folder is None:
            return None
        snapshot = self.get_snapshot()
        return {
            "documents": snapshot.doc_count,
            "segments": len(snapshot.segments),
            "deleted": snapshot.size - snapshot.doc_count,
            "generation": snapshot.generation,
        }

    def find_damaged_files(self) -> list[str]:
        folder = self.store.live_folder
        if folder is None:
            return []
        with convert_read_errors(folder):
            return find_damaged_files(folder, self.store.read_toc(self.store.open_index(folder)).segments)

    def read_generation(self) -> str:
        current = self._get_generation()
        return f"{current.folder}:{current.snapshot.generation}"

    def read_fingerprints(self) -> dict[int, int]:
        snapshot = self.get_snapshot()
        columns, alive = snapshot.columns, snapshot.alive
        return dict(zip(columns.pks[alive].tolist(), columns.fingerprints[alive].tolist(), strict=True))


_ENGINES: WeakValueDictionary[tuple[Path, int], WhooshSearchEngine] = WeakValueDictionary()
_ENGINES_LOCK = RLock()


def get_engine(root: Path, cache_bytes: int) -> WhooshSearchEngine:
    """Return this process's engine for an index folder; Haystack asks once for each thread."""
    with _ENGINES_LOCK:
        key = (root.resolve(), cache_bytes)
        engine = _ENGINES.get(key)
        if engine is None:
            engine = _ENGINES[key] = WhooshSearchEngine(*key)
        return engine
