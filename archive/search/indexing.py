"""Maintenance of the index: update, rebuild, check, status.

Saved rows queue their changes (`signals`). `queue_changes` and `defer_indexing` are for services
that change many articles: inside `with defer_indexing():` changes are queued but not applied;
`index_articles` then indexes them in large commits. If the process is killed in between, the queue
remains, and the next search, save or `update_index` continues from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from archive.errors import SearchError, StaleIndex
from archive.models import Article
from archive.models.parts import in_parts
from archive.search.engines.contract import Entry
from archive.search.index import entries, everything
from archive.search.queue import (
    all_changes,
    apply_queue,
    changes_of,
    count_waiting,
    engine,
    follow,
    forget,
    held_back,
    queue,
)

__all__ = [
    "Difference",
    "IndexState",
    "IndexStatus",
    "apply_queue",
    "catch_up",
    "check",
    "held_back",
    "index_articles",
    "queue",
    "rebuild",
    "status",
]

Progress = Callable[[int], None]
"""Called now and then with the number of articles done."""

_REBUILD = "Run `python manage.py rebuild_index`; searches are answered meanwhile."
_REPORT_EVERY = 500
_PART = 50_000  # articles of one commit, which holds the lock


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
    """State of the index: its articles, those of the archive, waiting changes, and a sentence.

    `is_complete` is whether searches are answered in full (changes may wait).
    """

    state: IndexState
    documents: int
    articles: int
    waiting: int
    message: str

    @property
    def ok(self) -> bool:
        """True if searches are answered in full."""
        return self.state in (IndexState.READY, IndexState.BEHIND)

    def as_json(self) -> dict[str, object]:
        """Return the status for monitors."""
        return {"ok": self.ok, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Difference:
    """Differences between database and index: primary keys of articles that one of them lacks.

    `changed` are in both, but differ. `damaged_files` of the index fail their checksums; their
    contents were then not compared.
    """

    missing: tuple[int, ...] = ()
    superfluous: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    damaged: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.superfluous or self.changed or self.damaged)


def index_articles(ids: Iterable[int], progress: Progress | None = None) -> int:
    """Index the current state of these articles; return how many are now in the index.

    Changes queued for them before are deleted. IndexLocked if another process writes, SearchError
    if the index cannot be written: the queue then still has the rest.
    """
    wanted, count = sorted(set(ids)), 0
    done = 0
    for part in in_parts(wanted, _PART):
        rows = changes_of(part)
        count += follow(set(part))
        forget(rows)
        done += len(part)
        if progress:
            progress(done)
    return count


def rebuild(progress: Progress | None = None) -> int:
    """Build a new index beside the live one, and swap; return its number of articles."""

    def late(ids: set[int]) -> tuple[Iterable[Entry], Iterable[int]]:
        found = list(entries(ids))
        return found, ids - {one.pk for one in found}

    before = all_changes()
    count = engine().rebuild(_reporting(everything(), progress), late)
    forget(before)  # later changes may not have been read
    return count


def catch_up(progress: Progress | None = None) -> int:
    """Apply waiting changes, or rebuild an incomplete index; return the number of articles."""
    return apply_queue() if status().ok else rebuild(progress)


def status() -> IndexStatus:
    """Return the state of the index; never raises because of the index."""
    articles, waiting = Article.objects.listed().count(), count_waiting()
    try:
        standing = engine().state()
    except StaleIndex as error:
        return IndexStatus(IndexState.STALE, 0, articles, waiting, str(error))
    except SearchError as error:
        return IndexStatus(IndexState.BROKEN, 0, articles, waiting, str(error))
    if standing is None and articles > waiting:
        message = f"There is no index, and the archive lists {articles:,} articles. {_REBUILD}"
        return IndexStatus(IndexState.MISSING, 0, articles, waiting, message)
    return _compared(standing["documents"] if standing else 0, articles, waiting)


def check(progress: Progress | None = None) -> Difference:
    """Compare database and index, article by article, after the checksums of all files."""
    if damaged := engine().damaged():
        return Difference(damaged=tuple(damaged))
    indexed = engine().fingerprints()
    missing, changed = [], []
    for one in _reporting(everything(), progress):
        held = indexed.pop(one.pk, None)
        if held is None:
            missing.append(one.pk)
        elif held != one.fingerprint:
            changed.append(one.pk)
    return Difference(tuple(missing), tuple(sorted(indexed)), tuple(changed))


def _compared(documents: int, articles: int, waiting: int) -> IndexStatus:
    if documents + waiting < articles or (not waiting and documents != articles):
        state = IndexState.INCOMPLETE
        message = (
            f"The index holds {documents:,} articles, the archive lists {articles:,}. {_REBUILD}"
        )
    elif waiting:
        said = "1 changed article waits" if waiting == 1 else f"{waiting:,} changed articles wait"
        state, message = IndexState.BEHIND, f"{said} to be indexed."
    else:
        state, message = IndexState.READY, f"The index holds all {articles:,} articles."
    return IndexStatus(state, documents, articles, waiting, message)


def _reporting(found: Iterable[Entry], progress: Progress | None) -> Iterator[Entry]:
    count = 0
    for count, one in enumerate(found, start=1):
        yield one
        if progress and count % _REPORT_EVERY == 0:
            progress(count)
    if progress and count % _REPORT_EVERY:
        progress(count)
