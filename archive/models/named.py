"""Records with a name: lookup key, slug and their validation."""

from collections.abc import Collection
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.db.addresses import build_page_url
from archive.models.redirects import Redirect
from archive.text.normalize import name_key

# Slugs, as several models use them.

UNKNOWN = "unknown"
"""Stands for ‘no outlet’ or ‘no author’ in URLs; never the slug of a record."""


def validate_slug_is_free(slug: str) -> None:
    """Raise ValidationError for words that are reserved in URLs."""
    if slug in {UNKNOWN, "undated"}:
        raise ValidationError(gettext("‘%s’ has a meaning of its own in addresses. Choose another slug.") % slug)


def build_slug(text: str, fallback: str) -> str:
    """Return `text` as a slug of at most 80 characters, in its own script."""
    slug = slugify(text, allow_unicode=True)[:80].strip("-")
    return slug if slug and slug not in {UNKNOWN, "undated"} else fallback


class NamedQuerySet(models.QuerySet):
    """Lookups by name and by slug."""

    def filter_by_name(self, printed_name: str) -> Self:
        """Filter by name, slug or alias, normalised by `name_key`."""
        key = name_key(printed_name)
        if not key:
            return self.none()
        return self.filter(Q(key=key) | Q(slug=printed_name.strip().casefold()) | Q(aliases__key=key)).distinct()

    def find_by_slug(self, slugs: Collection[str]) -> dict[str, tuple[int, str]]:
        """Map slugs, current or former, to (primary key, current slug).

        A record that has a slug now goes before one that had it.
        """
        keys = self._keys_by_slug(slugs)
        missing_slugs = [slug for slug in slugs if slug not in keys]
        current_slugs = Redirect.objects.find_current_names(self.model.LISTING, missing_slugs)
        if current_slugs:
            keys |= self._keys_by_slug(current_slugs.values())
        slug_map = {slug: current_slugs.get(slug, slug) for slug in slugs}
        return {
            slug: (keys[current_slug], current_slug) for slug, current_slug in slug_map.items() if current_slug in keys
        }

    def _keys_by_slug(self, slugs: Collection[str]) -> dict[str, int]:
        return dict(self.filter(slug__in=slugs).order_by().values_list("slug", "pk"))


class Named(models.Model):
    """A record with a name, the key of the name, and a slug."""

    LISTING: ClassVar[str]
    """URL name of the page that its own page is below."""

    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200, editable=False, db_index=True)
    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        allow_unicode=True,
        validators=[validate_slug_is_free],
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Save, with the lookup key recomputed, and a slug made from the name if there is none."""
        self.key = name_key(self.name)[:200]
        self.slug = self.slug or build_slug(self.name, fallback=type(self).__name__.casefold())
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "key", "slug"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the URL of its page."""
        return build_page_url(self.LISTING, self.slug)
