"""Maintenance of the index: update, rebuild, check, status.

Saved rows queue their changes (`change_queue`). Services that change many articles queue them inside
`with change_queue.defer_indexing():`; `index_articles` then indexes them in large commits. If the process is killed in
between, the queue remains, and the next search, save or `update_index` continues from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from archive.db.bulk import iter_batches
from archive.errors import SearchError, StaleIndex
from archive.models import Article
from archive.search.engines.base import IndexDocument
from archive.search.indexing import change_queue
from archive.search.indexing.change_queue import get_engine
from archive.search.indexing.documents import iter_all_documents, iter_documents

Progress = Callable[[int], None]  # called now and then with the number of articles done

_REBUILD_HINT = "Run `python manage.py rebuild_index`; searches are answered meanwhile."
_REPORT_EVERY = 500
_BATCH_SIZE = 50_000  # articles of one commit, which holds the lock


class IndexState(StrEnum):
    """State of the index."""

    READY = "ready"
    BEHIND = "behind"
    INCOMPLETE = "incomplete"
    MISSING = "missing"
    STALE = "stale"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """State of the index: its articles, those of the archive, waiting changes, and a sentence."""

    state: IndexState
    documents: int
    articles: int
    waiting: int
    message: str

    @property
    def is_complete(self) -> bool:
        """True if searches are answered in full; changes may wait."""
        return self.state in (IndexState.READY, IndexState.BEHIND)

    def to_json(self) -> dict[str, object]:
        """Return the status for monitors."""
        return {"ok": self.is_complete, **asdict(self)}


@dataclass(frozen=True, slots=True)
class IndexDifference:
    """Differences between database and index: primary keys of articles that one of them lacks.

    `changed` are in both, but differ. `damaged_files` of the index fail their checksums; their
    contents were then not compared.
    """

    missing: tuple[int, ...] = ()
    orphaned: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    damaged_files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.orphaned or self.changed or self.damaged_files)


def index_articles(ids: Iterable[int], progress: Progress | None = None) -> int:
    """Index the current state of these articles; return how many are now in the index.

    Changes queued for them before are deleted. IndexLocked if another process writes, SearchError
    if the index cannot be written: the queue then still has the rest.
    """
    count = processed = 0
    for batch in iter_batches(sorted(set(ids)), _BATCH_SIZE):
        count += change_queue.index_articles_now(set(batch))
        processed += len(batch)
        if progress:
            progress(processed)
    return count


def rebuild_index(progress: Progress | None = None) -> int:
    """Build a new index beside the live one, and swap; return its number of articles."""

    def load_changes(ids: set[int]) -> tuple[Iterable[IndexDocument], Iterable[int]]:
        documents = list(iter_documents(ids))
        return documents, ids - {document.pk for document in documents}

    changes = change_queue.list_changes()
    count = get_engine().rebuild(_report_progress(iter_all_documents(), progress), load_changes)
    change_queue.delete_changes(changes)  # later changes may not have been read
    return count


def catch_up(progress: Progress | None = None) -> int:
    """Apply waiting changes, or rebuild an incomplete index; return the number of articles."""
    return change_queue.apply_queue() if get_index_status().is_complete else rebuild_index(progress)


def get_index_status() -> IndexStatus:
    """Return the state of the index; never raises because of the index."""
    articles, waiting = Article.objects.listed().count(), change_queue.count_waiting()
    try:
        engine_state = get_engine().read_state()
    except SearchError as error:
        state = IndexState.STALE if isinstance(error, StaleIndex) else IndexState.BROKEN
        return IndexStatus(state, 0, articles, waiting, str(error))
    if engine_state is None and articles > waiting:
        message = f"There is no index, and the archive lists {articles:,} articles. {_REBUILD_HINT}"
        return IndexStatus(IndexState.MISSING, 0, articles, waiting, message)
    return _compare_counts(engine_state["documents"] if engine_state else 0, articles, waiting)


def check_index(progress: Progress | None = None) -> IndexDifference:
    """Compare database and index, article by article, after the checksums of all files."""
    if damaged := get_engine().find_damaged_files():
        return IndexDifference(damaged_files=tuple(damaged))
    indexed = get_engine().read_fingerprints()
    missing, changed = [], []
    for document in _report_progress(iter_all_documents(), progress):
        fingerprint = indexed.pop(document.pk, None)
        if fingerprint is None:
            missing.append(document.pk)
        elif fingerprint != document.fingerprint:
            changed.append(document.pk)
    return IndexDifference(tuple(missing), tuple(sorted(indexed)), tuple(changed))


def _compare_counts(documents: int, articles: int, waiting: int) -> IndexStatus:
    if documents + waiting < articles or (not waiting and documents != articles):
        state = IndexState.INCOMPLETE
        message = f"The index holds {documents:,} articles, the archive lists {articles:,}. {_REBUILD_HINT}"
    elif waiting:
        sentence = "1 changed article waits" if waiting == 1 else f"{waiting:,} changed articles wait"
        state, message = IndexState.BEHIND, f"{sentence} to be indexed."
    else:
        state, message = IndexState.READY, f"The index holds all {articles:,} articles."
    return IndexStatus(state, documents, articles, waiting, message)


def _report_progress(documents: Iterable[IndexDocument], progress: Progress | None) -> Iterator[IndexDocument]:
    count = 0
    for count, document in enumerate(documents, start=1):
        yield document
        if progress and count % _REPORT_EVERY == 0:
            progress(count)
    if progress and count % _REPORT_EVERY:
        progress(count)
