"""Permanent deletion of articles.

Rows that depend on an article (captures, evidence, quotations, its story membership) go with it.
The original bytes stay in storage: other articles may be of the same file.
"""

from django.db import transaction
from django.db.models import QuerySet

from archive.curation.bulk import BATCH_SIZE, collect_ids
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
from archive.models.parts import iter_batches


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
