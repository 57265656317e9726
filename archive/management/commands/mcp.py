"""`manage.py mcp`: serve the archive to an assistant (Model Context Protocol), over standard input or HTTP."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import CommandError

from archive.management.archive_command import ArchiveCommand

_DEFAULT_PORT = 8765


class Command(ArchiveCommand):
    help = (
        "Serve the archive to an assistant: tools that search and read, and change nothing. Over standard input and"
        " output, as assistants start it; with --http, at http://127.0.0.1:PORT/mcp."
    )
    is_read_only = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", metavar="URL", help="where people read the archive; addresses begin with it")
        parser.add_argument(
            "--http", type=int, nargs="?", const=_DEFAULT_PORT, metavar="PORT", help="serve on this machine by HTTP"
        )

    def handle(self, *, site: str | None, http: int | None, **options) -> None:
        try:
            from archive.assistant.server import create_server  # noqa: PLC0415 -- of an extra
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "mcp":
                raise
            raise CommandError("This needs the extra of it: pip install 'cuttings[mcp]'.") from error
        address = (site or _find_site()).rstrip("/")
        if http is None:
            create_server(address, log_level="ERROR").run("stdio")
        else:
            create_server(address, host="127.0.0.1", port=http, stateless_http=True).run("streamable-http")


def _find_site() -> str:
    """Return the first host that the settings name."""
    host = next((host.lstrip(".") for host in settings.ALLOWED_HOSTS), "localhost")
    return f"https://{host}" if settings.BEHIND_TLS else f"http://{host}:8000"
