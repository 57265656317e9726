"""`manage.py check_payloads`: is every original byte still what it was?"""

from django.core.management.base import BaseCommand, CommandError

from archive.models import Payload
from archive.provenance.fixity import FixityReport, walk

EVERY = 1000


class Command(BaseCommand):
    help = (
        "Read every original of the store and compare it with its SHA-256. Changes nothing."
        " Exit status 1 if one is damaged or missing."
    )

    def handle(self, **options) -> None:
        total = Payload.objects.count()
        report = FixityReport()
        for number, checked in enumerate(walk(), start=1):
            report.add(checked)
            if checked.state != "sound":
                self.stderr.write(f"{checked.state}: {checked.path} ({checked.note})")
            if number % EVERY == 0 and options["verbosity"]:
                self.stdout.write(f"{number:,} of {max(total, number):,} checked")
        self.stdout.write(
            f"{report.sound:,} sound, {report.count('damaged'):,} damaged,"
            f" {report.count('missing'):,} missing, {report.count('extra'):,} extra"
        )
        if not report.is_sound:
            raise CommandError(
                "The store is not sound. Bring the files named above back from a backup.",
                returncode=1,
            )
