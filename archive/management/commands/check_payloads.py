"""`manage.py check_payloads`: compare every original with its SHA-256."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from archive.management.archive_command import ArchiveCommand
from archive.models import Payload
from archive.storage.faults import save_faults
from archive.storage.payloads import FixityReport, FixityResult, check_store

NOTE_INTERVAL = 1000


class Command(ArchiveCommand):
    help = (
        "Read every original of the store and compare it with its SHA-256. Changes no original; the admin names what is"
        " found. Exit status 1 if one is damaged or missing. A check that was cut off goes on with --resume."
    )
    is_read_only = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--resume", action="store_true", help="go on where the last check was cut off")

    def handle(self, *, resume: bool, **options) -> None:
        self.state_path = Path(settings.CUTTINGS_HOME) / "check_payloads.json"
        start_after, report = self._load_state() if resume else ("", FixityReport())
        self.total = Payload.objects.count()
        checked_count = report.sound + len(report.faults)
        unsaved_results: list[FixityResult] = []
        for number, checked in enumerate(check_store(start_after), start=checked_count + 1):
            report.add_result(checked)
            unsaved_results.append(checked)
            if checked.state != "sound":
                self.stderr.write(f"{checked.state}: {checked.path} ({checked.note})")
            if number % NOTE_INTERVAL == 0 and checked.state != "extra":
                save_faults(unsaved_results)
                unsaved_results.clear()
                self._save_state(checked, report, number, quiet=not options["verbosity"])
        save_faults(unsaved_results)
        self.state_path.unlink(missing_ok=True)
        self.stdout.write(
            f"{report.sound:,} sound, {report.count_state('damaged'):,} damaged,"
            f" {report.count_state('missing'):,} missing, {report.count_state('extra'):,} extra"
        )
        if not report.is_sound:
            raise CommandError("The store is not sound. Bring the files named above back from a backup.", returncode=1)

    def _save_state(self, checked: FixityResult, report: FixityReport, number: int, *, quiet: bool) -> None:
        faults = [(fault.state, str(fault.path), fault.note) for fault in report.faults]
        state = {"after": checked.path.name, "sound": report.sound, "faults": faults}
        self.state_path.write_text(json.dumps(state))
        if not quiet:
            self.stdout.write(f"{number:,} of {max(self.total, number):,} checked")

    def _load_state(self) -> tuple[str, FixityReport]:
        try:
            saved_state = json.loads(self.state_path.read_text())
            faults = [FixityResult(state, Path(path), note) for state, path, note in saved_state["faults"]]
            return saved_state["after"], FixityReport(saved_state["sound"], faults)
        except FileNotFoundError:
            return "", FixityReport()
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(
                f"{self.state_path} is damaged ({error}). Delete it and check from the start."
            ) from error
