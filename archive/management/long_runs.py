"""Long runs of commands: comparing articles with the others, and the progress of runs."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from itertools import count
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as ProgressTask
from rich.text import Text

from archive.db import bulk
from archive.duplicates import update as duplicates
from archive.ingest.pipeline import OutcomeCallback
from archive.ingest.reports import IngestOutcome
from archive.ingest.sources import SourceReader
from archive.quotations import reading as quotations
from archive.stories import update as stories

LINE_INTERVAL = 2000  # documents between two lines where there is no terminal
LINE_SECONDS: Final = 10.0  # between two lines of a comparison where there is no terminal


@contextmanager
def show_ingest_bar(sources: SourceReader, console: Console) -> Iterator[OutcomeCallback]:
    """Show a bar with the rate, the time elapsed and the time left."""
    texts = "{task.fields[count]:,} documents", "{task.fields[rate]:,.0f} a second"
    columns = (TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(BarColumn(), *texts, *columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=sources.bytes_total or None, count=0, rate=0.0)

        def count_document(_: IngestOutcome) -> None:
            number = progress.tasks[0].fields["count"] + 1
            rate = number / (progress.tasks[0].elapsed or 1)
            progress.update(task, completed=sources.bytes_read, count=number, rate=rate)

        yield count_document


def write_ingest_lines(sources: SourceReader, write: Callable[[str], None]) -> OutcomeCallback:
    """Return a callback that writes a line every `LINE_INTERVAL` documents."""
    numbers, started = count(1), time.monotonic()

    def count_document(_: IngestOutcome) -> None:
        if (number := next(numbers)) % LINE_INTERVAL == 0:
            write(f"{number:,} documents so far{format_pace(sources, number, time.monotonic() - started)}")

    return count_document


def format_pace(sources: SourceReader, count: int, elapsed: float) -> str:
    """Return the documents per second, and about how long the rest takes."""
    rate = f", {count / elapsed:,.0f} a second" if elapsed else ""
    if not 0 < sources.bytes_read <= sources.bytes_total:
        return rate
    remaining = elapsed * (sources.bytes_total / sources.bytes_read - 1)
    return f"{rate}, about {remaining / 60:,.0f} min left" if remaining > 90 else f"{rate}, {remaining:,.0f} s left"


class RateColumn(ProgressColumn):
    """Progress column with the steps per second; empty until the first are done."""

    def render(self, task: ProgressTask) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


@contextmanager
def show_progress(description: str, total: int | None = None, *, with_rate: bool = False) -> Iterator[bulk.Progress]:
    """Show a bar on a terminal; the callback takes the items done and the total."""
    with show_steps(description, total, with_rate=with_rate) as report_step:
        yield partial(report_step, description)


@contextmanager
def show_steps(
    description: str = "",
    total: int | None = None,
    *,
    with_rate: bool = False,
    write: Callable[[str], None] | None = None,
) -> Iterator[bulk.StepProgress]:
    """Show a bar on a terminal, which begins again with each step; elsewhere `write` gets a line now and then."""
    console = Console(stderr=True)
    if write is not None and not console.is_terminal:
        yield StepLines(write)
        return
    columns = [BarColumn(), MofNCompleteColumn(), *([RateColumn()] if with_rate else []), TimeRemainingColumn()]
    with Progress("{task.description}", *columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(description, total=total)

        def report_step(step: str, done: int, total: int) -> None:
            if bar.tasks[0].description != step:
                bar.reset(task, description=step)
            bar.update(task, completed=done, total=total)

        yield report_step


class StepLines:
    """Callback that writes every few seconds what a run is doing, how much of it is done, and how long it takes."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._clock = clock
        self._step = ""
        self._written_at = self._started_at = clock()
        self._done_before = 0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Report the items done of a step."""
        now = self._clock()
        if step != self._step:  # its pace is counted from here
            self._step, self._started_at, self._done_before = step, now, done
        if now - self._written_at >= LINE_SECONDS:
            self._written_at = now
            pace = format_step_pace(done - self._done_before, total - done, now - self._started_at)
            self._write(f"{step}: {done:,} of {total:,} articles{pace}")


def format_step_pace(done: int, rest: int, elapsed: float) -> str:
    """Return the articles per second, and about how long the rest takes."""
    if not elapsed or not done:
        return ""
    remaining = elapsed * rest / done
    left = f"about {remaining / 60:,.0f} min left" if remaining > 90 else f"{remaining:,.0f} s left"
    return f", {done / elapsed:,.0f} a second, {left}"


def serialize_outcome(outcome: IngestOutcome, *, dry_run: bool) -> dict[str, object]:
    """Return an outcome as an object of the report file."""
    article = outcome.article
    fields: dict[str, object] = {"outcome": outcome.result, "source": outcome.source, "record": outcome.record}
    fields |= {"id": outcome.identifier, "reason": outcome.reason}
    if dry_run:
        fields["dry_run"] = True
    if article is not None:
        fields |= {
            "title": article.title,
            "authors": [credit.name for credit in article.authors],
            "published": article.published,
            "outlet": outcome.outlet,
            "findings": [asdict(finding) for finding in article.findings],
        }
    return fields


def format_preview(outcome: IngestOutcome) -> str:
    """Return the line of a dry run: what would be written."""
    article = outcome.article
    if article is None:
        return ""
    action = "would add" if outcome.result == "added" else "would add a capture of"
    names = ", ".join(credit.name for credit in article.authors) or "no author"
    place = f"{outcome.source}, {outcome.record}" if outcome.record else outcome.source
    values = (article.title, names, article.published or "undated", outcome.outlet or "no outlet")
    return f"{action}: {' | '.join(values)} | {place}"


def read_quotations(
    ids: Sequence[int], progress: bulk.StepProgress, *, again: bool = False
) -> quotations.ReadingReport:
    """Extract the quotations of articles, and match them into statements."""
    report = quotations.read_articles(ids, again=again, progress=progress)
    quotations.recount_stale_quotations()
    return report


def compare_pending(write: Callable[[str], None] | None = None) -> int:
    """Find quotations, near-duplicates and stories in pending articles; return the highest number read by any.

    Each feature derives its pending articles from its own rows. So after an interrupted run, an edit or a withdrawal
    they stay pending until the end of `ingest`, the worker beside the server, or a `find_…` command reads them.
    """
    counts = []
    for find_pending, read_articles in (
        (find_unread_ids, read_quotations),
        (duplicates.find_uncompared_articles, duplicates.compare_articles),
        (stories.find_unassigned_articles, stories.assign_articles),
    ):
        if ids := find_pending():
            with show_steps(write=write) as report_step:
                read_articles(ids, report_step)
        counts.append(len(ids))
    return max(counts)


def find_unread_ids() -> list[int]:
    """Return the articles whose quotations are to be read."""
    return list(quotations.find_unread_articles().values_list("pk", flat=True))
