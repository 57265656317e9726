"""`makemessages`: Django's own, which also finds messages in packages without Django."""

from django.core.management.commands import makemessages

MARKS = ("said:1", "said_counted:1,2", "repair:1")


class Command(makemessages.Command):
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        *(f"--keyword={mark}" for mark in MARKS),
    ]
