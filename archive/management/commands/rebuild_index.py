"""`manage.py rebuild_index`: build a new index beside the one in use, and swap it in."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from archive.management.archive_command import ArchiveCommand
from archive.management.long_runs import show_progress
from archive.models import Article
from archive.search.indexing import maintenance


class Command(ArchiveCommand):
    help = "Build the index anew from the database and swap it in. Searches are answered meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--noinput", action="store_true", help="nothing is ever asked; accepted as elsewhere")

    def handle(self, **_: Any) -> None:
        total, started = Article.objects.listed().count(), monotonic()
        with show_progress("Indexing", total, with_rate=True) as report_progress:
            count = maintenance.rebuild_index(lambda done: report_progress(done, total))
        rate = count / max(monotonic() - started, 0.001)
        summary = f"{count:,} articles indexed, {rate:,.0f} a second."
        self.stdout.write(f"{summary} {maintenance.get_index_status().message}")
