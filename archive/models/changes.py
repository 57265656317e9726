"""Changes by editors, with the rows before and after, so that each can be undone as one step.

Triggers of the database write the rows (`archive.db.row_triggers`): so `update()`, `bulk_create()` and cascades count.
"""

from typing import Final, Self, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ChangeAction(models.TextChoices):
    """Kind of a change."""

    ADD = "add", _("added")
    EDIT = "edit", _("edited")
    BULK_EDIT = "bulk edit", _("bulk edit")
    IMPORT = "import", _("metadata imported")
    UPLOAD = "upload", _("uploaded")
    MERGE = "merge", _("merged")
    SPLIT = "split", _("split")
    WITHDRAW = "withdraw", _("withdrawn")
    RESTORE = "restore", _("restored")
    DELETE = "delete", _("deleted")
    REVIEW = "review", _("reviewed")
    TEXT = "text", _("text edited")
    UNDO = "undo", _("undone")


_SUMMARY_OPENINGS: Final = {
    "Added: ": _("Added: %s"),
    "Deleted: ": _("Deleted: %s"),
    "Uploaded: ": _("Uploaded: %s"),
    "Undone: ": _("Undone: %s"),
    "Done again: ": _("Done again: %s"),
}
"""What stored summaries begin with, in English, and how pages say it."""


def translate_summary(summary: str) -> str:
    """Translate the opening words of a summary, and those of the one that it is about."""
    for opening, template in _SUMMARY_OPENINGS.items():
        if summary.startswith(opening):
            return str(template) % translate_summary(summary.removeprefix(opening))
    return summary


class ChangeQuerySet(models.QuerySet):
    """Chainable filters of changes."""

    def in_force(self) -> Self:
        """Filter to changes that are not undone."""
        return self.filter(is_undone=False)

    def of_record(self, record: models.Model) -> Self:
        """Filter to changes that wrote the row of this record."""
        rows = RowChange.objects.filter(table_name=record._meta.db_table, row_key=str(record.pk))
        return self.filter(pk__in=rows.values("change"))

    def purgeable(self) -> Self:
        """Filter to deletions, and undone uploads, whose rows are still kept."""
        is_deletion = Q(action=ChangeAction.DELETE) | Q(action=ChangeAction.UNDO, undoes__action=ChangeAction.UPLOAD)
        return self.filter(is_deletion, is_undone=False, purged_at=None)

    def deletions(self) -> Self:
        """Filter to deletions whose rows are still kept and not restored."""
        return self.filter(action=ChangeAction.DELETE, is_undone=False, purged_at=None)


class Change(models.Model):
    """One change by an editor: who, when, why, and how many rows of the database."""

    Action: TypeAlias = ChangeAction

    action = models.CharField(_("kind"), max_length=20, choices=ChangeAction)
    summary = models.CharField(_("what"), max_length=300, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    made_at = models.DateTimeField(_("made on"), auto_now_add=True, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("made by"),
        related_name="changes",
        null=True,
        blank=True,
    )
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    undoes = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("undoes"), related_name="undos", null=True, blank=True
    )
    is_undone = models.BooleanField(_("undone"), default=False)
    purged_at = models.DateTimeField(_("purged on"), null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=ChangeAction.values), name="change_is_of_a_kind"),
        ]

    def __str__(self) -> str:
        """Return what it did, its opening words in the language of the page."""
        return translate_summary(self.summary) if self.summary else f"{self.get_action_display()} {self.pk}"


class OpenChange(models.Model):
    """The change that the running transaction belongs to; no other transaction ever sees this row."""

    change = models.OneToOneField(Change, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"change {self.change_id}"


class RowOperation(models.TextChoices):
    """What happened to a row."""

    INSERT = "insert", _("added")
    UPDATE = "update", _("changed")
    DELETE = "delete", _("deleted")


class RowChange(models.Model):
    """One row that a change inserted, updated or deleted.

    `before` and `after` map columns to values as JSON: of an update those that differ, of a deletion the whole row
    before; of an insertion nothing, since the row is there.
    """

    Operation: TypeAlias = RowOperation

    change = models.ForeignKey(Change, models.CASCADE, related_name="rows")
    table_name = models.CharField(max_length=64)
    row_key = models.CharField(max_length=64)
    operation = models.CharField(max_length=6, choices=RowOperation)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["change", "table_name", "row_key"], name="row_change_of_change"),
            models.Index(fields=["table_name", "row_key"], name="row_change_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_key}"
