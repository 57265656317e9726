"""Changes the index has not read yet: a durable queue, filled by signals."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from haystack import connections

from archive.db.bulk import iter_batches
from archive.db.compiled_queries import CompiledQuery
from archive.errors import IndexLocked, SearchError
from archive.models import Article, Byline, Evidence, IndexChange
from archive.search.engines.base import Engine, IndexDocument
from archive.search.indexing.documents import iter_documents

BATCH_SIZE: Final = 500  # rows named in one statement
MAX_CHANGES_PER_SEARCH: Final = 500
"""Changes that a search applies before it runs; more are left to the process that made so many."""

log = logging.getLogger(__name__)
_first_change = CompiledQuery(lambda: IndexChange.objects.order_by()[:1])


class _PendingChanges(local):
    """Per-thread state: changed articles of the current transaction; depth of `defer_indexing`."""

    def __init__(self) -> None:
        self.ids: set[int] = set()
        self.defer_depth = 0


_pending = _PendingChanges()


def get_engine() -> Engine:
    """Return the configured engine."""
    return connections["default"].get_backend().engine


def queue_changes(ids: Iterable[int]) -> None:
    """Queue these articles in the current transaction; they are indexed after its commit.

    For services that bypass `save()`: `update()`, `bulk_create()`. Saved rows do it by themselves.
    """
    changed = sorted(set(ids))
    if not changed:
        return
    IndexChange.objects.bulk_create([IndexChange(article_id=pk) for pk in changed], batch_size=BATCH_SIZE)
    if not _pending.defer_depth:
        _pending.ids.update(changed)
        transaction.on_commit(_apply_pending, robust=True)


@contextmanager
def defer_indexing() -> Iterator[None]:
    """Queue changes (durably) without applying them, for services that change many articles.

    The caller runs `maintenance.index_articles` or `apply_queue` afterwards.
    """
    _pending.defer_depth += 1
    try:
        yield
    finally:
        _pending.defer_depth -= 1


def apply_queue(limit: int | None = None) -> int:
    """Apply queued changes, the latest first; return the number of articles processed.

    IndexLocked if another process writes, SearchError if the index cannot be written: then the changes stay queued.
    """
    applied = 0
    latest = IndexChange.objects.order_by("-pk").values_list("pk", "article_id")
    while changes := dict(latest[: BATCH_SIZE * 20 if limit is None else limit - applied]):
        _index_current_state(set(changes.values()))
        delete_changes(list(changes))
        applied += len(changes)
        if limit is not None and applied >= limit:
            break
    return applied


@contextmanager
def log_index_errors() -> Iterator[None]:
    """Log errors of the index instead of raising them; the changes stay queued."""
    try:
        yield
    except IndexLocked as error:
        log.info("Index changes wait: %s", error)
    except (SearchError, DatabaseError) as error:
        log.warning("Index changes wait: %s", error)


def has_waiting_changes() -> bool:
    """Return whether the queue has any change."""
    return bool(_first_change())


def count_waiting() -> int:
    """Return the number of articles in the queue."""
    return IndexChange.objects.values("article_id").distinct().count()


def list_waiting_articles() -> frozenset[int]:
    """Return the primary keys of all articles in the queue, listed or not."""
    return frozenset(IndexChange.objects.order_by().values_list("article_id", flat=True))


def find_waiting_unlisted() -> frozenset[int]:
    """Return queued articles that no reader may see: they may still be in the index."""
    listed = Article.objects.listed().values("pk")
    return frozenset(IndexChange.objects.exclude(article_id__in=listed).values_list("article_id", flat=True))


def list_changes() -> list[int]:
    """Return the primary keys of all queued changes."""
    return list(IndexChange.objects.values_list("pk", flat=True))


def delete_changes(changes: list[int]) -> None:
    """Delete changes by primary key."""
    for part in iter_batches(changes):
        IndexChange.objects.filter(pk__in=part).delete()


def index_articles_now(ids: set[int]) -> int:
    """Index these articles and delete the changes queued for them before; return how many are listed."""
    changes: list[int] = []
    for part in iter_batches(sorted(ids)):
        changes.extend(IndexChange.objects.filter(article_id__in=part).values_list("pk", flat=True))
    count = _index_current_state(ids)
    delete_changes(changes)
    return count


def _index_current_state(ids: set[int]) -> int:
    """Index the current state of these articles; return how many are listed.

    The engine iterates once it has the lock of the index: what another process reads later it also writes later.
    """
    listed_ids: set[int] = set()

    def iter_listed() -> Iterator[IndexDocument]:
        for document in iter_documents(ids):
            listed_ids.add(document.pk)
            yield document

    return get_engine().write(iter_listed(), (pk for pk in ids if pk not in listed_ids))


def _apply_pending() -> None:
    """Index all that the transaction changed, in one commit of the index."""
    ids, _pending.ids = _pending.ids, set()
    if ids:
        with log_index_errors():
            index_articles_now(ids)


def connect_signals() -> None:
    """Connect the handlers of articles, bylines and evidence."""
    for signal in (post_save, post_delete):
        for model in (Article, Byline, Evidence):
            signal.connect(_queue_article, sender=model, dispatch_uid=f"index-{model.__name__.lower()}")
    m2m_changed.connect(_queue_author_links, sender=Article.authors.through, dispatch_uid="index-authors")


def _queue_article(instance: Article | Byline | Evidence, **_: Any) -> None:
    """Queue the article of a saved or deleted row; of evidence only credit lines are indexed."""
    if not isinstance(instance, Evidence) or instance.field == Evidence.Field.CREDIT:
        queue_changes([instance.pk if isinstance(instance, Article) else instance.article_id])


def _queue_author_links(*, instance: Any, action: str, pk_set: set[int] | None, reverse: bool, **_: Any) -> None:
    """Queue the articles of `article.authors.add(…)`, which saves no Byline one by one."""
    if not action.startswith(("post_", "pre_clear")):
        return
    if not reverse:
        queue_changes([instance.pk])
    elif pk_set is not None:
        queue_changes(pk_set)
    else:
        queue_changes(instance.articles.values_list("pk", flat=True))
