"""Collections of articles and saved searches."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.articles import Article
from archive.models.named import PageRecord


class Collection(PageRecord):
    """A named selection of articles, made by hand."""

    LISTING = "collections"

    description = models.TextField(_("description"), blank=True)
    articles = models.ManyToManyField(Article, verbose_name=_("articles"), related_name="collections", blank=True)

    class Meta(PageRecord.Meta):
        verbose_name = _("collection")
        verbose_name_plural = _("collections")


class SavedSearch(models.Model):
    """A search saved by a reader: canonical query, filters, and when it was last viewed.

    With a name, it can stand in a query of the same reader: `saved:name`. `key` is the name as it is compared.
    """

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    query = models.TextField()  # its canonical text, independent of the engine
    narrowed = models.TextField(blank=True)  # the rest of the query string: outlet=gazette&sort=newest
    name = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=100, blank=True, editable=False)
    saved_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["reader", "query", "narrowed"], name="one_saved_search_per_question"),
            models.UniqueConstraint(fields=["reader", "key"], condition=~Q(key=""), name="one_saved_search_of_a_name"),
            models.CheckConstraint(condition=~Q(query=""), name="saved_search_has_a_query"),
        ]

    def __str__(self) -> str:
        return self.name or self.query
