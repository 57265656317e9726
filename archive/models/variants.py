"""Spelling variants of names: Hezbollah, Hizballah, Hizbullah."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.text.normalize import collapse_whitespace, name_key


class VariantGroup(models.Model):
    """A name that outlets spell differently; a search for one spelling finds them all."""

    name = models.CharField(_("name"), max_length=200, unique=True, help_text=_("What editors call it."))
    note = models.TextField(_("note"), blank=True, help_text=_("Why these belong together; what is left out."))

    class Meta:
        verbose_name = _("name with variants")
        verbose_name_plural = _("names with variants")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="variant_group_has_a_name")]

    def __str__(self) -> str:
        return self.name


class NameVariant(models.Model):
    """One spelling of a name; it belongs to one group only, so that expansion is unambiguous."""

    group = models.ForeignKey(VariantGroup, verbose_name=_("name"), on_delete=models.CASCADE, related_name="variants")
    spelling = models.CharField(_("spelling"), max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="name_variant_has_words")]

    def __str__(self) -> str:
        return self.spelling

    def save(self, *args, **kwargs) -> None:
        """Save, with the lookup key recomputed."""
        self.spelling = collapse_whitespace(self.spelling)
        self.key = name_key(self.spelling)[:200]
        super().save(*args, **kwargs)
