"""Withdrawal of articles: unlisted and not searchable, but still served at their URL.

As in `bulk`, writes use `update()`: the caller queues the changed articles for indexing.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.curation.bulk import chosen
from archive.errors import CurationError
from archive.models import Article
from archive.models.parts import in_parts


@transaction.atomic
def withdraw(articles: QuerySet[Article], *, reason: str) -> list[int]:
    """Withdraw the listed ones among `articles`; return their primary keys.

    The reason is shown on the article's page, for readers who follow a citation.
    """
    if not (reason := reason.strip()):
        raise CurationError("No reason was given. Say in a sentence why this is withdrawn.")
    return _write(articles, listed=True, withdrawn_at=timezone.now(), withdrawn_reason=reason)


@transaction.atomic
def restore(articles: QuerySet[Article]) -> list[int]:
    """List the withdrawn ones among `articles` again; return their primary keys."""
    return _write(articles, listed=False, withdrawn_at=None, withdrawn_reason="")


def _write(articles: QuerySet[Article], *, listed: bool, **values: Any) -> list[int]:
    """Update those of `articles` that are listed (or withdrawn); return their primary keys."""
    changed: list[int] = []
    for part in in_parts(chosen(articles)):
        rows = Article.objects.select_for_update().filter(pk__in=part, withdrawn_at__isnull=listed)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        Article.objects.filter(pk__in=ids).update(changed_at=timezone.now(), **values)
        changed += ids
    return changed
