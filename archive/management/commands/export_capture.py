"""`manage.py export_capture ARTICLE|NUMBER…`: write captures as a WARC."""

import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import CommandError
from django.db.models import Q

from archive.management.archive_command import ArchiveCommand
from archive.models import Capture
from archive.storage.export_warc import export_warc


class Command(ArchiveCommand):
    help = (
        "Write captures as a gzipped WARC: those of an article (by its identifier), or single ones"
        " by their number. A response stays as it was; other bytes become resource records."
    )
    is_read_only = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="+", metavar="ARTICLE|NUMBER")
        parser.add_argument("--output", metavar="FILE.warc.gz", help="file to write; default: standard output")

    def handle(self, *, names: list[str], output: str | None, **options) -> None:
        captures = [capture for name in names for capture in self._find_captures(name)]
        try:
            with ExitStack() as stack:
                out = stack.enter_context(Path(output).open("xb")) if output else sys.stdout.buffer
                count = export_warc(captures, out)
        except FileExistsError:
            raise CommandError(f"{output} is there already. Choose another name.") from None
        except OSError as error:
            raise CommandError(str(error)) from error
        self.print_remark(f"{count:,} captures written")

    def _find_captures(self, name: str) -> list[Capture]:
        condition = Q(article__identifier=name)
        if name.isascii() and name.isdigit() and len(name) < 8:
            condition |= Q(pk=int(name))
        captures = list(Capture.objects.filter(condition).select_related("payload").order_by("captured_at"))
        if not captures:
            raise CommandError(
                f"There is no capture ‘{name}’. Give the identifier of an article (as in its"
                " address) or the number of a capture."
            )
        return captures
