"""The archive as a Django app."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """One app; its rooms are sub-packages."""

    name = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the index follow the database."""
        from archive.search import signals  # noqa: PLC0415 -- needs loaded models

        signals.connect()
