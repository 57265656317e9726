"""Queue of changes for the search index."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexChange(models.Model):
    """An article changed since it was last indexed: a durable first-in, first-out queue.

    `article_id` is no foreign key: a deleted article must still be removed from the index.
    """

    article_id = models.BigIntegerField(_("article"), db_index=True)
    queued_at = models.DateTimeField(_("queued on"), auto_now_add=True)

    class Meta:
        verbose_name = _("change the index waits for")
        verbose_name_plural = _("changes the index waits for")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"article {self.article_id}"
