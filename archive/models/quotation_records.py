"""Bookkeeping of quotation matching, and decisions of editors on printings."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.models.articles import Article
from archive.models.quotations import QuotedPassage


class PassageGram(models.Model):
    """Hash of a word trigram of a passage, for finding passages with the same words."""

    gram = models.BigIntegerField(db_index=True)
    passage = models.ForeignKey(QuotedPassage, on_delete=models.CASCADE, related_name="grams")

    def __str__(self) -> str:
        return f"{self.gram:x}"


class QuotationReading(models.Model):
    """State of an article when its quotations were last extracted."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, related_name="quotation_reading"
    )
    version = models.PositiveSmallIntegerField(help_text="Of the rules they were read by.")
    state = models.CharField(max_length=64, help_text="Digest of what the reading depends on.")
    read_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.article_id}: version {self.version}"


class QuotationDecision(models.Model):
    """An editor's decision on whether two printings have the same words; no run overrides it."""

    class Verdict(models.TextChoices):
        """The decision."""

        TOGETHER = "together", _("the same words")
        APART = "apart", _("not the same words")

    one = models.ForeignKey(
        QuotedPassage,
        verbose_name=_("the one"),
        on_delete=models.CASCADE,
        related_name="decisions_one",
    )
    two = models.ForeignKey(
        QuotedPassage,
        verbose_name=_("the other"),
        on_delete=models.CASCADE,
        related_name="decisions_two",
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided on"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        related_name="quotation_decisions",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("decision on quotations")
        verbose_name_plural = _("decisions on quotations")
        ordering = ["-decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "two"], name="one_decision_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("two")), name="decision_pair_is_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.two_id}: {self.get_verdict_display()}"
