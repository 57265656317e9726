"""Loading of article cards by primary key."""

from collections import defaultdict
from collections.abc import Iterable

from archive.models.articles import Article, Byline
from archive.models.prepared import CompiledQuery

_listed_articles_query = CompiledQuery(
    lambda keys: Article.objects.listed().select_related("outlet").filter(pk__in=[keys])
)
_bylines_query = CompiledQuery(
    lambda keys: Byline.objects.select_related("author").filter(article__pk__in=[keys])
)


def load_article_cards(keys: Iterable[int]) -> dict[int, Article]:
    """Return the listed articles by key, with outlet and credits, in two compiled queries."""
    rows = _listed_articles_query(tuple(keys))
    prefetch_credits(rows)
    return {article.pk: article for article in rows}


def prefetch_credits(articles: list[Article]) -> None:
    """Set `credits` of these articles with one query."""
    bylines_by_article: dict[int, list[Byline]] = defaultdict(list)
    for byline in _bylines_query(tuple(article.pk for article in articles)):
        bylines_by_article[byline.article_id].append(byline)
    for article in articles:
        article.credits = bylines_by_article[article.pk]
