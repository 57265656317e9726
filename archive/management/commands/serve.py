"""`manage.py serve`: serve the local archive."""

from archive.management import local_server
from archive.management.archive_command import MIGRATABLE_STATES, ArchiveCommand


class Command(ArchiveCommand):
    help = "Serve the archive to this machine with gunicorn; Ctrl-C ends it."
    requires_system_checks = []
    accepted_states = MIGRATABLE_STATES

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen to")
        parser.add_argument("--port", type=int, help="port; default: the first free from 8000 on")

    def handle(self, *, host, port, **options):
        local_server.prepare_archive()
        self.serve(host, port)

    def serve(self, host: str, port: int | None) -> None:
        """Serve at the address that was asked for; the greeting has the URLs and the login hint."""
        host, port = local_server.find_free_address(host, port)
        note = local_server.repair_index()
        site = f"http://{host}:{port}/"
        greeting = (
            f"\n  Cuttings is at     {site}\n"
            f"  The admin is at    {site}admin/   ({local_server.build_login_hint()})\n"
            + (f"  {note}\n" if note else "")
            + "  Ctrl-C ends it; everything is kept.\n"
        )
        local_server.serve_forever(host, port, greeting)
