"""Lists of articles as cards, in a fixed number of queries."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from archive.models import Article, Evidence
from archive.models.articles import ArticleQuerySet
from archive.models.cards import listed_cards
from archive.models.prepared import Prepared
from archive.web.address import Asked
from archive.web.kept import kept
from archive.web.paging import PAGE_SIZE, Paging, paging


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of articles, with its paging."""

    articles: Sequence[Article]
    paging: Paging


def listing(articles: ArticleQuerySet, asked: Asked, total: int, size: int = PAGE_SIZE) -> Listing:
    """Return the requested page of `articles`; `total` is the length of the whole list.

    Keys are sorted and sliced first, so that the database does not sort rows with their texts.
    """
    page = paging(asked.page(), total, asked.at_page, size)
    return _listed(list(articles.values_list("pk", flat=True)[page.slice]), page)


def kept_listing(
    name: Hashable, articles: ArticleQuerySet, asked: Asked, size: int = PAGE_SIZE
) -> Listing:
    """Return the requested page of a list that is costly to sort; its keys are cached."""
    keys = kept(name, lambda: tuple(articles.values_list("pk", flat=True)))
    page = paging(asked.page(), len(keys), asked.at_page, size)
    return _listed(list(keys[page.slice]), page)


def _listed(keys: list[int], page: Paging) -> Listing:
    rows = listed_cards(keys)
    return Listing(cards(rows[key] for key in keys if key in rows), page)


_evidence: Prepared[tuple[int, str, str]] = Prepared(
    lambda articles: (
        Evidence.objects.current()
        .filter(article__pk__in=[articles])
        .order_by()
        .values_list("article_id", "field", "status")
    )
)


def cards(articles: Iterable[Article]) -> list[Article]:
    """Return the articles as a list, with `date_is_inferred` set on each; one query.

    All evidence of the articles is read and filtered here: few rows, while a filter by field can
    make the database scan that field's whole index.
    """
    rows = list(articles)
    inferred = {
        article
        for article, field, status in _evidence(tuple(row.pk for row in rows))
        if field == Evidence.Field.PUBLISHED and status == Evidence.Status.INFERRED
    }
    for row in rows:
        row.date_is_inferred = row.pk in inferred  # type: ignore[attr-defined]
    return rows
