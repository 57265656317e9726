"""`createsuperuser`: Django's own, for an archive that exists."""

from django.contrib.auth.management.commands import createsuperuser

from archive.management.base import ArchiveCommand


class Command(ArchiveCommand, createsuperuser.Command):
    pass
