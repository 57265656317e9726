"""What curators did that addresses must remember."""

from collections.abc import Iterable
from urllib.parse import unquote

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.models.addresses import address_of, beneath


class RedirectQuerySet(models.QuerySet):
    """Redirects between pages of one listing."""

    def find_current_names(self, listing: str, former: Iterable[str]) -> dict[str, str]:
        """By former name beneath a listing (`outlets`), the name of the page that answers now."""
        paths = {unquote(beneath(listing, name)): name for name in former}
        top = unquote(address_of(listing))
        rows = self.filter(old_path__in=paths, new_path__startswith=top) if paths else self.none()
        return {
            paths[old]: name
            for old, new in rows.values_list("old_path", "new_path")
            if (name := new.removeprefix(top).removesuffix("/")) and "/" not in name
        }


class Redirect(models.Model):
    """An address that once answered, and the one that answers for it now (both from `/`)."""

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
                    & ~Q(new_path__startswith="//")  # a browser reads a host behind these
                    & ~Q(new_path__startswith="/\\")
                ),
                name="redirect_stays_on_this_site",
            ),
            models.CheckConstraint(
                condition=~Q(old_path=F("new_path")), name="redirect_leads_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"
