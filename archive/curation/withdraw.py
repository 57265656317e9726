"""Withdraw, restore and delete articles."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.curation.bulk_edit import BATCH_SIZE, collect_ids
from archive.db.bulk import iter_batches
from archive.errors import CurationError
from archive.models import (
    Article,
    Byline,
    Capture,
    Collection,
    Evidence,
    QuotationDecision,
    QuotedPassage,
    StoryMembership,
)


@transaction.atomic
def withdraw_articles(articles: QuerySet[Article], *, reason: str) -> list[int]:
    """Withdraw the listed ones among `articles`; return their primary keys.

    The reason is shown on the article's page, for readers who follow a citation.
    """
    if not (reason := reason.strip()):
        raise CurationError("No reason was given. Say in a sentence why this is withdrawn.")
    return _update_withdrawal(articles, is_listed=True, withdrawn_at=timezone.now(), withdrawn_reason=reason)


@transaction.atomic
def restore_articles(articles: QuerySet[Article]) -> list[int]:
    """List the withdrawn ones among `articles` again; return their primary keys."""
    return _update_withdrawal(articles, is_listed=False, withdrawn_at=None, withdrawn_reason="")


def _update_withdrawal(articles: QuerySet[Article], *, is_listed: bool, **values: Any) -> list[int]:
    """Update those of `articles` that are listed (or withdrawn); return their primary keys."""
    changed_ids: list[int] = []
    for batch in iter_batches(collect_ids(articles)):
        rows = Article.objects.select_for_update().filter(pk__in=batch, withdrawn_at__isnull=is_listed)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        Article.objects.filter(pk__in=ids).update(changed_at=timezone.now(), **values)
        changed_ids += ids
    return changed_ids


# Permanent deletion of articles.


def count_parts(articles: QuerySet[Article]) -> dict[str, int]:
    """Count the dependent rows that go with `articles`, the gravest losses first."""
    article_ids = articles.order_by().values("pk")
    passages = QuotedPassage.objects.filter(article__in=article_ids)
    decisions = QuotationDecision.objects.filter(one__in=passages.order_by().values("pk"))
    decisions |= QuotationDecision.objects.filter(two__in=passages.order_by().values("pk"))
    memberships = StoryMembership.objects.filter(article__in=article_ids)
    return {
        "quotation": passages.speech().count(),
        "decision": decisions.count(),
        "membership": memberships.values("story").distinct().count(),
        "collection": Collection.objects.filter(articles__in=article_ids).distinct().count(),
        "capture": Capture.objects.filter(article__in=article_ids).count(),
        "byline": Byline.objects.filter(article__in=article_ids).count(),
        "evidence": Evidence.objects.filter(article__in=article_ids).count(),
    }


@transaction.atomic
def delete_articles(articles: QuerySet[Article]) -> set[int]:
    """Delete `articles`; return the primary keys of the quotations that lost a printing.

    The caller recounts those; signals update the index.
    """
    quotation_ids: set[int] = set()
    for batch in iter_batches(collect_ids(articles), BATCH_SIZE):
        passages = QuotedPassage.objects.filter(article__in=batch).exclude(quotation=None)
        quotation_ids.update(passages.order_by().values_list("quotation", flat=True))
        Article.objects.filter(pk__in=batch).delete()
    return quotation_ids
