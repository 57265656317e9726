"""Printings of one text under the earliest that a search finds, unless a reader wants all apart.

They fold over the whole answer, not only within a page, so the groups of all the archive are kept
at hand until an article or a pair changes.
"""

from typing import Final

from archive.duplicates import folding
from archive.search.request import Printings
from archive.web.kept import kept

MOST_PAIRS: Final = 100_000
"""Pairs of an archive whose printings are folded: what a quarter of a second goes through."""


def printings() -> Printings | None:
    """The groups to fold by; None where there are too many pairs. Two queries if none changed."""
    stamp = folding.stamp()
    if stamp[0] > MOST_PAIRS:
        return None
    return kept(("printings", *stamp), lambda: Printings(folding.printings()))
