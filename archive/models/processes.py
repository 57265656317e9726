"""Processes that do the archive's work, on this machine and others, and what each has claimed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunningProcess(models.Model):
    """A worker or a run of `ingest`; it says every half minute that it is alive."""

    host = models.CharField(_("host"), max_length=255)
    pid = models.PositiveBigIntegerField(_("process"))
    began = models.CharField(max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20)
    doing = models.CharField(_("doing"), max_length=100, blank=True)
    started_at = models.DateTimeField(_("started on"), auto_now_add=True)
    seen_at = models.DateTimeField(_("last seen on"), db_index=True)

    class Meta:
        verbose_name = _("running process")
        verbose_name_plural = _("workers and running imports")
        ordering = ["host", "pid"]
        constraints = [models.UniqueConstraint(fields=["host", "pid", "began"], name="one_row_of_a_process")]

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"


class WorkClaim(models.Model):
    """Work that one process does and no other; it is free again when the process has ended or died."""

    name = models.CharField(max_length=100, primary_key=True)
    process = models.ForeignKey(RunningProcess, models.CASCADE, related_name="claims")
    claimed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
