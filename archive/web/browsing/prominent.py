"""Most frequent capitalised names in the latest articles of a group."""

from collections import Counter
from typing import Final

from archive.models.articles import ArticleQuerySet
from archive.text.capitals import capitalised_names

LATEST: Final = 200  # articles that are read
_LENGTH: Final = 3_000  # characters of each
_SHOWN: Final = 16
_LEAST: Final = 2  # minimum number of articles that hold a name


def prominent_names(articles: ArticleQuerySet) -> tuple[tuple[str, int], ...]:
    """Return names by the number of LATEST_ARTICLES that hold them, most frequent first."""
    held: Counter[str] = Counter()
    keys = articles.newest_first().values_list("pk", flat=True)[:LATEST]
    read = articles.model.objects.filter(pk__in=list(keys)).values_list("language", "body")
    for language, body in read:
        held.update(set(capitalised_names(body[:_LENGTH], language)))
    several = [(name, count) for name, count in held.items() if count >= _LEAST]
    return tuple(sorted(several, key=lambda each: (-each[1], each[0]))[:_SHOWN])
