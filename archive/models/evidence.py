"""Evidence: the source of each value of an article."""

from typing import Self, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.models.articles import Article


class EvidenceQuerySet(models.QuerySet):
    """Chainable filters of evidence."""

    def current(self) -> Self:
        """Filter to evidence for the values the article has now."""
        return self.filter(superseded_at=None)


class EvidenceStatus(models.TextChoices):
    """Certainty of a value."""

    STATED = "stated", _("stated")
    INFERRED = "inferred", _("inferred")
    EDITOR = "editor", _("set by an editor")
    UNKNOWN = "unknown", _("unknown")


class EvidenceField(models.TextChoices):
    """Fields of an article that evidence covers."""

    TITLE = "title", _("Title")
    STANDFIRST = "standfirst", _("Standfirst")
    AUTHOR = "author", _("Author")
    PUBLISHED = "published", _("Date")
    OUTLET = "outlet", _("Outlet")
    SECTION = "section", _("Section")
    DATELINE = "dateline", _("Dateline")
    LANGUAGE = "language", _("Language")
    CANONICAL_URL = "canonical_url", _("Address")
    CREDIT = "credit", _("Credit line")
    BODY = "body", _("Text")


class Evidence(models.Model):
    """One value of one field, with the words, span and rule it comes from.

    `start` and `end` are character offsets in the decoded original of `capture`; they are None
    where the value is not from its words (an editor, a command line option, or no value).
    """

    Status: TypeAlias = EvidenceStatus
    Field: TypeAlias = EvidenceField

    article = models.ForeignKey(Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="evidence")
    capture = models.ForeignKey(
        "Capture", verbose_name=_("capture"), on_delete=models.SET_NULL, related_name="evidence", null=True, blank=True
    )
    field = models.CharField(_("field"), max_length=20, choices=Field)
    value = models.TextField(_("value"), blank=True)
    former_value = models.TextField(_("former value"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    words = models.TextField(_("words"), blank=True, help_text=_("The words of the original that say so."))
    start = models.PositiveIntegerField(_("from character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("to character"), null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded on"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("recorded by"), related_name="evidence",
        null=True, blank=True,
    )  # fmt: skip
    superseded_at = models.DateTimeField(_("superseded on"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["article", "field", "start", "pk"]
        indexes = [models.Index(fields=["field", "status"], name="evidence_field_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="evidence_span_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=EvidenceStatus.values, field__in=EvidenceField.values),
                name="evidence_is_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.value or '–'} ({self.get_status_display()})"
