"""`manage.py find_quotations`: extract quotations, and match them across outlets."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive.management.base import ArchiveCommand
from archive.models import Article
from archive.quotations import update
from archive.quotations.joining import recount_stale_quotations


class Command(ArchiveCommand):
    help = (
        "Read the quotations of articles that are new or changed, and lay the printings of one"
        " statement together. A run that is broken off goes on where it stood."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", nargs="+", metavar="IDENTIFIER", help="only these, e.g. 7k2m9qxa")
        parser.add_argument("--again", action="store_true", help="also those that were read before and not changed")

    def handle(self, *, articles: list[str] | None, again: bool, **_: Any) -> None:
        ids = _find_ids(articles) if articles else _find_pending_ids(again=again)
        with _build_progress_bar() as bar:
            task = bar.add_task("Reading quotations", total=len(ids))
            report = update.read_articles(ids, again=again, progress=lambda done: bar.update(task, completed=done))
        recount_stale_quotations()
        self.stdout.write(str(report))


def _find_pending_ids(*, again: bool) -> list[int]:
    rows = Article.objects.order_by("pk") if again else update.find_unread_articles()
    return list(rows.values_list("pk", flat=True))


def _find_ids(identifiers: list[str]) -> list[int]:
    ids_by_identifier = dict(Article.objects.filter(identifier__in=identifiers).values_list("identifier", "pk"))
    if missing := [identifier for identifier in identifiers if identifier not in ids_by_identifier]:
        raise CommandError(
            f"No article has the identifier {', '.join(missing)}. The identifier is the part of"
            " an article’s address after /articles/."
        )
    return [ids_by_identifier[identifier] for identifier in identifiers]


def _build_progress_bar() -> Progress:
    """Build a progress bar that shows on a terminal only."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip
