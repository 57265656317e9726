"""Time limit of one search, from the settings."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.conf import settings

from archive.search.budget import TimeBudget, limit_time


def limit_search_time() -> AbstractContextManager[None]:
    """Limit the time of a search: inside, steps past the limit raise SearchTimeout.

    Several searches of one page can share it: the first one opened holds for those inside.
    """
    return limit_time(TimeBudget(settings.SEARCH_SECONDS))
