"""`changepassword`: Django's own, for an archive that exists."""

from django.contrib.auth.management.commands import changepassword

from archive.management.archive_command import ArchiveCommand


class Command(ArchiveCommand, changepassword.Command):
    pass
