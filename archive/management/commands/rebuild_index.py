"""`manage.py rebuild_index`: build a new index beside the one in use, and swap it in."""

from __future__ import annotations

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from archive.errors import SearchError
from archive.management.base import ArchiveCommand
from archive.models import Article
from archive.search.indexing import maintenance


class Command(ArchiveCommand):
    help = "Build the index anew from the database and swap it in. Searches are answered meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--noinput", action="store_true", help="nothing is ever asked; accepted as elsewhere")

    def handle(self, **_: Any) -> None:
        total, started = Article.objects.listed().count(), monotonic()
        try:
            with _build_progress_bar() as bar:
                task = bar.add_task("Indexing", total=total)
                count = maintenance.rebuild_index(lambda done: bar.update(task, completed=done))
        except SearchError as error:
            raise CommandError(str(error)) from error
        rate = count / max(monotonic() - started, 0.001)
        summary = f"{count:,} articles indexed, {rate:,.0f} a second."
        self.stdout.write(f"{summary} {maintenance.get_index_status().message}")


class RateColumn(ProgressColumn):
    """Progress column with the articles per second."""

    def render(self, task: Task) -> Text:
        """Return the rate; empty until the first articles are done."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


def _build_progress_bar() -> Progress:
    """Build a bar with count, rate and time left that shows on a terminal only."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), RateColumn(),
        TimeRemainingColumn(), console=console, disable=not console.is_terminal,
    )  # fmt: skip
