"""What the index still has to learn."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexChange(models.Model):
    """One article that changed since the index last saw it: a durable queue, first in first out.

    The number is not a foreign key: the row may be gone, and then the index entry must go too.
    """

    article_id = models.BigIntegerField(_("article"), db_index=True)
    queued_at = models.DateTimeField(_("queued on"), auto_now_add=True)

    class Meta:
        verbose_name = _("change the index waits for")
        verbose_name_plural = _("changes the index waits for")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"article {self.article_id}"
