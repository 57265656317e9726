"""Time limits of searches, checked between their steps.

The caller opens a limit (`limit_time`), and every step calls `check_time`. Outside of it nothing
is limited: writing and checking the index take the time they need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic

from archive.errors import SearchTimeout
from archive.text.messages import lazy_plural_message


@dataclass(slots=True)
class TimeBudget:
    """Deadline in seconds of a clock from now; 0 seconds are no limit."""

    seconds: int
    clock: Callable[[], float] = monotonic
    end: float = field(init=False)

    def __post_init__(self) -> None:
        self.end = self.clock() + self.seconds

    def check(self) -> None:
        """Raise SearchTimeout after the deadline."""
        if self.seconds and self.clock() >= self.end:
            raise SearchTimeout(
                lazy_plural_message(
                    "This search took longer than {number} second and was stopped, so nothing of it is shown. Ask for"
                    " fewer words and patterns, for shorter phrases or for smaller distances.",
                    "This search took longer than {number} seconds and was stopped, so nothing of it is shown. Ask for"
                    " fewer words and patterns, for shorter phrases or for smaller distances.",
                    self.seconds,
                )
            )


_current_budget: ContextVar[TimeBudget | None] = ContextVar("budget", default=None)


@contextmanager
def limit_time(budget: TimeBudget) -> Iterator[None]:
    """Check the steps inside against `budget`, or against an outer limit if there is one."""
    if _current_budget.get() is not None:
        yield
        return
    token = _current_budget.set(budget)
    try:
        yield
    finally:
        _current_budget.reset(token)


def check_time() -> None:
    """Raise SearchTimeout after the deadline of the current limit."""
    if (budget := _current_budget.get()) is not None:
        budget.check()
