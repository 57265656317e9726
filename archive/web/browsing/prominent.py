"""Which names a group of articles holds most often: a plain count, over the latest of them."""

from collections import Counter
from typing import Final

from archive.models.articles import ArticleQuerySet
from archive.text.capitals import capitalised_names

LATEST: Final = 200  # articles that are read
_LENGTH: Final = 3_000  # characters of each
_SHOWN: Final = 16
_LEAST: Final = 2  # articles that must hold a name


def prominent_names(articles: ArticleQuerySet) -> tuple[tuple[str, int], ...]:
    """Names with the number of articles that hold them, among the LATEST, the most held first."""
    held: Counter[str] = Counter()
    keys = articles.newest_first().values_list("pk", flat=True)[:LATEST]
    read = articles.model.objects.filter(pk__in=list(keys)).values_list("language", "body")
    for language, body in read:
        held.update(set(capitalised_names(body[:_LENGTH], language)))
    several = [(name, count) for name, count in held.items() if count >= _LEAST]
    return tuple(sorted(several, key=lambda each: (-each[1], each[0]))[:_SHOWN])
