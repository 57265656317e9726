"""Groups of articles that print one text, for searches that fold them into one hit."""

from typing import Final

from archive.duplicates import update
from archive.search.query.request import ReprintGroups
from archive.web.cache import cached_by_generation

MAX_PAIRS: Final = 100_000
"""Beyond so many pairs, which take a quarter of a second to read, nothing is folded."""


def load_reprint_groups() -> ReprintGroups | None:
    """Return the groups to collapse; None where there are too many. Two queries on a cache hit."""
    stamp = update.get_pairs_version()
    if stamp[0] > MAX_PAIRS:
        return None
    return cached_by_generation(("reprints", *stamp), lambda: ReprintGroups(update.group_reprints()))
