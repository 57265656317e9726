"""Time limit of one search, from the settings."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.conf import settings

from archive.search.budget import Budget, limit_time


def time_limit() -> AbstractContextManager[None]:
    """Limit the time of a search: inside, steps past the limit raise SearchTimeout.

    Several searches of one page can share it: the first one opened holds for those inside.
    """
    return limit_time(Budget(settings.SEARCH_SECONDS))
