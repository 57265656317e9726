"""Search for quotations, near-duplicates and stories among new and changed articles.

Each feature derives its pending articles from its own rows. So after an interrupted run, an edit or
a withdrawal they stay pending until the end of `ingest`, the worker beside the server, or one of
the `find_…` commands reads them.
"""

import time
from collections.abc import Callable
from typing import Final

from archive.duplicates import store as duplicates
from archive.management.progress import progress_bar
from archive.quotations import store as quotations
from archive.quotations.joining import recount_stale
from archive.stories import store as stories

_BREATH: Final = 0.1
"""Seconds between two transactions. SQLite's lock is not fair, and a waiting writer polls it only
now and then: without a pause a long run would keep every other writer out."""


def compare_what_waits() -> int:
    """Run all three on their pending articles; return the highest number read by any."""
    return max(find_quotations(), find_duplicates(), find_stories())


def find_quotations() -> int:
    """Extract the quotations of pending articles and match them into statements."""
    ids = list(quotations.unread().values_list("pk", flat=True))
    if not ids:
        return 0
    with progress_bar("Quotations") as told:
        quotations.read_articles(ids, progress=_breathing(lambda done: told(done, len(ids))))
    recount_stale()
    return len(ids)


def find_duplicates() -> int:
    """Find near-duplicates, shared passages and credited origins of pending articles."""
    ids = duplicates.unread()
    if not ids:
        return 0
    with progress_bar("Near copies") as told:
        duplicates.read_articles(ids, _breathing(told))
    return len(ids)


def find_stories() -> int:
    """Assign pending articles to stories."""
    ids = stories.unread()
    if not ids:
        return 0
    with progress_bar("Stories") as told:
        stories.read_articles(ids, _breathing(told))
    return len(ids)


def _breathing(told: Callable[..., None]) -> Callable[..., None]:
    """Return the progress callback with a pause after it, so that other writers get the lock."""

    def tell(*steps: int) -> None:
        told(*steps)
        time.sleep(_BREATH)

    return tell
