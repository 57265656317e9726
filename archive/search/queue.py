"""What the index still has to learn: a durable queue in the database.

A change says only *which* article; applying it makes the index say what the database says now, so
changes may be applied twice and in any order. They are forgotten once the index has them on disk.
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
"""Rows a statement names."""
BEFORE_A_SEARCH: Final = 500
"""Changes that a search applies before it looks; more are left to whoever brings so many."""

log = logging.getLogger(__name__)
_one_waiting = Prepared(lambda: IndexChange.objects.order_by()[:1])


class _Waiting(local):
    """Of this thread: articles of the transaction under way; whether a deed holds them back."""

    def __init__(self) -> None:
        self.ids: set[int] = set()
        self.held = 0


_waiting = _Waiting()


def engine() -> Engine:
    """The engine that the settings name."""
    return connections["default"].get_backend().engine


def queue(ids: Iterable[int]) -> None:
    """Note that these articles changed, in the transaction under way; after it the index follows.

    For deeds that bypass `save()`: `update()`, `bulk_create()`. Saves do it by themselves.
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
    """Inside, changes are queued (and durable) but nothing is applied: for deeds on many articles.

    Whoever uses it calls `indexing.index_articles` or `apply_queue` afterwards.
    """
    _waiting.held += 1
    try:
        yield
    finally:
        _waiting.held -= 1


def apply_queue(limit: int | None = None) -> int:
    """Make the index follow, the latest changes first; how many articles were looked at.

    IndexLocked where another process writes, SearchError where the index cannot be written: then
    the changes stay where they are.
    """
    seen = 0
    while rows := _next_changes(AT_ONCE * 20 if limit is None else limit - seen):
        seen += _apply(rows)
        if limit is not None and seen >= limit:
            break
    return seen


@contextmanager
def quietly() -> Iterator[None]:
    """For whoever must not fail because of the index: what cannot be done is logged, and waits."""
    try:
        yield
    except IndexLocked as error:
        log.info("Index changes wait: %s", error)
    except (SearchError, DatabaseError) as error:
        log.warning("Index changes wait: %s", error)


def is_waiting() -> bool:
    """Whether anything is in the queue."""
    return bool(_one_waiting())


def count_waiting() -> int:
    """How many articles the index has yet to learn about."""
    return IndexChange.objects.values("article_id").distinct().count()


def waiting_and_unlisted() -> frozenset[int]:
    """Articles in the queue that no reader may see: they may still stand in the index."""
    listed = Article.objects.listed().values("pk")
    return frozenset(
        IndexChange.objects.exclude(article_id__in=listed).values_list("article_id", flat=True)
    )


def changes_of(ids: Iterable[int]) -> list[int]:
    """The changes (by their own numbers) that wait for these articles."""
    found: list[int] = []
    for part in in_parts(sorted(ids)):
        found.extend(IndexChange.objects.filter(article_id__in=part).values_list("pk", flat=True))
    return found


def all_changes() -> list[int]:
    """The changes (by their own numbers) that wait."""
    return list(IndexChange.objects.values_list("pk", flat=True))


def forget(rows: list[int]) -> None:
    """Take changes (by their own numbers) out of the queue."""
    for part in in_parts(rows):
        IndexChange.objects.filter(pk__in=part).delete()


def _next_changes(limit: int) -> dict[int, int]:
    return dict(IndexChange.objects.order_by("-pk").values_list("pk", "article_id")[:limit])


def _apply(rows: dict[int, int]) -> int:
    follow(set(rows.values()))
    forget(list(rows))
    return len(rows)


def follow(ids: set[int]) -> int:
    """Make the index say of these articles what the database says; how many are there.

    The engine reads both once it has the lock of the index: what another process reads later it
    also writes later.
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
    """After the commit: one commit of the index for all that this transaction changed."""
    ids, _waiting.ids = _waiting.ids, set()
    if not ids:
        return
    with quietly():
        rows = changes_of(ids)
        follow(ids)
        forget(rows)
