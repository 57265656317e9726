"""Counts of missing and inferred values in a group of articles."""

from dataclasses import dataclass

from django.db.models import Count, Model, Q

from archive.models import Byline, Evidence
from archive.models.articles import ArticleQuerySet
from archive.web.drawing.coverage import Coverage

GUESSED = {
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
    def is_whole(self) -> bool:
        """True if no value is missing or inferred."""
        return not any(getattr(self, name) for name in self.__slots__ if name != "total")


def quality_of(articles: ArticleQuerySet, coverage: Coverage, **of: Model) -> Quality:
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
        undated=coverage.undated,
        imprecise=coverage.imprecise,
        **gaps,
        **_inferred(**of),
    )


def _inferred(**of: Model) -> dict[str, int]:
    """Count the articles whose date, author or outlet was inferred."""
    guessed = Evidence.objects.current().filter(
        field__in=GUESSED.values(),
        status=Evidence.Status.INFERRED,
        article__withdrawn_at=None,
        **of,
    )
    counts = {name: _articles_by(field) for name, field in GUESSED.items()}
    return guessed.aggregate(**counts)


def _articles_by(field: str) -> Count:
    return Count("article", filter=Q(field=field), distinct=True)
