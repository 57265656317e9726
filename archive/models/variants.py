"""Spellings of one name: Hezbollah, Hizballah, Hizbullah."""

from django.db import models
from django.db.models import Q

from archive.text.normalize import name_key, squeeze


class VariantGroup(models.Model):
    """A name that outlets spell differently; whoever searches for one spelling finds them all."""

    name = models.CharField(max_length=200, unique=True, help_text="What editors call it.")
    note = models.TextField(blank=True, help_text="Why these belong together; what is left out.")

    class Meta:
        ordering = ["name"]
        verbose_name = "name with variants"
        verbose_name_plural = "names with variants"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="variant_group_has_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class NameVariant(models.Model):
    """One spelling; it belongs to one name only, or a question would not know which is meant."""

    group = models.ForeignKey(VariantGroup, on_delete=models.CASCADE, related_name="variants")
    spelling = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "spelling"
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="name_variant_has_words")]

    def __str__(self) -> str:
        return self.spelling

    def save(self, *args, **kwargs) -> None:
        """Keep the key that questions look it up by in step with the spelling."""
        self.spelling = squeeze(self.spelling)
        self.key = name_key(self.spelling)[:200]
        super().save(*args, **kwargs)
