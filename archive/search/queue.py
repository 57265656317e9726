"""Durable queue, in the database, of articles to index.

A change says only *which* article; applying it indexes the current state of the database, so
changes may be applied twice and in any order. They are deleted once the index has them on disk.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Final

from django.db import DatabaseError, transaction
from haystack import connections

from archive.errors import IndexLocked, SearchError
from archive.models import Article, IndexChange
from archive.models.parts import in_parts
from archive.models.prepared import Prepared
from archive.search.engines.contract import Engine, Entry
from archive.search.index import entries

AT_ONCE: Final = 500
"""Rows named in one statement."""
BEFORE_A_SEARCH: Final = 500
"""Changes that a search applies before it runs; more are left to the process that made so many."""

log = logging.getLogger(__name__)
_one_waiting = Prepared(lambda: IndexChange.objects.order_by()[:1])


class _Waiting(local):
    """Per-thread state: changed articles of the current transaction; depth of `defer_indexing`."""

    def __init__(self) -> None:
        self.ids: set[int] = set()
        self.held = 0


_waiting = _Waiting()


def engine() -> Engine:
    """Return the configured engine."""
    return connections["default"].get_backend().engine


def queue(ids: Iterable[int]) -> None:
    """Queue these articles in the current transaction; they are indexed after its commit.

    For services that bypass `save()`: `update()`, `bulk_create()`. Saved rows do it by themselves.
    """
    changed = sorted(set(ids))
    if not changed:
        return
    IndexChange.objects.bulk_create(
        [IndexChange(article_id=pk) for pk in changed], batch_size=AT_ONCE
    )
    if not _waiting.held:
        _waiting.ids.update(changed)
        transaction.on_commit(_apply_waiting, robust=True)


@contextmanager
def held_back() -> Iterator[None]:
    """Queue changes (durably) without applying them, for services that change many articles.

    The caller runs `indexing.index_articles` or `apply_queue` afterwards.
    """
    _waiting.held += 1
    try:
        yield
    finally:
        _waiting.held -= 1


def apply_queue(limit: int | None = None) -> int:
    """Apply queued changes, the latest first; return the number of articles processed.

    IndexLocked if another process writes, SearchError if the index cannot be written: then the
    changes stay queued.
    """
    seen = 0
    while rows := _next_changes(AT_ONCE * 20 if limit is None else limit - seen):
        seen += _apply(rows)
        if limit is not None and seen >= limit:
            break
    return seen


@contextmanager
def quietly() -> Iterator[None]:
    """Log errors of the index instead of raising them; the changes stay queued."""
    try:
        yield
    except IndexLocked as error:
        log.info("Index changes wait: %s", error)
    except (SearchError, DatabaseError) as error:
        log.warning("Index changes wait: %s", error)


def is_waiting() -> bool:
    """Return whether the queue has any change."""
    return bool(_one_waiting())


def count_waiting() -> int:
    """Return the number of articles in the queue."""
    return IndexChange.objects.values("article_id").distinct().count()


def waiting_and_unlisted() -> frozenset[int]:
    """Return queued articles that no reader may see: they may still be in the index."""
    listed = Article.objects.listed().values("pk")
    return frozenset(
        IndexChange.objects.exclude(article_id__in=listed).values_list("article_id", flat=True)
    )


def changes_of(ids: Iterable[int]) -> list[int]:
    """Return the primary keys of the changes queued for these articles."""
    found: list[int] = []
    for part in in_parts(sorted(ids)):
        found.extend(IndexChange.objects.filter(article_id__in=part).values_list("pk", flat=True))
    return found


def all_changes() -> list[int]:
    """Return the primary keys of all queued changes."""
    return list(IndexChange.objects.values_list("pk", flat=True))


def forget(rows: list[int]) -> None:
    """Delete changes by primary key."""
    for part in in_parts(rows):
        IndexChange.objects.filter(pk__in=part).delete()


def _next_changes(limit: int) -> dict[int, int]:
    return dict(IndexChange.objects.order_by("-pk").values_list("pk", "article_id")[:limit])


def _apply(rows: dict[int, int]) -> int:
    follow(set(rows.values()))
    forget(list(rows))
    return len(rows)


def follow(ids: set[int]) -> int:
    """Index the current state of these articles; return how many are listed.

    The engine iterates once it has the lock of the index: what another process reads later it also
    writes later.
    """
    there: set[int] = set()

    def listed() -> Iterator[Entry]:
        for one in entries(ids):
            there.add(one.pk)
            yield one

    def gone() -> Iterator[int]:
        yield from ids - there

    return engine().write(listed(), gone())


def _apply_waiting() -> None:
    """Index all that the transaction changed, in one commit of the index."""
    ids, _waiting.ids = _waiting.ids, set()
    if not ids:
        return
    with quietly():
        rows = changes_of(ids)
        follow(ids)
        forget(rows)
