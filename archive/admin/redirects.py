"""Admin of redirects."""

from urllib.parse import unquote

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import BaseAdmin
from archive.models import Redirect


class RedirectForm(forms.ModelForm):
    """Form of a redirect from one path of this site to another."""

    class Meta:
        model = Redirect
        fields = ["old_path", "new_path"]
        help_texts = {
            "old_path": _("From the first stroke on: /outlets/old-name/"),
            "new_path": _("Where it leads now: /outlets/new-name/"),
        }

    def clean_old_path(self) -> str:
        """Return a path of this site, decoded as in `request.path`."""
        return _clean_path(self.cleaned_data["old_path"])

    def clean_new_path(self) -> str:
        """Return a path of this site that is not the old one."""
        new_path = _clean_path(self.cleaned_data["new_path"])
        if new_path == self.cleaned_data.get("old_path"):
            raise ValidationError(
                gettext("The two paths are the same. A redirect must lead elsewhere.")
            )
        return new_path


def _clean_path(text: str) -> str:
    path = unquote(text.strip())
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValidationError(
            gettext("‘%s’ is not a path of this site. Begin with one stroke: /outlets/…") % path
        )
    return path


@admin.register(Redirect)
class RedirectAdmin(BaseAdmin):
    """Admin of redirects, made when a slug changes or by hand."""

    form = RedirectForm
    list_display = ["old_path", "new_path", "made_at"]
    search_fields = ["old_path", "new_path"]
    date_hierarchy = "made_at"
