"""What is missing or guessed in a group of articles, as counts that link to the articles."""

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
    """How many of `total` articles lack a value, or have one that was inferred."""

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
        """Whether nothing is missing and nothing guessed."""
        return not any(getattr(self, name) for name in self.__slots__ if name != "total")


def quality_of(articles: ArticleQuerySet, coverage: Coverage, **of: Model) -> Quality:
    """The gaps of `articles` with that coverage, in two queries.

    `of` says which articles they are from the side of their evidence: `article__outlet=outlet`.
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
    """Articles whose date, author or outlet was inferred."""
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
