"""`python manage.py rebuild_index`: the index anew, beside the one that answers."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive.errors import SearchError
from archive.models import Article
from archive.search import indexing


class Command(BaseCommand):
    help = "Build the index anew from the database and swap it in. Searches are answered meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noinput", action="store_true", help="nothing is ever asked; accepted as elsewhere"
        )

    def handle(self, **_: Any) -> None:
        total = Article.objects.listed().count()
        try:
            with _bar() as bar:
                task = bar.add_task("Indexing", total=total)
                count = indexing.rebuild(lambda done: bar.update(task, completed=done))
        except SearchError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count:,} articles indexed. {indexing.status().message}")


def _bar() -> Progress:
    """A progress bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip
