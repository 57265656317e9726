"""What curators did that addresses must remember."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """An address that once answered, and the one that answers for it now (both from `/`)."""

    old_path = models.CharField(_("old address"), max_length=500, unique=True)
    new_path = models.CharField(_("new address"), max_length=500)
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)

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
