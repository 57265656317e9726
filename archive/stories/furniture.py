"""Boilerplate paragraphs, which an outlet prints in article after article."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from archive.models import Article
from archive.text.normalize import collapse_whitespace

EXAMINED_EARLIER: Final = 12
"""Number of earlier articles of the same outlet that are examined too."""
MIN_ARTICLES: Final = 4
"""Minimum number of articles of one outlet with the identical paragraph, …"""
MIN_SHARE: Final = 0.2
"""… and minimum share of the articles examined, for it to be boilerplate."""


def strip_boilerplate(articles: Sequence[Article]) -> dict[int, str]:
    """Return the body of each article without boilerplate; one query per outlet."""
    by_outlet: dict[int | None, list[Article]] = defaultdict(list)
    for article in articles:
        by_outlet[article.outlet_id].append(article)
    bodies = {}
    for outlet, outlet_articles in by_outlet.items():
        boilerplate = _find_boilerplate(outlet, outlet_articles) if outlet else frozenset()
        for article in outlet_articles:
            paragraphs = [
                paragraph
                for paragraph in article.paragraphs
                if collapse_whitespace(paragraph) not in boilerplate
            ]
            bodies[article.pk] = "\n\n".join(paragraphs)
    return bodies


def _find_boilerplate(outlet: int, outlet_articles: Sequence[Article]) -> frozenset[str]:
    ids = [article.pk for article in outlet_articles]
    earlier_articles = (
        Article.objects.listed().filter(outlet=outlet, pk__lt=min(ids)).order_by("-pk")
    )
    examined = [*outlet_articles, *earlier_articles.only("body")[:EXAMINED_EARLIER]]
    counts = Counter(
        text
        for article in examined
        for text in {collapse_whitespace(paragraph) for paragraph in article.paragraphs}
    )
    threshold = max(MIN_ARTICLES, MIN_SHARE * len(examined))
    return frozenset(text for text, count in counts.items() if count >= threshold)
