"""Lists that readers keep, of articles and searches, each with a note."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.db.addresses import reverse_cached
from archive.text.normalize import fold


class ReadingList(models.Model):
    """An ordered list of one reader; whoever has the address with `token` may read it, without a token nobody else."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reading_lists")
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=5_000)
    token = models.CharField(max_length=43, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique where there is one
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="reading_list_has_a_name"),
            models.CheckConstraint(condition=Q(token=None) | ~Q(token=""), name="reading_list_token_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the URL of its page for its own reader."""
        return f"{reverse_cached('my')}lists/{self.pk}/"


class ListEntry(models.Model):
    """One place of a list: an article, by its identifier (see `Annotation`), or a search, as `SavedSearch` keeps it."""

    reading_list = models.ForeignKey(ReadingList, models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()  # from 1, without gaps
    article_identifier = models.CharField(max_length=8, blank=True)
    query = models.TextField(blank=True)
    narrowed = models.TextField(blank=True)
    title = models.CharField(max_length=1000)  # of the article as it was then; of a search its query
    note = models.TextField(blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    folded_text = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("entry of a list")
        verbose_name_plural = _("entries of lists")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(article_identifier="") & Q(query="", narrowed=""))
                | (Q(article_identifier="") & ~Q(query="")),
                name="list_entry_is_an_article_or_a_search",
            ),
            models.UniqueConstraint(
                fields=["reading_list", "article_identifier"],
                condition=~Q(article_identifier=""),
                name="one_entry_an_article_in_a_list",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        """Save, with the text to search in."""
        self.set_folded_text()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "folded_text"}
        super().save(*args, **kwargs)

    def set_folded_text(self) -> None:
        """Set the text to search in; `save` does, `bulk_create` does not."""
        self.folded_text = fold("\n".join((self.title, self.query, self.note)))
