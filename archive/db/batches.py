"""Long runs over many rows: batches of one transaction each, and reports of progress."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import transaction

from archive.db.bulk import Item, iter_batches

Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Callback with the number of steps done, and that of all."""


def run_in_batches(
    items: Sequence[Item],
    process: Callable[[Sequence[Item]], Result],
    size: int,
    progress: Progress | None = None,
    *,
    done: int = 0,
    total: int | None = None,
) -> list[Result]:
    """Process batches of `size` items, and return the results; a run that is killed repeats at most one batch.

    `done` of `total` steps were made before; by default the items are all there is to do.
    """
    results = []
    for batch in iter_batches(items, size):
        with transaction.atomic():
            results.append(process(batch))
        done += len(batch)
        if progress:
            progress(done, len(items) if total is None else total)
    return results
