"""`manage.py check_index`: compare database and index."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from archive.errors import SearchError
from archive.management.base import ArchiveCommand
from archive.models import Article
from archive.search import indexing

_SHOWN = 20


class Command(ArchiveCommand):
    help = "Compare database and index and name the articles they do not agree on."

    def handle(self, **_: Any) -> None:
        try:
            found = indexing.check()
        except SearchError as error:
            raise CommandError(str(error)) from error
        if found.damaged:
            raise CommandError(
                f"Damaged files of the index: {', '.join(found.damaged)}. Nothing else was"
                " compared. Run `python manage.py rebuild_index`."
            )
        self._tell("not in the index", found.missing)
        self._tell("in the index, but not listed in the archive", found.superfluous)
        self._tell("in the index as they were before a change", found.changed)
        status = indexing.status()
        if found:
            raise CommandError(
                "Database and index differ. Run `python manage.py update_index` if changes wait"
                f" ({status.waiting:,} do), else `python manage.py rebuild_index`."
            )
        self.stdout.write(f"Database and index agree. {status.message}")

    def _tell(self, what: str, ids: tuple[int, ...]) -> None:
        if not ids:
            return
        shown = dict(Article.objects.filter(pk__in=ids[:_SHOWN]).values_list("pk", "identifier"))
        names = ", ".join(shown.get(pk, f"row {pk}") for pk in ids[:_SHOWN])
        more = ", …" if len(ids) > _SHOWN else ""
        self.stdout.write(f"{len(ids):,} {what}: {names}{more}")
