"""`manage.py serve`: serve the local archive."""

from archive.management.base import MIGRATED, ArchiveCommand
from archive.management.local_server import (
    administrator_greeting,
    free_address,
    mend_index,
    prepare_archive,
    serve_forever,
)


class Command(ArchiveCommand):
    help = "Serve the archive to this machine with gunicorn; Ctrl-C ends it."
    requires_system_checks = []
    accepted = MIGRATED

    def add_arguments(self, parser):
        add_address(parser)

    def handle(self, *, host, port, **options):
        prepare_archive()
        host, port = free_address(host, port)
        serve_forever(host, port, greeting(host, port, mend_index()))


def add_address(parser) -> None:
    """Add the two options that `serve` and `demo` share."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen to")
    parser.add_argument("--port", type=int, help="port; default: the first free from 8000 on")


def greeting(host: str, port: int, more: str = "") -> str:
    """Return the URLs and the login hint; `note` is added below them."""
    site = f"http://{host}:{port}/"
    return (
        f"\n  Cuttings is at     {site}\n"
        f"  The admin is at    {site}admin/   ({administrator_greeting()})\n"
        + (f"  {more}\n" if more else "")
        + "  Ctrl-C ends it; everything is kept.\n"
    )
