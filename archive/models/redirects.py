"""Addresses that moved, and changes the index has not read yet."""

from collections.abc import Iterable
from urllib.parse import unquote

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.db.addresses import build_page_url, reverse_cached


class RedirectQuerySet(models.QuerySet):
    """Lookups of redirects."""

    def find_current_names(self, parent_page: str, former_names: Iterable[str]) -> dict[str, str]:
        """Map former names below a page (`outlets`) to the names of the pages they redirect to."""
        paths = {unquote(build_page_url(parent_page, name)): name for name in former_names}
        path_prefix = unquote(reverse_cached(parent_page))
        rows = self.filter(old_path__in=paths, new_path__startswith=path_prefix) if paths else self.none()
        return {
            paths[old_path]: name
            for old_path, new_path in rows.values_list("old_path", "new_path")
            if (name := new_path.removeprefix(path_prefix).removesuffix("/")) and "/" not in name
        }


class Redirect(models.Model):
    """A redirect from an old path to a new one (both absolute)."""

    old_path = models.CharField(_("old address"), max_length=500, unique=True)
    new_path = models.CharField(_("new address"), max_length=500)
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(old_path__startswith="/")
                    & Q(new_path__startswith="/")
                    & ~Q(new_path__startswith="//")  # browsers read a host after these
                    & ~Q(new_path__startswith="/\\")
                ),
                name="redirect_stays_on_this_site",
            ),
            models.CheckConstraint(condition=~Q(old_path=F("new_path")), name="redirect_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"


# Queue of changes for the search index.


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
