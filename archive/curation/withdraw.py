"""Withdraw, restore and delete articles."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.curation.bulk_edit import BATCH_SIZE, collect_ids, lock_values, update_articles
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
    listed_ids = [pk for pk, moment in lock_values(articles, "withdrawn_at").items() if moment is None]
    return update_articles(listed_ids, withdrawn_at=timezone.now(), withdrawn_reason=reason)


@transaction.atomic
def restore_articles(articles: QuerySet[Article]) -> list[int]:
    """List the withdrawn ones among `articles` again; return their primary keys."""
    withdrawn_ids = [pk for pk, moment in lock_values(articles, "withdrawn_at").items() if moment is not None]
    return update_articles(withdrawn_ids, withdrawn_at=None, withdrawn_reason="")


def count_parts(articles: QuerySet[Article]) -> dict[str, int]:
    """Count the dependent rows that go with `articles`, the gravest losses first."""
    article_ids = articles.order_by().values("pk")
    passages = QuotedPassage.objects.filter(article__in=article_ids)
    passage_ids = passages.order_by().values("pk")
    decisions = QuotationDecision.objects.filter(one__in=passage_ids)
    decisions |= QuotationDecision.objects.filter(two__in=passage_ids)
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
