"""`createsuperuser`: Django's own, for an archive that exists."""

from django.contrib.auth.management.commands import createsuperuser

from archive.management.archive_command import ArchiveCommand


class Command(ArchiveCommand, createsuperuser.Command):
    pass
