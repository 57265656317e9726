"""Groups of near-identical articles, by which search results are folded.

Folding covers all results, not one page, so the groups of the whole archive are cached until an
article or a pair changes.
"""

from typing import Final

from archive.duplicates import folding
from archive.search.request import Printings
from archive.web.kept import kept

MOST_PAIRS: Final = 100_000
"""Beyond so many pairs, which take a quarter of a second to read, nothing is folded."""


def printings() -> Printings | None:
    """Return the groups to fold by; None where there are too many. Two queries on a cache hit."""
    stamp = folding.stamp()
    if stamp[0] > MOST_PAIRS:
        return None
    return kept(("printings", *stamp), lambda: Printings(folding.printings()))
