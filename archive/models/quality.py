"""Quality of the data: counts of a day, originals that are damaged or missing, and tasks to mend things."""

from typing import TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.provenance import Payload


class PayloadFault(models.Model):
    """An original that the last check found damaged or missing; deleted when a check finds it sound again."""

    class State(models.TextChoices):
        DAMAGED = "damaged", _("damaged")
        MISSING = "missing", _("missing")

    payload = models.OneToOneField(
        Payload, models.CASCADE, primary_key=True, verbose_name=_("original file"), related_name="fault"
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    note = models.CharField(_("note"), max_length=300, blank=True)
    found_at = models.DateTimeField(_("found on"), auto_now=True)

    class Meta:
        verbose_name = _("damaged or missing original")
        verbose_name_plural = _("damaged or missing originals")
        ordering = ["-found_at", "pk"]

    def __str__(self) -> str:
        return f"{self.payload_id}: {self.get_state_display()}"


class QualitySnapshot(models.Model):
    """The counts of one day: of all listed articles, and by quality check (see `archive.curation.quality`)."""

    day = models.DateField(_("day"), primary_key=True)
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"


class TaskKind(models.TextChoices):
    """Kind of a task."""

    CHECK_ORIGINALS = "check originals", _("check of the originals")
    REBUILD_INDEX = "rebuild index", _("new search index")


class MaintenanceTask(models.Model):
    """A long task that an editor asked for in the admin and the worker does; a check goes on at `position`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")

    Kind: TypeAlias = TaskKind

    kind = models.CharField(_("kind"), max_length=20, choices=TaskKind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("asked for by"),
        related_name="+",
        null=True,
        blank=True,
    )
    requested_at = models.DateTimeField(_("asked for on"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    position = models.CharField(max_length=64, blank=True)
    processed_count = models.PositiveIntegerField(_("done"), default=0)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state__in=["waiting", "running"]), name="one_open_task_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """True while it waits or is under way."""
        return self.state in (self.State.WAITING, self.State.RUNNING)
