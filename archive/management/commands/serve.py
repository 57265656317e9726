"""`manage.py serve`: prepare the local archive, its login and index, and serve it with gunicorn."""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command

from archive.errors import SearchError
from archive.management.administrators import build_login_hint, choose_administrator_name
from archive.management.archive_command import MIGRATABLE_STATES, ArchiveCommand
from archive.search.indexing import maintenance

MAX_PORTS = 20
MAX_ARTICLES_AT_ONCE = 5_000
"""Number of articles indexed in a few seconds: up to it the server waits."""


def prepare_archive() -> None:
    """Apply migrations and collect static files; safe to repeat."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def repair_index() -> str:
    """Bring the index up to date; a large one in the background, reported by a sentence (and by pages and /healthz)."""
    status = maintenance.get_index_status()
    if status.is_complete or not status.articles:
        return ""
    if status.articles <= MAX_ARTICLES_AT_ONCE:
        try:
            maintenance.catch_up()
        except SearchError as error:
            return str(error)
        return ""
    log_name = _start_command("index.log", "update_index", cwd=settings.BASE_DIR)
    return f"The index is being built anew (see {log_name}); searches find all when it is done."


def find_free_address(host: str, port: int | None) -> tuple[str, int]:
    """Return `host` and a free port: the one asked for, or the first free from 8000 on."""
    candidates = range(8000, 8000 + MAX_PORTS) if port is None else [port]
    for candidate in candidates:
        with suppress(OSError), socket.create_server((host, candidate)):
            return host, candidate
    if port is not None:
        raise CommandError(f"Port {port} of {host} is taken. Choose another with --port.")
    raise CommandError(f"Ports 8000 to {8000 + MAX_PORTS - 1} are all taken. Choose one with --port.")


def serve_forever(host: str, port: int, greeting: str) -> None:
    """Replace this process by gunicorn, which prints the greeting when it listens."""
    environment = os.environ | {
        "CUTTINGS_MODE": settings.MODE,
        "CUTTINGS_HOME": str(settings.CUTTINGS_HOME),
        "CUTTINGS_BIND": f"{host}:{port}",
        "CUTTINGS_ACCESS_LOG": str(Path(settings.LOG_ROOT) / "access.log"),
        "CUTTINGS_SERVER_LOG_LEVEL": "warning",
        "CUTTINGS_GREETING": greeting,
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:archive.deploy.gunicorn", "archive.wsgi"]
    os.chdir(settings.BASE_DIR)
    _start_command("worker.log", "work", "--beside", str(os.getpid()), env=environment)
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)  # noqa: S606 -- our own interpreter, no shell


def _start_command(log_name: str, *arguments: str, **options: Any) -> str:
    """Start a command of the archive in the background; return the path of its log."""
    with (Path(settings.LOG_ROOT) / log_name).open("ab") as log:
        subprocess.Popen(  # noqa: S603 -- our own command, no shell
            [sys.executable, "-m", "archive", *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options
        )
    return log.name


class Command(ArchiveCommand):
    help = "Serve the archive to this machine with gunicorn; Ctrl-C ends it."
    requires_system_checks = []
    accepted_states = MIGRATABLE_STATES

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen to")
        parser.add_argument("--port", type=int, help="port; default: the first free from 8000 on")
        parser.add_argument("--admin", help="login name of the administrator, made where there is none yet")

    def handle(self, *, host, port, admin, **options):
        prepare_archive()
        self.serve(host, port, admin or choose_administrator_name())

    def serve(self, host: str, port: int | None, admin: str) -> None:
        """Serve at the address that was asked for; the greeting has the URLs and the login hint."""
        host, port = find_free_address(host, port)
        login = build_login_hint(admin)
        note = repair_index()
        site = f"http://{host}:{port}/"
        greeting = (
            f"\n  Cuttings is at     {site}\n"
            f"  The admin is at    {site}admin/   ({login})\n"
            + (f"  {note}\n" if note else "")
            + "  Ctrl-C ends it; everything is kept.\n"
        )
        serve_forever(host, port, greeting)
