"""Loading of article cards by primary key."""

from collections import defaultdict
from collections.abc import Iterable

from archive.models.articles import Article, Byline
from archive.models.prepared import Prepared

_articles = Prepared(
    lambda keys: Article.objects.listed().select_related("outlet").filter(pk__in=[keys])
)
_bylines = Prepared(
    lambda keys: Byline.objects.select_related("author").filter(article__pk__in=[keys])
)


def listed_cards(keys: Iterable[int]) -> dict[int, Article]:
    """Return the listed articles by key, with outlet and credits, in two compiled queries."""
    rows = _articles(tuple(keys))
    with_credits(rows)
    return {row.pk: row for row in rows}


def with_credits(articles: list[Article]) -> None:
    """Set `credits` of these articles with one query."""
    credited: dict[int, list[Byline]] = defaultdict(list)
    for byline in _bylines(tuple(row.pk for row in articles)):
        credited[byline.article_id].append(byline)
    for row in articles:
        row.credits = credited[row.pk]
