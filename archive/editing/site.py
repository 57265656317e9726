"""The admin site: its titles and its menu in groups; it lies outside of `archive.admin`, which registers with it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from archive.editing.menu import build_menu


class ArchiveAdminSite(AdminSite):
    """Django's admin with a menu in four groups, and a front page of what there is to do."""

    site_title = settings.SITE_NAME
    site_header = format_lazy(_("{site}: administration"), site=settings.SITE_NAME)
    index_title = _("Administration")
    empty_value_display = "–"
    _build_front_page: Callable[[HttpRequest], dict[str, Any]] | None = None

    def register_front_page(self, build: Callable[[HttpRequest], dict[str, Any]]) -> None:
        """Set the function that builds the context of the front page."""
        self._build_front_page = build

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Show the front page."""
        context = self._build_front_page(request) if self._build_front_page else {}
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the menu: groups of the lists that the user may see, whatever app they are of."""
        apps = self._build_app_dict(request, app_label)
        entries = [entry for app in apps.values() for entry in app["models"]]
        return build_menu(request, entries)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """Redirect to the front page: the menu is not parted by apps."""
        return HttpResponseRedirect(reverse("admin:index"))
