"""`createsuperuser`: Django's own, for an archive that exists and has no administrator yet."""

from django.contrib.auth.management.commands import createsuperuser
from django.core.management import CommandError

from archive.management.administrators import name_administrators
from archive.management.archive_command import ArchiveCommand


class Command(ArchiveCommand, createsuperuser.Command):
    help = "Make the administrator of an archive."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--another", action="store_true", help="make one also where there is an administrator")

    def handle(self, *args, another=False, **options):
        if not another and (names := name_administrators()):
            raise CommandError(
                f"This archive has an administrator: {names}. `changepassword NAME` sets a new password; --another"
                " makes a second administrator."
            )
        return super().handle(*args, **options)
