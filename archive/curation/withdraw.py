"""Withdrawal of articles: unlisted and not searchable, but still served at their URL.

As in `bulk`, writes use `update()`: the caller queues the changed articles for indexing.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.curation.bulk import collect_ids
from archive.errors import CurationError
from archive.models import Article
from archive.models.parts import iter_batches


@transaction.atomic
def withdraw_articles(articles: QuerySet[Article], *, reason: str) -> list[int]:
    """Withdraw the listed ones among `articles`; return their primary keys.

    The reason is shown on the article's page, for readers who follow a citation.
    """
    if not (reason := reason.strip()):
        raise CurationError("No reason was given. Say in a sentence why this is withdrawn.")
    return _update_withdrawal(
        articles, is_listed=True, withdrawn_at=timezone.now(), withdrawn_reason=reason
    )


@transaction.atomic
def restore_articles(articles: QuerySet[Article]) -> list[int]:
    """List the withdrawn ones among `articles` again; return their primary keys."""
    return _update_withdrawal(articles, is_listed=False, withdrawn_at=None, withdrawn_reason="")


def _update_withdrawal(articles: QuerySet[Article], *, is_listed: bool, **values: Any) -> list[int]:
    """Update those of `articles` that are listed (or withdrawn); return their primary keys."""
    changed_ids: list[int] = []
    for batch in iter_batches(collect_ids(articles)):
        rows = Article.objects.select_for_update().filter(
            pk__in=batch, withdrawn_at__isnull=is_listed
        )
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        Article.objects.filter(pk__in=ids).update(changed_at=timezone.now(), **values)
        changed_ids += ids
    return changed_ids
