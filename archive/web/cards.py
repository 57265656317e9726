"""Lists of articles as cards, in a fixed number of queries."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from archive.db.compiled_queries import CompiledQuery
from archive.models import Article, Evidence
from archive.models.articles import ArticleQuerySet, load_article_cards
from archive.web.cache import cached_by_generation
from archive.web.paging import PAGE_SIZE, Paging, paginate
from archive.web.params import QueryParams


@dataclass(frozen=True, slots=True)
class ArticleListing:
    """One page of a list of articles, with its paging."""

    articles: Sequence[Article]
    paging: Paging


def paginate_articles(
    articles: ArticleQuerySet, params: QueryParams, total: int, page_size: int = PAGE_SIZE
) -> ArticleListing:
    """Return the requested page of `articles`; `total` is the length of the whole list.

    Keys are sorted and sliced first, so that the database does not sort rows with their texts.
    """
    page = paginate(params.get_page_number(), total, params.build_page_url, page_size)
    return _build_listing(list(articles.values_list("pk", flat=True)[page.slice]), page)


def paginate_cached_articles(
    cache_key: Hashable, articles: ArticleQuerySet, params: QueryParams, page_size: int = PAGE_SIZE
) -> ArticleListing:
    """Return the requested page of a list that is costly to sort; its keys are cached."""
    keys = cached_by_generation(cache_key, lambda: tuple(articles.values_list("pk", flat=True)))
    page = paginate(params.get_page_number(), len(keys), params.build_page_url, page_size)
    return _build_listing(list(keys[page.slice]), page)


def _build_listing(keys: list[int], page: Paging) -> ArticleListing:
    rows = load_article_cards(keys)
    return ArticleListing(annotate_inferred_dates(rows[key] for key in keys if key in rows), page)


_load_evidence: CompiledQuery[tuple[int, str, str]] = CompiledQuery(
    lambda articles: (
        Evidence.objects.current()
        .filter(article__pk__in=[articles])
        .order_by()
        .values_list("article_id", "field", "status")
    )
)


def annotate_inferred_dates(articles: Iterable[Article]) -> list[Article]:
    """Return the articles as a list, with `date_is_inferred` set on each; one query.

    All evidence of the articles is read and filtered here: few rows, while a filter by field can
    make the database scan that field's whole index.
    """
    rows = list(articles)
    inferred_keys = {
        article
        for article, field, status in _load_evidence(tuple(row.pk for row in rows))
        if field == Evidence.Field.PUBLISHED and status == Evidence.Status.INFERRED
    }
    for row in rows:
        row.date_is_inferred = row.pk in inferred_keys  # type: ignore[attr-defined]
    return rows
