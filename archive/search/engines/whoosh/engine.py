"""The search engine of one index folder: one open generation per process, and its writer.

Noticing a newer generation costs two `stat` calls; nothing is reopened without need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import stat
from pathlib import Path
from threading import RLock
from time import sleep

from archive.errors import IndexLocked, SearchError
from archive.search.engines.contract import (
    Answer,
    Entry,
    Expansion,
    Explanation,
    Late,
    Question,
)
from archive.search.engines.whoosh.arrays.cache import ByteCache
from archive.search.engines.whoosh.arrays.damage import reading
from archive.search.engines.whoosh.bulk.rebuilding import note_late, rebuild
from archive.search.engines.whoosh.bulk.writing import MERGED_AT_LEAST, Draft, drafting
from archive.search.engines.whoosh.generations.checks import Checks, Watch, damaged
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.engines.whoosh.generations.store import Store
from archive.search.engines.whoosh.running.answer import answer, explanation, total
from archive.search.engines.whoosh.running.lexicon import (
    beginning,
    expanded,
    frequency,
    similar,
)
from archive.search.query import Fuzzy, Wildcard

_TRIES = 5
_PAUSE = 0.02  # seconds between attempts


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open generation, and what tells that it is still the newest and intact."""

    mark: object
    folder: Path
    snapshot: Snapshot
    watch: Watch


