"""`manage.py find_duplicates`: find near-duplicates among new and changed articles."""

from argparse import ArgumentParser
from typing import Any

from archive.duplicates import update
from archive.management.archive_command import ArchiveCommand
from archive.management.long_runs import show_steps
from archive.models import Article, NearDuplicate


class Command(ArchiveCommand):
    help = (
        "Find near copies, shared passages and credited origins among new and changed articles. "
        "Stopped, it goes on where it was; run again, it changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="read every article again")

    def handle(self, *, anew: bool, **_: Any) -> None:
        ids = update.find_uncompared_articles()
        if anew:
            ids = sorted({*ids, *Article.objects.listed().values_list("pk", flat=True)})
        with show_steps(write=self.print_remark) as report_step:
            added = update.compare_articles(ids, report_step)
        total = NearDuplicate.objects.listed().count()
        self.stdout.write(f"{len(ids):,} articles read, {added:,} pairs written; {total:,} pairs in the archive.")
