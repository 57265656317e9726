"""Hits as they are shown: printings of one text under the earliest, unless a reader wants all.

Only the hits of one page are folded, each at the place of the best of them: what is shown and what
is folded are together as many as the page has.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.duplicates.folding import printings
from archive.search.results import Hit


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit with a card of its own, and those that stand under it."""

    hit: Hit
    under: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a page, and how many hits stand under others."""

    cards: tuple[Shown, ...]
    folded: int = 0


def folded(hits: Sequence[Hit], *, apart: bool) -> Cards:
    """The cards of a page; `apart`: one for each hit."""
    if apart:
        return Cards(tuple(Shown(hit) for hit in hits))
    by_pk = {hit.article.pk: hit for hit in hits}
    folding = printings(by_pk)
    cards = tuple(
        Shown(by_pk[pk], tuple(by_pk[one] for one in folding.folded.get(pk, ())))
        for pk in folding.shown(by_pk)
    )
    return Cards(cards, len(hits) - len(cards))
