"""Long runs of commands: comparing articles with the others, and the progress of runs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from archive.duplicates import update as duplicates
from archive.ingest.pipeline import OutcomeCallback
from archive.ingest.reports import IngestOutcome
from archive.ingest.sources import SourceReader
from archive.quotations import update as quotations
from archive.quotations.joining import recount_stale_quotations
from archive.stories import update as stories

# Progress and outcomes of a run, printed.

LINE_INTERVAL = 2000  # documents between two lines where there is no terminal


@contextmanager
def show_ingest_bar(sources: SourceReader, console: Console) -> Iterator[OutcomeCallback]:
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

        def count_document(_: IngestOutcome) -> None:
            first_task = progress.tasks[0]
            count = first_task.fields["count"] + 1
            rate = count / (first_task.elapsed or 1)
            progress.update(task, completed=sources.bytes_read, count=count, rate=rate)

        yield count_document


@contextmanager
def write_ingest_lines(sources: SourceReader, write: Callable[[str], None]) -> Iterator[OutcomeCallback]:
    """Write a line every `LINE_INTERVAL` documents."""
    count, started = 0, time.monotonic()

    def count_document(_: IngestOutcome) -> None:
        nonlocal count
        count += 1
        if count % LINE_INTERVAL == 0:
            elapsed = time.monotonic() - started
            write(f"{count:,} documents so far{format_pace(sources, count, elapsed)}")

    yield count_document


def format_pace(sources: SourceReader, count: int, elapsed: float) -> str:
    """Return the documents per second, and about how long the rest takes."""
    rate = f", {count / elapsed:,.0f} a second" if elapsed else ""
    if not 0 < sources.bytes_read <= sources.bytes_total:
        return rate
    remaining = elapsed * (sources.bytes_total / sources.bytes_read - 1)
    return f"{rate}, about {remaining / 60:,.0f} min left" if remaining > 90 else f"{rate}, {remaining:,.0f} s left"


@contextmanager
def show_progress(description: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal; the callback takes the steps done and the total."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip
    with bar:
        task = bar.add_task(description, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


# Outcomes of documents as JSON for reports, and as lines of a dry run.


def serialize_outcome(outcome: IngestOutcome, *, dry_run: bool) -> dict[str, object]:
    """Return an outcome as an object of the report file."""
    article = outcome.article
    fields: dict[str, object] = {
        "outcome": outcome.result,
        "source": outcome.source,
        "record": outcome.record,
        "id": outcome.identifier,
        "reason": outcome.reason,
    }
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


_PAUSE: Final = 0.1
"""Seconds between two transactions. SQLite's lock is not fair, and a waiting writer polls it only
now and then: without a pause a long run would keep every other writer out."""


def compare_pending() -> int:
    """Run all three on their pending articles; return the highest number read by any."""
    return max(find_quotations(), find_duplicates(), find_stories())


def find_quotations() -> int:
    """Extract the quotations of pending articles and match them into statements."""
    ids = list(quotations.find_unread_articles().values_list("pk", flat=True))
    if not ids:
        return 0
    with show_progress("Quotations") as report_progress:
        quotations.read_articles(ids, progress=_add_pauses(lambda done: report_progress(done, len(ids))))
    recount_stale_quotations()
    return len(ids)


def find_duplicates() -> int:
    """Find near-duplicates, shared passages and credited origins of pending articles."""
    ids = duplicates.find_uncompared_articles()
    if not ids:
        return 0
    with show_progress("Near copies") as report_progress:
        duplicates.compare_articles(ids, _add_pauses(report_progress))
    return len(ids)


def find_stories() -> int:
    """Assign pending articles to stories."""
    ids = stories.find_unassigned_articles()
    if not ids:
        return 0
    with show_progress("Stories") as report_progress:
        stories.assign_articles(ids, _add_pauses(report_progress))
    return len(ids)


def _add_pauses(report_progress: Callable[..., None]) -> Callable[..., None]:
    """Return the progress callback with a pause after it, so that other writers get the lock."""

    def report_and_pause(*steps: int) -> None:
        report_progress(*steps)
        time.sleep(_PAUSE)

    return report_and_pause
