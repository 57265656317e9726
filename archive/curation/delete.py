"""Permanent deletion of articles.

Rows that depend on an article (captures, evidence, quotations, its story membership) go with it.
The original bytes stay in storage: other articles may be of the same file.
"""

from django.db import transaction
from django.db.models import QuerySet

from archive.curation.bulk import AT_ONCE, chosen
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
from archive.models.parts import in_parts


def count_parts(articles: QuerySet[Article]) -> dict[str, int]:
    """Count the dependent rows that go with `articles`, the gravest losses first."""
    ids = articles.order_by().values("pk")
    passages = QuotedPassage.objects.filter(article__in=ids)
    decisions = QuotationDecision.objects.filter(one__in=passages.order_by().values("pk"))
    decisions |= QuotationDecision.objects.filter(two__in=passages.order_by().values("pk"))
    memberships = StoryMembership.objects.filter(article__in=ids)
    return {
        "quotation": passages.spoken().count(),
        "decision": decisions.count(),
        "membership": memberships.values("story").distinct().count(),
        "collection": Collection.objects.filter(articles__in=ids).distinct().count(),
        "capture": Capture.objects.filter(article__in=ids).count(),
        "byline": Byline.objects.filter(article__in=ids).count(),
        "evidence": Evidence.objects.filter(article__in=ids).count(),
    }


@transaction.atomic
def delete_articles(articles: QuerySet[Article]) -> set[int]:
    """Delete `articles`; return the primary keys of the quotations that lost a printing.

    The caller recounts those; signals update the index.
    """
    quotations: set[int] = set()
    for part in in_parts(chosen(articles), AT_ONCE):
        printed = QuotedPassage.objects.filter(article__in=part).exclude(quotation=None)
        quotations.update(printed.order_by().values_list("quotation", flat=True))
        Article.objects.filter(pk__in=part).delete()
    return quotations
