"""Alerts: mails to readers about new articles that a saved search finds, and what was sent."""

from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.collections import SavedSearch


class AlertFrequency(models.TextChoices):
    """Frequency of the mails of an alert."""

    AT_ONCE = "at once", pgettext_lazy("frequency", "at once")
    DAILY = "daily", pgettext_lazy("frequency", "daily")
    WEEKLY = "weekly", pgettext_lazy("frequency", "weekly")


class SearchAlert(models.Model):
    """The wish to be told by mail of articles that came into the archive since `began_at` and that a search finds.

    Articles changed before `seen_until` were looked at. Whoever moves `next_run_at` on has the alert to themselves.
    """

    Frequency: TypeAlias = AlertFrequency

    saved_search = models.OneToOneField(SavedSearch, models.CASCADE, related_name="alert")
    frequency = models.CharField(max_length=10, choices=AlertFrequency, default=AlertFrequency.DAILY)
    site = models.CharField(max_length=300)  # https://archive.example, where its reader asked for it
    language = models.CharField(max_length=10)
    began_at = models.DateTimeField()
    seen_until = models.DateTimeField()
    next_run_at = models.DateTimeField(db_index=True)
    fault = models.TextField(blank=True)  # why the last mail could not be sent
    failures = models.PositiveSmallIntegerField(default=0)  # one after the other

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency__in=AlertFrequency.values), name="alert_frequency_is_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.saved_search} ({self.get_frequency_display()})"


class AlertMail(models.Model):
    """One mail of an alert; recorded before it is handed over, so that it is never handed over twice."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        SENT = "sent", _("sent")
        UNCONFIRMED = "unconfirmed", _("perhaps not sent")

    alert = models.ForeignKey(SearchAlert, models.CASCADE, related_name="mails")
    state = models.CharField(max_length=12, choices=State, default=State.PREPARED)
    prepared_at = models.DateTimeField(auto_now_add=True)
    is_dismissed = models.BooleanField(default=False)  # its reader has seen that it was perhaps not sent

    class Meta:
        verbose_name = _("mail of an alert")
        verbose_name_plural = _("mails of alerts")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.get_state_display()}"


class AlertedArticle(models.Model):
    """An article that a mail of an alert named; by its key, so that a deletion that is undone sends nothing twice."""

    alert = models.ForeignKey(SearchAlert, models.CASCADE, related_name="articles")
    mail = models.ForeignKey(AlertMail, models.CASCADE, related_name="articles")
    article_key = models.BigIntegerField()

    class Meta:
        verbose_name = _("article of an alert")
        verbose_name_plural = _("articles of alerts")
        constraints = [models.UniqueConstraint(fields=["alert", "article_key"], name="an_alert_names_an_article_once")]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.article_key}"
