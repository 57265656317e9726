"""Admin of accounts and logins, and the titles of the admin site."""

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from archive.editing.base import BaseAdmin

admin.site.unregister([User, Group, AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(User)
class AccountAdmin(BaseAdmin, UserAdmin):
    """Admin of accounts: Django's."""


@admin.register(Group)
class AccountGroupAdmin(BaseAdmin, GroupAdmin):
    """Admin of groups: Django's."""


@admin.register(AccessAttempt)
class LoginAttemptAdmin(BaseAdmin, AccessAttemptAdmin):
    """Admin of login attempts: django-axes', which expires old ones by itself."""

    actions = []  # the action of django-axes needs attributes that only a login request has


@admin.register(AccessFailureLog)
class LoginFailureAdmin(BaseAdmin, AccessFailureLogAdmin):
    """Admin of failed logins: django-axes'."""


@admin.register(AccessLog)
class LoginLogAdmin(BaseAdmin, AccessLogAdmin):
    """Admin of logins: django-axes'."""


admin.site.site_header = format_lazy(_("{site}: the curators’ desk"), site=settings.SITE_NAME)
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = format_lazy(_("Curating {site}"), site=settings.SITE_NAME)
admin.site.empty_value_display = "–"
