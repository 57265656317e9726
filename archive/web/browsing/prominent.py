"""Most frequent capitalised names in the latest articles of a group."""

from collections import Counter
from typing import Final

from archive.models.articles import ArticleQuerySet
from archive.text.capitals import find_capitalised_names

LATEST_ARTICLES: Final = 200  # articles that are read
_MAX_CHARACTERS: Final = 3_000  # characters of each
_MAX_NAMES: Final = 16
_MIN_ARTICLES: Final = 2  # minimum number of articles that hold a name


def count_prominent_names(articles: ArticleQuerySet) -> tuple[tuple[str, int], ...]:
    """Return names by the number of LATEST_ARTICLES that hold them, most frequent first."""
    counts: Counter[str] = Counter()
    keys = articles.newest_first().values_list("pk", flat=True)[:LATEST_ARTICLES]
    rows = articles.model.objects.filter(pk__in=list(keys)).values_list("language", "body")
    for language, body in rows:
        counts.update(set(find_capitalised_names(body[:_MAX_CHARACTERS], language)))
    frequent = [(name, count) for name, count in counts.items() if count >= _MIN_ARTICLES]
    return tuple(sorted(frequent, key=lambda each: (-each[1], each[0]))[:_MAX_NAMES])
