"""Admins of accounts, groups and login logs, based on `BaseAdmin`."""

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from archive.admin.desk import Desk

admin.site.unregister([User, Group, AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(User)
class AccountAdmin(Desk, UserAdmin):
    """Admin of accounts: Django's."""


@admin.register(Group)
class RightsAdmin(Desk, GroupAdmin):
    """Admin of groups: Django's."""


@admin.register(AccessAttempt)
class AttemptAdmin(Desk, AccessAttemptAdmin):
    """Admin of login attempts: django-axes', which expires old ones by itself."""

    actions = []  # the action of django-axes needs attributes that only a login request has


@admin.register(AccessFailureLog)
class FailureAdmin(Desk, AccessFailureLogAdmin):
    """Admin of failed logins: django-axes'."""


@admin.register(AccessLog)
class LoginAdmin(Desk, AccessLogAdmin):
    """Admin of logins: django-axes'."""
