"""Time budgets whose clocks count the steps that look at them."""

from itertools import chain, count, repeat

from archive.search.query.budget import TimeBudget, limit_time


def make_budget(steps):
    """Make a budget that ends after so many steps."""
    return TimeBudget(1, chain(repeat(0, steps + 1), repeat(1)).__next__)


def count_steps(call):
    """Count the times that a call looks at the clock."""
    clock = count()
    with limit_time(TimeBudget(10**9, clock.__next__)):
        call()
    return next(clock) - 1
