"""Counts of missing and inferred values in a group of articles."""

from dataclasses import dataclass

from django.db.models import Count, Model, Q

from archive.models import Byline, Evidence
from archive.models.articles import ArticleQuerySet
from archive.web.drawing.coverage import DateCoverage

INFERRED_FIELDS = {
    "inferred_dates": Evidence.Field.PUBLISHED,
    "inferred_authors": Evidence.Field.AUTHOR,
    "inferred_outlets": Evidence.Field.OUTLET,
}


@dataclass(frozen=True, slots=True)
class Quality:
    """Number of articles, out of `total`, that lack a value or have an inferred one."""

    total: int
    undated: int
    imprecise: int
    without_author: int
    without_outlet: int
    inferred_dates: int
    inferred_authors: int
    inferred_outlets: int

    @property
    def is_complete(self) -> bool:
        """True if no value is missing or inferred."""
        return not any(getattr(self, name) for name in self.__slots__ if name != "total")


def measure_quality(
    articles: ArticleQuerySet, coverage: DateCoverage, **evidence_filter: Model
) -> Quality:
    """Count the missing and inferred values of `articles`, in two queries.

    `evidence_filter` selects the evidence of these articles: `article__outlet=outlet`.
    """
    credited = Byline.objects.values("article_id")
    gaps = articles.order_by().aggregate(
        without_author=Count("pk", filter=~Q(pk__in=credited)),
        without_outlet=Count("pk", filter=Q(outlet=None)),
    )
    return Quality(
        total=coverage.total,
        undated=coverage.undated_count,
        imprecise=coverage.imprecise_count,
        **gaps,
        **_count_inferred(**evidence_filter),
    )


def _count_inferred(**evidence_filter: Model) -> dict[str, int]:
    """Count the articles whose date, author or outlet was inferred."""
    evidence = Evidence.objects.current().filter(
        field__in=INFERRED_FIELDS.values(),
        status=Evidence.Status.INFERRED,
        article__withdrawn_at=None,
        **evidence_filter,
    )
    counts = {name: _count_field_articles(field) for name, field in INFERRED_FIELDS.items()}
    return evidence.aggregate(**counts)


def _count_field_articles(field: str) -> Count:
    return Count("article", filter=Q(field=field), distinct=True)
