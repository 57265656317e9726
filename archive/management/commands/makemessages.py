"""`makemessages`: Django's own, which also finds messages in packages without Django."""

from django.core.management.commands import makemessages

MESSAGE_FUNCTIONS = ("lazy_message:1", "lazy_plural_message:1,2", "add_repair:1", "build_error:1")
IGNORED = (".venv", "tests")


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, *(f"--keyword={mark}" for mark in MESSAGE_FUNCTIONS)]

    def handle(self, *args, **options) -> None:
        options["ignore_patterns"] += IGNORED
        super().handle(*args, **options)
