"""`manage.py check_payloads`: compare every original with its SHA-256."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from archive.management.base import ArchiveCommand
from archive.models import Payload
from archive.provenance.fixity import Checked, FixityReport, walk

EVERY = 1000


class Command(ArchiveCommand):
    help = (
        "Read every original of the store and compare it with its SHA-256. Changes nothing."
        " Exit status 1 if one is damaged or missing. A check that was cut off goes on with"
        " --resume."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--resume", action="store_true", help="go on where the last check was cut off"
        )

    def handle(self, *, resume: bool, **options) -> None:
        self.place = Path(settings.CUTTINGS_HOME) / "check_payloads.json"
        after, report = self._begun() if resume else ("", FixityReport())
        self.total = Payload.objects.count()
        done = report.sound + len(report.faults)
        for number, checked in enumerate(walk(after), start=done + 1):
            report.add(checked)
            if checked.state != "sound":
                self.stderr.write(f"{checked.state}: {checked.path} ({checked.note})")
            if number % EVERY == 0 and checked.state != "extra":
                self._note(checked, report, number, quiet=not options["verbosity"])
        self.place.unlink(missing_ok=True)
        self._conclude(report)

    def _conclude(self, report: FixityReport) -> None:
        self.stdout.write(
            f"{report.sound:,} sound, {report.count('damaged'):,} damaged,"
            f" {report.count('missing'):,} missing, {report.count('extra'):,} extra"
        )
        if not report.is_sound:
            raise CommandError(
                "The store is not sound. Bring the files named above back from a backup.",
                returncode=1,
            )

    def _note(self, checked: Checked, report: FixityReport, number: int, *, quiet: bool) -> None:
        """Save how far the check is, for `--resume`, and print it."""
        faults = [(fault.state, str(fault.path), fault.note) for fault in report.faults]
        told = {"after": checked.path.name, "sound": report.sound, "faults": faults}
        self.place.write_text(json.dumps(told))
        if not quiet:
            self.stdout.write(f"{number:,} of {max(self.total, number):,} checked")

    def _begun(self) -> tuple[str, FixityReport]:
        """Load where the last check was cut off, and what it had found."""
        try:
            told = json.loads(self.place.read_text())
            faults = [Checked(state, Path(path), note) for state, path, note in told["faults"]]
            return told["after"], FixityReport(told["sound"], faults)
        except FileNotFoundError:
            return "", FixityReport()
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(
                f"{self.place} is damaged ({error}). Delete it and check from the start."
            ) from error
