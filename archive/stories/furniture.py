"""Paragraphs that an outlet prints in article after article: they tell of no event."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from archive.models import Article
from archive.text.normalize import squeeze

NEIGHBOURS: Final = 12
"""Articles of the same outlet, taken in before, that are looked at beside the ones at hand."""
HOLDERS: Final = 4
"""Articles of one outlet that must have a paragraph, word for word, …"""
SHARE: Final = 0.2
"""… and the share of those looked at, for it to be furniture."""


def without_furniture(articles: Sequence[Article]) -> dict[int, str]:
    """The body of each article without its outlet's furniture; one query for each outlet."""
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
