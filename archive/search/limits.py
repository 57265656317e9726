"""The time that one question may take, as the settings say."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.conf import settings

from archive.search.budget import Budget, limit_time


def time_limit() -> AbstractContextManager[None]:
    """The time budget of a question: inside, what takes longer raises SearchTimeout.

    Several questions of one page can share it: the first one opened holds for those inside.
    """
    return limit_time(Budget(settings.SEARCH_SECONDS))
