"""Admin of tokens: whose there are, and the end of them. Each user makes their own, so that nobody else sees it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.editing.base import BaseAdmin
from archive.models import ApiToken
from archive.tokens import services


@admin.register(ApiToken)
class ApiTokenAdmin(BaseAdmin):
    """Admin of tokens."""

    list_display = ["name", "user", "hint", "created_at", "expires_at", "used_at", "revoked_at"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username"]
    readonly_fields = ["user", "name", "hint", "scopes", "created_at", "expires_at", "used_at", "revoked_at"]
    actions = ["revoke"]
    explanation = _("By a token a program works with the rights of its user, who makes it on the page “Tokens”.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may revoke tokens of others."""
        return self.has_change_permission(request)

    @admin.action(description=_("Revoke the selected tokens"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        """Revoke the chosen tokens."""
        count = services.revoke_tokens(list(queryset))
        self.message_user(request, gettext("Revoked: %s") % count, messages.SUCCESS)
