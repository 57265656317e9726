"""Signal handlers that queue an index change for every saved or deleted row.

The change is written in the same transaction as the row, so none is lost; the index is updated
after the commit and may lag (see `indexing`).
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from archive.models import Article, Byline, Evidence
from archive.search.queue import queue


def connect() -> None:
    """Connect the handlers of articles, bylines and evidence."""
    for signal in (post_save, post_delete):
        signal.connect(_article_changed, sender=Article, dispatch_uid="index-article")
        signal.connect(_byline_changed, sender=Byline, dispatch_uid="index-byline")
        signal.connect(_evidence_changed, sender=Evidence, dispatch_uid="index-evidence")
    m2m_changed.connect(
        _authors_changed, sender=Article.authors.through, dispatch_uid="index-authors"
    )


def _article_changed(instance: Article, **_: Any) -> None:
    queue([instance.pk])


def _byline_changed(instance: Byline, **_: Any) -> None:
    queue([instance.article_id])


def _evidence_changed(instance: Evidence, **_: Any) -> None:
    """Queue the article of a credit line; no other evidence is indexed."""
    if instance.field == Evidence.Field.CREDIT:
        queue([instance.article_id])


def _authors_changed(
    *, instance: Any, action: str, pk_set: set[int] | None, reverse: bool, **_: Any
) -> None:
    """Queue the articles of `article.authors.add(…)`, which saves no Byline one by one."""
    if not action.startswith(("post_", "pre_clear")):
        return
    if not reverse:
        queue([instance.pk])
    elif pk_set is not None:
        queue(pk_set)
    else:
        queue(instance.articles.values_list("pk", flat=True))