class WhooshArchive:
    """Find, write, rebuild. Safe to share between threads."""

    def __init__(self, root: Path, cache_bytes: int) -> None:
        self.store = Store(root)
        self._cache = ByteCache(cache_bytes)
        self._lock = RLock()
        self._checks = Checks()
        self._opened: _Opened | None = None
        self._live = str(self.store.root / "live")

    # Reading

    def find(self, question: Question) -> Answer:
        """Run a query on the newest generation; SearchError where it cannot be read."""
        return answer(self.snapshot(), question)

    def count(self, questions: Sequence[Question]) -> tuple[int, ...]:
        """Count the articles each query finds."""
        snapshot = self.snapshot()
        return tuple(total(snapshot, question) for question in questions)

    def explain(self, question: Question, pk: int) -> Explanation | None:
        """Explain the score of an article; None where the query does not find it."""
        return explanation(self.snapshot(), question, pk)

    def expansion(self, node: Wildcard | Fuzzy) -> Expansion:
        """Expand a wildcard or misspelling to the forms it stands for."""
        return expanded(self.snapshot(), node)[1]

    def frequencies(self, words: Sequence[str]) -> tuple[int, ...]:
        """Count the articles that have each word in their text, in any inflection."""
        snapshot = self.snapshot()
        return tuple(frequency(snapshot, word) for word in words)

    def similar(self, word: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return similar forms, each with its number of articles, most frequent first."""
        return similar(self.snapshot(), word, limit)

    def beginning(self, prefix: str, field: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return printed forms that begin with a prefix, each with its articles, most first."""
        return beginning(self.snapshot(), prefix, field, limit)

    def snapshot(self) -> Snapshot:
        """Return the newest generation, opened; create an empty index if there is none."""
        with self._lock:
            if self._opened is None or not self._is_newest():
                self._open()
            assert self._opened is not None
            return self._opened.snapshot

    def _is_newest(self) -> bool:
        opened = self._opened
        assert opened is not None
        return self._mark() == opened.mark and opened.watch.unchanged()

    def _mark(self) -> object:
        """Return inode and time of the `live` pointer: they change with every rebuild."""
        try:
            found = stat(self._live)  # noqa: PTH116  # at every search
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _open(self) -> None:
        """Open the newest generation; retry if a commit or rebuild removes its files."""
        for tries_left in reversed(range(_TRIES)):
            mark = self._mark()
            newest = self.store.newest(self.store.live)
            try:
                folder = self.store.live or self._made()
                snapshot, watch = self._opening(folder)
            except SearchError:
                unchanged = (mark, newest) == (self._mark(), self.store.newest(self.store.live))
                if unchanged or not tries_left:
                    raise
                sleep(_PAUSE)
            else:
                self._opened = _Opened(mark, folder, snapshot, watch)
                self._cache.keep_only({one.name for one in snapshot.segments})
                return

    def _opening(self, folder: Path) -> tuple[Snapshot, Watch]:
        index = self.store.open(folder)
        with reading(folder, self.store.files(index).close_strays):
            contents = self.store.contents(index)
            file = self.store.generation_file(folder, contents.generation)
            watch = self._checks.check(folder, contents.segments, file)
            before = self._opened.snapshot.segments if self._opened else ()
            known = {one.name: one for one in before}
            return Snapshot(index, contents, known, self._cache), watch

    def _made(self) -> Path:
        """Create an empty live index, unless another process was quicker."""
        with self._disk(), self.store.building():
            folder = self.store.live
            if folder is None:
                folder = self.store.new_folder()
                self.store.make_live(folder)
            return folder

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SearchError(
                f"The index cannot be made ({error.strerror or type(error).__name__})."
                f" Make room or mend the permissions of its folder, ‘{self.store.root.name}’."
            ) from error

    # Writing

    def write(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> int:
        """Add documents, replacing older ones, and delete `deleted`; return how many are in.

        Both are read under the lock of the index, `deleted` after the last document. IndexLocked at
        once where another process writes. Atomic.
        """
        with self._writing() as draft:
            pks = draft.put_in(entries)
            left = list(gone)
            draft.take_out(left)
            note_late(self.store, [*pks, *left])
            draft.merge(max(MERGED_AT_LEAST, 10 * len(pks)))
            draft.commit()
        return len(pks)

    @contextmanager
    def _writing(self) -> Iterator[Draft]:
        """Open a draft of the live index, holding the write lock."""
        for _ in range(_TRIES):
            self.snapshot()
            folder = self._folder()
            try:
                with drafting(self.store, folder) as draft:
                    if self.store.live == folder:  # else a rebuild swapped it meanwhile
                        yield draft
                        return
            except IndexLocked:
                raise
            except SearchError:
                if self.store.live == folder:
                    raise
        raise IndexLocked(
            f"The index in {self.store.root} is being rebuilt. The changes wait in the queue."
        )

    def _folder(self) -> Path:
        assert self._opened is not None
        return self._opened.folder

    def optimize(self) -> None:
        """Merge all segments into one."""
        with self._writing() as draft:
            draft.optimize()
            draft.commit()

    # Rebuilding

    def rebuild(self, entries: Iterable[Entry], late: Late) -> int:
        """Build beside the live index and swap; `load_changes` gives what changed meanwhile."""
        with self._disk():
            return rebuild(self.store, entries, late)

    def clear(self) -> None:
        """Replace the index with an empty one."""
        self.rebuild((), lambda _: ((), ()))

    # State

    def state(self) -> dict[str, int] | None:
        """Return counts of the index; None where there is none, an error where it is unusable."""
        if self.store.live is None:
            return None
        snapshot = self.snapshot()
        return {
            "documents": snapshot.count,
            "segments": len(snapshot.segments),
            "deleted": snapshot.size - snapshot.count,
            "generation": snapshot.generation,
        }

    def damaged(self) -> list[str]:
        """Return the segment files that differ from what was written; reads all of them."""
        folder = self.store.live
        if folder is None:
            return []
        with reading(folder):
            return damaged(folder, self.store.contents(self.store.open(folder)).segments)

    def generation(self) -> str:
        """Return an identifier of the live generation; changes with every commit."""
        with self._lock:
            number = self.snapshot().generation
            assert self._opened is not None
            return f"{self._opened.folder}:{number}"

    def fingerprints(self) -> dict[int, int]:
        """Return the fingerprint of each indexed article by primary key."""
        snapshot = self.snapshot()
        columns, alive = snapshot.columns, snapshot.alive
        return dict(
            zip(columns.pks[alive].tolist(), columns.fingerprints[alive].tolist(), strict=True)
        )
