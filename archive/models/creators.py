"""Outlets and authors, with their aliases, domains and links to other authority records."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.named import Alias, NamedQuerySet, NamedRecord

_NAME_PARTICLES = frozenset("al bin da de del der di du el la le ten ter van vom von".split())


class Outlet(NamedRecord):
    """A newspaper, agency, broadcaster or site: whoever published an article."""

    LISTING, ARTICLES = "outlets", "articles"

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

    objects = NamedQuerySet.as_manager()

    class Meta(NamedRecord.Meta):
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")


class OutletAlias(Alias):
    """Another name an outlet is printed under; it belongs to one outlet only."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, verbose_name=_("outlet"), related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="outlet_alias_has_words")]


class OutletDomain(models.Model):
    """A host an outlet publishes at, without `www.`; it belongs to one outlet only."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, verbose_name=_("outlet"), related_name="domains")
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


class Author(NamedRecord):
    """A person who is credited with articles. Two people may share a name."""

    LISTING, ARTICLES = "authors", "bylines__article"

    sort_name = models.CharField(
        _("filed under"), max_length=200, blank=True, help_text=_("As filed: Van Auken, Bill.")
    )

    objects = NamedQuerySet.as_manager()

    class Meta(NamedRecord.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["sort_name", "name"]
        indexes = [models.Index(fields=["sort_name", "name"], name="author_in_order")]

    def set_derived_fields(self) -> set[str]:
        """Set the derived fields, among them a sort name unless one is given."""
        self.sort_name = self.sort_name or invert_name(self.name)
        return {*super().set_derived_fields(), "sort_name"}


class AuthorAlias(Alias):
    """Another spelling an author is printed under."""

    author = models.ForeignKey(Author, models.CASCADE, verbose_name=_("author"), related_name="aliases")
    key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta(Alias.Meta):
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="one_alias_per_author_and_key"),
            models.CheckConstraint(condition=~Q(key=""), name="author_alias_has_words"),
        ]


class SameAs(models.Model):
    """A record elsewhere that is about the same person (VIAF, Wikidata, a staff page)."""

    author = models.ForeignKey(Author, models.CASCADE, verbose_name=_("author"), related_name="same_as")
    url = models.URLField(_("address"), max_length=500)

    class Meta:
        verbose_name = _("same-as link")
        verbose_name_plural = _("same-as links")
        ordering = ["url"]
        constraints = [models.UniqueConstraint(fields=["author", "url"], name="one_link_per_author")]

    def __str__(self) -> str:
        return self.url


def invert_name(name: str) -> str:
    """Return `Bill Van Auken` as `Van Auken, Bill`: particles belong to the last name."""
    words = name.split()
    if len(words) < 2 or "," in name:
        return name
    last_name_start = len(words) - 1
    while last_name_start > 1 and words[last_name_start - 1].casefold() in _NAME_PARTICLES:
        last_name_start -= 1
    return f"{' '.join(words[last_name_start:])}, {' '.join(words[:last_name_start])}"
