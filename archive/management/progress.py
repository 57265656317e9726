"""Progress and outcomes of a run, printed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from archive.ingest.pipeline import OutcomeCallback
from archive.ingest.reports import IngestOutcome
from archive.ingest.sources import SourceReader

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
