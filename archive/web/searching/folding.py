"""Groups of near-identical articles, by which search results are folded.

Folding covers all results, not one page, so the groups of the whole archive are cached until an
article or a pair changes.
"""

from typing import Final

from archive.duplicates import folding
from archive.search.request import ReprintGroups
from archive.web.kept import cached_by_generation

MAX_PAIRS: Final = 100_000
"""Beyond so many pairs, which take a quarter of a second to read, nothing is folded."""


def load_printings() -> ReprintGroups | None:
    """Return the groups to fold by; None where there are too many. Two queries on a cache hit."""
    stamp = folding.get_pairs_version()
    if stamp[0] > MAX_PAIRS:
        return None
    return cached_by_generation(
        ("printings", *stamp), lambda: ReprintGroups(folding.group_printings())
    )
