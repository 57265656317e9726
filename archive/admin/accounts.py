"""Accounts, groups and what is noted of logins, with what all screens of ours have in common."""

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from archive.admin.desk import Desk

admin.site.unregister([User, Group, AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(User)
class AccountAdmin(Desk, UserAdmin):
    """Accounts, as Django has them."""


@admin.register(Group)
class RightsAdmin(Desk, GroupAdmin):
    """Groups, as Django has them."""


@admin.register(AccessAttempt)
class AttemptAdmin(Desk, AccessAttemptAdmin):
    """Logins that failed, as django-axes has them; it drops those of the past by itself."""

    actions = []  # django-axes’ own fails: it asks the request for what only a login knows


@admin.register(AccessFailureLog)
class FailureAdmin(Desk, AccessFailureLogAdmin):
    """Failed logins of the past, as django-axes has them."""


@admin.register(AccessLog)
class LoginAdmin(Desk, AccessLogAdmin):
    """Logins, as django-axes has them."""
