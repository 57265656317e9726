"""Outlets, with their aliases and domains."""

from typing import Self

from django.db import models
from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from archive.models.named import Named, NamedQuerySet
from archive.text.normalize import name_key


class OutletQuerySet(NamedQuerySet):
    """Chainable annotations of outlets."""

    def with_coverage(self) -> Self:
        """Annotate with `article_count`, `first_day` and `last_day` of the listed articles."""
        is_listed = Q(articles__withdrawn_at=None)
        return self.annotate(
            article_count=Count("articles", filter=is_listed),
            first_day=Min("articles__earliest", filter=is_listed),
            last_day=Max("articles__latest", filter=is_listed),
        )


class Outlet(Named):
    """A newspaper, agency, broadcaster or site: whoever published an article."""

    LISTING = "outlets"

    class Kind(models.TextChoices):
        """Sort of publisher."""

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

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="outlet_has_a_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="outlet_has_a_slug"),
        ]


class OutletAlias(models.Model):
    """Another name an outlet is printed under; it belongs to one outlet only."""

    outlet = models.ForeignKey(Outlet, verbose_name=_("outlet"), on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200, editable=False, unique=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="outlet_alias_has_words")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Save, with the lookup key recomputed."""
        self.key = name_key(self.name)[:200]
        super().save(*args, **kwargs)


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
        self.domain = self.domain.strip().lower().removeprefix("www.")
        super().save(*args, **kwargs)
