"""What is missing or guessed in a group of articles, as counts that link to the articles."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from archive.models import Byline, Evidence
from archive.models.articles import ArticleQuerySet


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


def quality_of(articles: ArticleQuerySet) -> Quality:
    """The gaps of these articles, in two queries."""
    credited = Byline.objects.values("article_id")
    gaps = articles.order_by().aggregate(
        total=Count("pk"),
        undated=Count("pk", filter=Q(published="")),
        exact=Count("pk", filter=Q(earliest__isnull=False, earliest=F("latest"))),
        without_author=Count("pk", filter=~Q(pk__in=credited)),
        without_outlet=Count("pk", filter=Q(outlet=None)),
    )
    exact = gaps.pop("exact")
    return Quality(imprecise=gaps["total"] - gaps["undated"] - exact, **gaps, **_inferred(articles))


def _inferred(articles: ArticleQuerySet) -> dict[str, int]:
    """Articles whose date, author or outlet was inferred."""
    guessed = Evidence.objects.current().filter(
        field__in=GUESSED.values(),
        status=Evidence.Status.INFERRED,
        article__in=articles.order_by().values("pk"),
    )
    counts = {name: _articles_by(field) for name, field in GUESSED.items()}
    return guessed.aggregate(**counts)


def _articles_by(field: str) -> Count:
    return Count("article", filter=Q(field=field), distinct=True)
