"""The archive as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """The only Django app of the project."""

    name = "archive"
    verbose_name = _("Archive")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals that update the search index."""
        from archive.search.indexing import change_queue  # noqa: PLC0415 -- needs loaded models

        change_queue.connect_signals()
