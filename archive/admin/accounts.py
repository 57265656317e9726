"""Admin of accounts and logins, and the titles of the admin site."""

from typing import Any

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from archive.editing.base import BaseAdmin

ACCOUNT_ADMINS: dict[Any, Any] = {
    User: UserAdmin, Group: GroupAdmin,
    AccessAttempt: AccessAttemptAdmin, AccessFailureLog: AccessFailureLogAdmin, AccessLog: AccessLogAdmin,
}  # fmt: skip
for model, model_admin in ACCOUNT_ADMINS.items():
    # the action of django-axes needs attributes that only a login request has
    attributes: dict[str, Any] = {"actions": []} if model is AccessAttempt else {}
    admin.site.unregister(model)
    admin.site.register(model, type(f"Archive{model_admin.__name__}", (BaseAdmin, model_admin), attributes))

admin.site.site_header = format_lazy(_("{site}: the curators’ desk"), site=settings.SITE_NAME)
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = format_lazy(_("Curating {site}"), site=settings.SITE_NAME)
admin.site.empty_value_display = "–"
