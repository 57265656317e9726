"""Near-duplicate texts, and the sources that credit lines name."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from archive.models.articles import Article
from archive.models.creators import Outlet
from archive.models.provenance import Evidence
from archive.models.relations import DistinctRecords


class FingerprintedText(models.Model):
    """Digests of an article when its fingerprints were computed."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="fingerprinted")
    text_digest = models.CharField(max_length=64)
    body_digest = models.CharField(max_length=64, db_index=True)
    is_compared = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["article"], condition=Q(is_compared=False), name="text_to_be_compared")]

    def __str__(self) -> str:
        return f"article {self.article_id}"


class Fingerprint(models.Model):
    """One fingerprint of a text; near-duplicates share some."""

    value = models.BigIntegerField()
    text = models.ForeignKey(FingerprintedText, models.CASCADE, related_name="fingerprints")

    class Meta:
        indexes = [models.Index(fields=["value", "text"], name="fingerprint_value")]

    def __str__(self) -> str:
        return f"{self.value}"


class NearDuplicateQuerySet(models.QuerySet):
    """Chainable filters of pairs."""

    def for_articles(self, *article_ids: int) -> Self:
        """Filter to pairs that contain one of these articles."""
        return self.filter(Q(first__pk__in=article_ids) | Q(second__pk__in=article_ids))

    def exclude_passages(self) -> Self:
        """Filter to pairs that are one text: the same words, or nearly."""
        return self.exclude(kind=NearDuplicate.Kind.PASSAGES)

    def undecided(self) -> Self:
        """Filter to pairs of which no editor has said that both stay."""
        decisions = DistinctRecords.objects.filter(model=Article._meta.model_name)
        return self.exclude(Exists(decisions.filter(one_key=OuterRef("first"), other_key=OuterRef("second"))))

    def listed(self) -> Self:
        """Filter to pairs of two listed articles."""
        return self.filter(first__withdrawn_at=None, second__withdrawn_at=None)


class NearDuplicate(models.Model):
    """A pair of articles that share their text, or long passages of it."""

    class Kind(models.TextChoices):
        SAME = "same", _("the same words")
        NEAR = "near", _("nearly the same words")
        PASSAGES = "passages", _("long passages in common")

    first = models.ForeignKey(Article, models.CASCADE, related_name="+")
    second = models.ForeignKey(Article, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    likeness = models.FloatField(help_text="Share of the words of the longer text that both have.")
    shared_words = models.PositiveIntegerField(
        help_text="Words that both have in the same order, or in the same passages."
    )
    shared_of_first = models.FloatField(help_text="Share of its words that these are.")
    shared_of_second = models.FloatField(help_text="Share of its words that these are.")
    method = models.CharField(max_length=300)
    found_at = models.DateTimeField(auto_now_add=True)

    objects = NearDuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["first", "second"]
        indexes = [models.Index(fields=["second"], name="near_duplicate_second")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_row_per_pair_of_texts"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_of_texts_is_in_order"),
            models.CheckConstraint(condition=Q(likeness__gte=0, likeness__lte=1), name="likeness_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.get_kind_display()}"


class CreditLink(models.Model):
    """Source of a text or a picture, as named by a credit line."""

    class Kind(models.TextChoices):
        """Contribution of the credited source."""

        REPRINT = "reprint", _("reprint of a piece in")
        VERSION = "version", _("version of a piece in")
        WIRE = "wire", _("based on copy of")
        PHOTO = "photo", _("picture by")

    article = models.ForeignKey(Article, models.CASCADE, related_name="credit_links")
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="credit_links")
    kind = models.CharField(max_length=10, choices=Kind)
    named = models.CharField(max_length=200, help_text="Who is credited, as printed.")
    outlet = models.ForeignKey(Outlet, models.SET_NULL, related_name="credit_links", null=True, blank=True)

    class Meta:
        ordering = ["article", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "kind", "named"], name="one_link_per_credit_and_name"),
            models.CheckConstraint(condition=~Q(named=""), name="credit_link_names_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.named}"
