"""Collections of articles."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.addresses import build_page_url
from archive.models.articles import Article
from archive.models.fields import build_slug, validate_slug_is_free


class Collection(models.Model):
    """A named selection of articles, made by hand."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        allow_unicode=True,
        validators=[validate_slug_is_free],
    )
    description = models.TextField(_("description"), blank=True)
    articles = models.ManyToManyField(
        Article, verbose_name=_("articles"), related_name="collections", blank=True
    )

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="collection_has_a_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="collection_has_a_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Save, with a slug made from the name unless one is given."""
        self.slug = self.slug or build_slug(self.name, fallback="collection")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the URL of its page."""
        return build_page_url("collections", self.slug)
