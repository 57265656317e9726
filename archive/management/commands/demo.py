"""`manage.py demo`: load and serve the demonstration archive."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from archive.ingest.authority import load_authority_records
from archive.management.commands import serve
from archive.models import Batch

NOTICE = "A demonstration archive: the country of Velmora, its outlets and its people are invented."


class Command(serve.Command):
    help = "Load the demonstration archive (once) and serve it; Ctrl-C ends it."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--no-serve", action="store_true", help="load only")

    def handle(self, *, host, port, admin, **options):
        serve.prepare_archive()
        folder = Path(settings.ASSETS_DIR) / "fixtures" / "demo"
        finished = Batch.objects.filter(state=Batch.State.FINISHED, refused=0)
        if not finished.filter(source__contains=str(folder)).exists():
            self._load_fixtures(folder)
        (Path(settings.CUTTINGS_HOME) / "notice.txt").write_text(NOTICE + "\n")
        if not options["no_serve"]:
            self.serve(host, port, admin or settings.ADMINISTRATOR)

    def _load_fixtures(self, folder: Path) -> None:
        added = load_authority_records(_read_records(folder / "authority.json"))
        self.stdout.write(f"{added.outlets} outlets and {added.authors} authors added.")
        outlets = sorted(path for path in folder.iterdir() if path.is_dir())
        self.stderr.style_func = None  # remarks of `ingest` are not errors: no red
        call_command("ingest", *map(str, outlets), stdout=self.stdout, stderr=self.stderr)
        load_authority_records(_read_records(folder / "collections.json"))


def _read_records(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))
