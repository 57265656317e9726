"""`python manage.py update_index`: what waits in the queue goes into the index."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.errors import SearchError
from archive.search import indexing


class Command(BaseCommand):
    help = "Apply the changes that wait in the queue. rebuild_index builds the index anew."

    def handle(self, **_: Any) -> None:
        try:
            count = indexing.apply_queue()
        except SearchError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count:,} changes applied. {indexing.status().message}")
