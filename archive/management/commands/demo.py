"""`manage.py demo`: load and serve the demonstration archive."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from archive.ingest.authority import load_authority_records
from archive.management.base import MIGRATABLE_STATES, ArchiveCommand
from archive.management.commands.serve import add_address_arguments, build_greeting
from archive.management.local_server import find_free_address, prepare_archive, repair_index, serve_forever
from archive.models import Batch

NOTICE = "A demonstration archive: the country of Velmora, its outlets and its people are invented."


class Command(ArchiveCommand):
    help = "Load the demonstration archive (once) and serve it; Ctrl-C ends it."
    requires_system_checks = []
    accepted_states = MIGRATABLE_STATES

    def add_arguments(self, parser):
        add_address_arguments(parser)
        parser.add_argument("--no-serve", action="store_true", help="load only")

    def handle(self, *, host, port, no_serve, **options):
        prepare_archive()
        folder = Path(settings.ASSETS_DIR) / "fixtures" / "demo"
        if not _is_loaded(folder):
            self._load_fixtures(folder)
        (Path(settings.CUTTINGS_HOME) / "notice.txt").write_text(NOTICE + "\n")
        if no_serve:
            return
        host, port = find_free_address(host, port)
        serve_forever(host, port, build_greeting(host, port, repair_index()))

    def _load_fixtures(self, folder: Path) -> None:
        added = load_authority_records(_read_records(folder / "authority.json"))
        self.stdout.write(f"{added.outlets} outlets and {added.authors} authors added.")
        outlets = sorted(path for path in folder.iterdir() if path.is_dir())
        self.stderr.style_func = None  # remarks of `ingest` are not errors: no red
        call_command("ingest", *map(str, outlets), stdout=self.stdout, stderr=self.stderr)
        load_authority_records(_read_records(folder / "collections.json"))


def _read_records(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def _is_loaded(folder: Path) -> bool:
    finished = Batch.objects.filter(state=Batch.State.FINISHED, refused=0)
    return finished.filter(source__contains=str(folder)).exists()
