"""Signal handlers that queue an index change for every saved or deleted row.

The change is written in the same transaction as the row, so none is lost; the index is updated
after the commit and may lag (see `indexing`).
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from archive.models import Article, Byline, Evidence
from archive.search.queue import queue_changes


def connect_signals() -> None:
    """Connect the handlers of articles, bylines and evidence."""
    for signal in (post_save, post_delete):
        signal.connect(_queue_article, sender=Article, dispatch_uid="index-article")
        signal.connect(_queue_byline, sender=Byline, dispatch_uid="index-byline")
        signal.connect(_queue_evidence, sender=Evidence, dispatch_uid="index-evidence")
    m2m_changed.connect(
        _queue_author_links, sender=Article.authors.through, dispatch_uid="index-authors"
    )


def _queue_article(instance: Article, **_: Any) -> None:
    queue_changes([instance.pk])


def _queue_byline(instance: Byline, **_: Any) -> None:
    queue_changes([instance.article_id])


def _queue_evidence(instance: Evidence, **_: Any) -> None:
    """Queue the article of a credit line; no other evidence is indexed."""
    if instance.field == Evidence.Field.CREDIT:
        queue_changes([instance.article_id])


def _queue_author_links(
    *, instance: Any, action: str, pk_set: set[int] | None, reverse: bool, **_: Any
) -> None:
    """Queue the articles of `article.authors.add(…)`, which saves no Byline one by one."""
    if not action.startswith(("post_", "pre_clear")):
        return
    if not reverse:
        queue_changes([instance.pk])
    elif pk_set is not None:
        queue_changes(pk_set)
    else:
        queue_changes(instance.articles.values_list("pk", flat=True))
