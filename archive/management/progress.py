"""Progress of a run: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from archive.ingest.pipeline import OnOutcome
from archive.ingest.report import Outcome
from archive.ingest.sources import Sources

EVERY = 2000  # documents between two lines where there is no terminal


@contextmanager
def bar(sources: Sources, console: Console) -> Iterator[OnOutcome]:
    """Show a bar with the rate, the time elapsed and the time left."""
    columns = ("{task.fields[count]:,} documents", "{task.fields[rate]:,.0f} a second")
    with Progress(
        BarColumn(),
        *(TextColumn(column) for column in columns),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=sources.bytes_total or None, count=0, rate=0.0)

        def advance(_: Outcome) -> None:
            done = progress.tasks[0]
            count = done.fields["count"] + 1
            rate = count / (done.elapsed or 1)
            progress.update(task, completed=sources.bytes_read, count=count, rate=rate)

        yield advance


@contextmanager
def lines(sources: Sources, write: Callable[[str], None]) -> Iterator[OnOutcome]:
    """Write a line every `LINE_INTERVAL` documents."""
    count, began = 0, time.monotonic()

    def advance(_: Outcome) -> None:
        nonlocal count
        count += 1
        if count % EVERY == 0:
            spent = time.monotonic() - began
            write(f"{count:,} documents so far{pace(sources, count, spent)}")

    yield advance


def pace(sources: Sources, count: int, spent: float) -> str:
    """Return the documents per second, and about how long the rest takes."""
    rate = f", {count / spent:,.0f} a second" if spent else ""
    if not 0 < sources.bytes_read <= sources.bytes_total:
        return rate
    left = spent * (sources.bytes_total / sources.bytes_read - 1)
    return (
        f"{rate}, about {left / 60:,.0f} min left" if left > 90 else f"{rate}, {left:,.0f} s left"
    )


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal; the callback takes the steps done and the total."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip
    with bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
