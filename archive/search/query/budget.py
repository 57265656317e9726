"""Limits of time and work of searches, checked between their steps.

The caller opens a limit (`limit_time`), and every step calls `check_time`. The engine allows an amount of work in
proportion to the archive (`allow_work`) and counts the positions of words that it compares (`charge_work`), so that a
question is stopped early, and alike on a slow and a busy machine. Outside of a limit nothing is counted: writing and
checking the index take the time they need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic

from archive.errors import SearchTimeout
from archive.text.messages import lazy_message, lazy_plural_message


@dataclass(slots=True)
class TimeBudget:
    """Deadline in seconds of a clock from now; 0 seconds are no limit. `work` is what was done of `allowed_work`."""

    seconds: int
    clock: Callable[[], float] = monotonic
    end: float = field(init=False)
    allowed_work: int = 0
    work: int = 0

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

    def get_seconds_left(self) -> float | None:
        """Return the seconds until the deadline; None where there is no limit."""
        return self.end - self.clock() if self.seconds else None

    def charge(self, work: int) -> None:
        """Count work; SearchTimeout if it is more than allowed."""
        self.work += work
        if self.seconds and self.allowed_work and self.work > self.allowed_work:
            raise SearchTimeout(
                lazy_message(
                    "This search was stopped, because it compares the places of too many words. Nothing of it is"
                    " shown. Ask for fewer phrases and words near each other, or for words that are less frequent."
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


def allow_work(amount: int) -> None:
    """Allow the current limit so much work, unless it was allowed before."""
    budget = _current_budget.get()
    if budget is not None and not budget.allowed_work:
        budget.allowed_work = amount


def charge_work(work: int) -> None:
    """Count work of the current limit; SearchTimeout if it is more than allowed."""
    if (budget := _current_budget.get()) is not None:
        budget.charge(work)


def check_time() -> None:
    """Raise SearchTimeout after the deadline of the current limit."""
    if (budget := _current_budget.get()) is not None:
        budget.check()


def get_seconds_left() -> float | None:
    """Return the seconds that the current limit leaves; None without a limit."""
    budget = _current_budget.get()
    return budget.get_seconds_left() if budget is not None else None
