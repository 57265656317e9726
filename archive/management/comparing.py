"""Search for quotations, near-duplicates and stories among new and changed articles.

Each feature derives its pending articles from its own rows. So after an interrupted run, an edit or
a withdrawal they stay pending until the end of `ingest`, the worker beside the server, or one of
the `find_…` commands reads them.
"""

import time
from collections.abc import Callable
from typing import Final

from archive.duplicates import update as duplicates
from archive.management.progress import show_progress
from archive.quotations import update as quotations
from archive.quotations.joining import recount_stale_quotations
from archive.stories import update as stories

_PAUSE: Final = 0.1
"""Seconds between two transactions. SQLite's lock is not fair, and a waiting writer polls it only
now and then: without a pause a long run would keep every other writer out."""


def compare_pending() -> int:
    """Run all three on their pending articles; return the highest number read by any."""
    return max(find_quotations(), find_duplicates(), find_stories())


def find_quotations() -> int:
    """Extract the quotations of pending articles and match them into statements."""
    ids = list(quotations.find_unread_articles().values_list("pk", flat=True))
    if not ids:
        return 0
    with show_progress("Quotations") as report_progress:
        quotations.read_articles(ids, progress=_add_pauses(lambda done: report_progress(done, len(ids))))
    recount_stale_quotations()
    return len(ids)


def find_duplicates() -> int:
    """Find near-duplicates, shared passages and credited origins of pending articles."""
    ids = duplicates.find_uncompared_articles()
    if not ids:
        return 0
    with show_progress("Near copies") as report_progress:
        duplicates.compare_articles(ids, _add_pauses(report_progress))
    return len(ids)


def find_stories() -> int:
    """Assign pending articles to stories."""
    ids = stories.find_unassigned_articles()
    if not ids:
        return 0
    with show_progress("Stories") as report_progress:
        stories.assign_articles(ids, _add_pauses(report_progress))
    return len(ids)


def _add_pauses(report_progress: Callable[..., None]) -> Callable[..., None]:
    """Return the progress callback with a pause after it, so that other writers get the lock."""

    def report_and_pause(*steps: int) -> None:
        report_progress(*steps)
        time.sleep(_PAUSE)

    return report_and_pause
