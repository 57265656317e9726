"""Boilerplate paragraphs, which an outlet prints in article after article."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from archive.models import Article
from archive.text.normalize import squeeze

NEIGHBOURS: Final = 12
"""Number of earlier articles of the same outlet that are examined too."""
HOLDERS: Final = 4
"""Minimum number of articles of one outlet with the identical paragraph, …"""
SHARE: Final = 0.2
"""… and minimum share of the articles examined, for it to be boilerplate."""


def without_furniture(articles: Sequence[Article]) -> dict[int, str]:
    """Return the body of each article without boilerplate; one query per outlet."""
    by_outlet: dict[int | None, list[Article]] = defaultdict(list)
    for article in articles:
        by_outlet[article.outlet_id].append(article)
    bodies = {}
    for outlet, own in by_outlet.items():
        furniture = _furniture(outlet, own) if outlet else frozenset()
        for article in own:
            kept = [text for text in article.paragraphs if squeeze(text) not in furniture]
            bodies[article.pk] = "\n\n".join(kept)
    return bodies


def _furniture(outlet: int, own: Sequence[Article]) -> frozenset[str]:
    ids = [article.pk for article in own]
    others = Article.objects.listed().filter(outlet=outlet, pk__lt=min(ids)).order_by("-pk")
    looked_at = [*own, *others.only("body")[:NEIGHBOURS]]
    holders = Counter(
        text for article in looked_at for text in {squeeze(part) for part in article.paragraphs}
    )
    enough = max(HOLDERS, SHARE * len(looked_at))
    return frozenset(text for text, count in holders.items() if count >= enough)
