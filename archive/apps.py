"""The archive as a Django app, and its admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """The only Django app of the project."""

    default = True
    name = "archive"
    verbose_name = _("Archive")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals that update the search index, record changes, write events, and announce writers."""
        from archive.curation.changes import change_closing  # noqa: PLC0415
        from archive.db import event_triggers, row_triggers  # noqa: PLC0415
        from archive.db.turns import announce_writers  # noqa: PLC0415
        from archive.quotations.recounting import recount_after_change  # noqa: PLC0415
        from archive.search.indexing import change_queue  # noqa: PLC0415 -- needs loaded models

        change_queue.connect_signals()
        change_closing.connect(recount_after_change)
        connection_created.connect(announce_writers)
        for triggers in (row_triggers, event_triggers):
            pre_migrate.connect(triggers.drop_triggers, sender=self)
            post_migrate.connect(triggers.install_triggers, sender=self)


class ArchiveAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with the archive's own site."""

    default = False
    default_site = "archive.editing.site.ArchiveAdminSite"
