"""`manage.py demo`: load and serve the demonstration archive."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from archive.ingest.authority import load_authority
from archive.management.base import MIGRATED, ArchiveCommand
from archive.management.commands.serve import add_address, greeting
from archive.management.local_server import free_address, mend_index, prepare_archive, serve_forever
from archive.models import Batch

NOTICE = "A demonstration archive: the country of Velmora, its outlets and its people are invented."


class Command(ArchiveCommand):
    help = "Load the demonstration archive (once) and serve it; Ctrl-C ends it."
    requires_system_checks = []
    accepted = MIGRATED

    def add_arguments(self, parser):
        add_address(parser)
        parser.add_argument("--no-serve", action="store_true", help="load only")

    def handle(self, *, host, port, no_serve, **options):
        prepare_archive()
        folder = Path(settings.ASSETS_DIR) / "fixtures" / "demo"
        if not _is_loaded(folder):
            self._load(folder)
        (Path(settings.CUTTINGS_HOME) / "notice.txt").write_text(NOTICE + "\n")
        if no_serve:
            return
        host, port = free_address(host, port)
        serve_forever(host, port, greeting(host, port, mend_index()))

    def _load(self, folder: Path) -> None:
        made = load_authority(_records(folder / "authority.json"))
        self.stdout.write(f"{made.outlets} outlets and {made.authors} authors added.")
        outlets = sorted(path for path in folder.iterdir() if path.is_dir())
        self.stderr.style_func = None  # remarks of `ingest` are not errors: no red
        call_command("ingest", *map(str, outlets), stdout=self.stdout, stderr=self.stderr)
        load_authority(_records(folder / "collections.json"))


def _records(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def _is_loaded(folder: Path) -> bool:
    finished = Batch.objects.filter(state=Batch.State.FINISHED, refused=0)
    return finished.filter(source__contains=str(folder)).exists()
