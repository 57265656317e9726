"""Quotations, near copies and stories of what came in or changed: the rooms one after the other.

Each room tells by its own rows which articles it has not read as they are now. So a run that is cut
off, an edit at the desk and an article withdrawn all wait there until somebody comes by: the end of
`ingest`, the worker beside the server, or one of the `find_…` commands.
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
"""Seconds between two transactions. SQLite gives its lock to whoever asks first, and one who waits
asks only now and then: without a pause a long run would keep every other writer out."""


def compare_what_waits() -> int:
    """Have every room read what it has not read yet; the most articles any of them read."""
    return max(find_quotations(), find_duplicates(), find_stories())


def find_quotations() -> int:
    """Read quotations and lay the printings of one statement together."""
    ids = list(quotations.unread().values_list("pk", flat=True))
    if not ids:
        return 0
    with progress_bar("Quotations") as told:
        quotations.read_articles(ids, progress=_breathing(lambda done: told(done, len(ids))))
    recount_stale()
    return len(ids)


def find_duplicates() -> int:
    """Find near copies, shared passages and credited origins."""
    ids = duplicates.unread()
    if not ids:
        return 0
    with progress_bar("Near copies") as told:
        duplicates.read_articles(ids, _breathing(told))
    return len(ids)


def find_stories() -> int:
    """Let articles join or found stories."""
    ids = stories.unread()
    if not ids:
        return 0
    with progress_bar("Stories") as told:
        stories.read_articles(ids, _breathing(told))
    return len(ids)


def _breathing(told: Callable[..., None]) -> Callable[..., None]:
    """The same progress, with a pause for others who want to write."""

    def tell(*steps: int) -> None:
        told(*steps)
        time.sleep(_BREATH)

    return tell
