"""Long runs of commands: comparing articles with the others, and the progress of runs."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
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

_PAUSE: Final = 0.1
"""Seconds between two transactions. SQLite's lock is not fair, and a waiting writer polls it only
now and then: without a pause a long run would keep every other writer out."""
LINE_INTERVAL = 2000  # documents between two lines where there is no terminal


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
def show_progress(
    description: str, total: int | None = None, *, with_rate: bool = False, pause: float = 0
) -> Iterator[bulk.Progress]:
    """Show a bar on a terminal; the callback takes the steps done and the total, and waits for `pause` seconds."""
    console = Console(stderr=True)
    columns = [BarColumn(), MofNCompleteColumn(), *([RateColumn()] if with_rate else []), TimeRemainingColumn()]
    with Progress("{task.description}", *columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(description, total=total)

        def report_progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if pause:
                time.sleep(pause)

        yield report_progress


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


def read_quotations(ids: Sequence[int], progress: bulk.Progress, *, again: bool = False) -> quotations.ReadingReport:
    """Extract the quotations of articles, and match them into statements."""
    report = quotations.read_articles(ids, again=again, progress=progress)
    quotations.recount_stale_quotations()
    return report


def compare_pending() -> int:
    """Find quotations, near-duplicates and stories in pending articles; return the highest number read by any.

    Each feature derives its pending articles from its own rows. So after an interrupted run, an edit or a withdrawal
    they stay pending until the end of `ingest`, the worker beside the server, or a `find_…` command reads them.
    """
    counts = []
    for description, find_pending, read_articles in (
        ("Quotations", find_unread_ids, read_quotations),
        ("Near copies", duplicates.find_uncompared_articles, duplicates.compare_articles),
        ("Stories", stories.find_unassigned_articles, stories.assign_articles),
    ):
        if ids := find_pending():
            with show_progress(description, pause=_PAUSE) as report_progress:
                read_articles(ids, report_progress)
        counts.append(len(ids))
    return max(counts)


def find_unread_ids() -> list[int]:
    """Return the articles whose quotations are to be read."""
    return list(quotations.find_unread_articles().values_list("pk", flat=True))
