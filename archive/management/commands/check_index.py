"""`manage.py check_index`: compare database and index."""

from typing import Any

from django.core.management.base import CommandError

from archive.management.archive_command import ArchiveCommand
from archive.models import Article
from archive.search.indexing import maintenance

_MAX_SHOWN = 20


class Command(ArchiveCommand):
    help = "Compare database and index and name the articles they do not agree on."
    is_read_only = True

    def handle(self, **_: Any) -> None:
        report = maintenance.check_index()
        if report.damaged_files:
            raise CommandError(
                f"Damaged files of the index: {', '.join(report.damaged_files)}. Nothing else was"
                " compared. Run `python manage.py rebuild_index`."
            )
        self._list_articles("not in the index", report.missing)
        self._list_articles("in the index, but not listed in the archive", report.orphaned)
        self._list_articles("in the index as they were before a change", report.changed)
        status = maintenance.get_index_status()
        if report:
            raise CommandError(
                "Database and index differ. Run `python manage.py update_index` if changes wait"
                f" ({status.waiting:,} do), else `python manage.py rebuild_index`."
            )
        self.stdout.write(f"Database and index agree. {status.message}")

    def _list_articles(self, problem: str, ids: tuple[int, ...]) -> None:
        if not ids:
            return
        identifiers = dict(Article.objects.filter(pk__in=ids[:_MAX_SHOWN]).values_list("pk", "identifier"))
        names = ", ".join(identifiers.get(pk, f"row {pk}") for pk in ids[:_MAX_SHOWN])
        suffix = ", …" if len(ids) > _MAX_SHOWN else ""
        self.stdout.write(f"{len(ids):,} {problem}: {names}{suffix}")
