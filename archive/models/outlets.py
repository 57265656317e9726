"""Outlets, with their aliases and domains."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.named import Alias, Named, NamedQuerySet, build_coverage_counts


class OutletQuerySet(NamedQuerySet):
    """Chainable annotations of outlets."""

    def with_coverage(self) -> Self:
        """Annotate with `article_count`, `first_day` and `last_day` of the listed articles."""
        return self.annotate(**build_coverage_counts("articles"))


class Outlet(Named):
    """A newspaper, agency, broadcaster or site: whoever published an article."""

    LISTING = "outlets"

    class Kind(models.TextChoices):
        UNKNOWN = "", _("not known")
        NEWSPAPER = "newspaper", _("newspaper")
        AGENCY = "agency", _("news agency")
        MAGAZINE = "magazine", _("magazine")
        BROADCASTER = "broadcaster", _("broadcaster")
        WEBSITE = "website", _("website")
        BLOG = "blog", _("blog")
        OTHER = "other", _("other")

    country = models.CharField(_("country"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True, help_text=_("As in BCP 47: en, fr, pt-BR."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True, default=Kind.UNKNOWN)
    description = models.TextField(_("description"), blank=True)

    objects = OutletQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")


class OutletAlias(Alias):
    """Another name an outlet is printed under; it belongs to one outlet only."""

    outlet = models.ForeignKey(Outlet, verbose_name=_("outlet"), on_delete=models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="outlet_alias_has_words")]


class OutletDomain(models.Model):
    """A host an outlet publishes at, without `www.`; it belongs to one outlet only."""

    outlet = models.ForeignKey(Outlet, verbose_name=_("outlet"), on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("domain"), max_length=253, unique=True)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ["domain"]
        constraints = [models.CheckConstraint(condition=~Q(domain=""), name="outlet_domain_is_not_empty")]

    def __str__(self) -> str:
        return self.domain

    def save(self, *args, **kwargs) -> None:
        """Save, with the host in lower case and without `www.`."""
        self.domain = normalize_domain(self.domain)
        super().save(*args, **kwargs)


def normalize_domain(host: str) -> str:
    """Return the host in lower case, without `www.`."""
    return host.strip().lower().removeprefix("www.")
