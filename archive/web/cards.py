"""Lists of articles as cards: what each needs, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from archive.models import Article, Evidence
from archive.models.articles import ArticleQuerySet
from archive.web.address import Asked
from archive.web.paging import PAGE_SIZE, Paging, paging

_DATE_EVIDENCE = Prefetch(
    "evidence",
    queryset=Evidence.objects.current().filter(field=Evidence.Field.PUBLISHED),
    to_attr="date_evidence",
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of articles, and where it is in the whole list."""

    articles: list[Article]
    paging: Paging


def listing(articles: ArticleQuerySet, asked: Asked, total: int, size: int = PAGE_SIZE) -> Listing:
    """The page of `articles` that is asked for; `total` is how many there are in all."""
    page = paging(asked.page(), total, asked.at_page, size)
    return Listing(list(for_cards(articles)[page.slice]), page)


def for_cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Outlet, bylines and how the date is known; not the addresses and digests."""
    return articles.for_cards().prefetch_related(_DATE_EVIDENCE)


def add_date_evidence(articles: Iterable[Article]) -> None:
    """Let articles found by a search say how their date is known, too."""
    prefetch_related_objects(list(articles), _DATE_EVIDENCE)
