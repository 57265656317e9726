"""Admin of accounts, groups and logins."""

from collections.abc import Mapping
from typing import Any, Final

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget, UserChangeForm, UserCreationForm, UsernameField
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.editing.base import BaseAdmin
from archive.editing.form_state import ValidatedMultipleChoiceField
from archive.models import Change

admin.site.unregister([User, Group, AccessAttempt, AccessFailureLog, AccessLog])

GROUP_DESCRIPTIONS: Final[Mapping[str, Promise]] = {
    "reader": _("Reader: looks at everything in the admin, and changes nothing"),
    "editor": _("Editor: uploads, adds and corrects, and takes nothing away"),
    "curator": _("Curator: also merges, withdraws and deletes"),
}
LABELS: Final = {
    "username": _("Name to log in with"),
    "email": _("Mail address"),
    "is_active": _("May log in"),
    "is_staff": _("May enter the admin"),
    "is_superuser": _("Administrator"),
    "groups": _("Groups"),
    "user_permissions": _("Single rights"),
}
HELP_TEXTS: Final = {
    "username": _("Letters, digits and @ . + - _ only."),
    "email": _("A link to set a new password is sent there, if this archive sends mail."),
    "is_active": _("Untick to close the account: what it did stays in the history, and it can be opened again."),
    "is_staff": _("Whoever is in a group needs this, too."),
    "is_superuser": _("May do everything: give rights to others, and restore what was deleted."),
    "groups": "",
    "user_permissions": _("Beside those of the groups. Few archives need this."),
}
RIGHTS: Final = ("is_staff", "is_superuser", "groups", "user_permissions")
_PERSON: Final = ("first_name", "last_name", "email")


class PasswordStateWidget(ReadOnlyPasswordHashWidget):
    """State of the password, set or not, with the link to set another; nothing of its hash."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return the context of Django's template."""
        context = super().get_context(name, value, attrs)
        is_set = bool(value) and is_password_usable(value)
        return context | {"summary": [{"label": gettext("Set") if is_set else gettext("Not set")}]}


class AccountForm(UserChangeForm):
    """Form of an account; the last administrator stays one."""

    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"username": UsernameField}
        labels = LABELS
        help_texts = HELP_TEXTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            attributes = self.fields["password"].widget.attrs
            self.fields["password"].widget = PasswordStateWidget(attributes)
            self.fields["password"].help_text = _("Nobody can read it; set a new one for who has forgotten it.")

    def clean(self) -> dict[str, Any]:
        """Refuse to take the last administrator away."""
        super().clean()
        was_administrator = self.initial.get("is_superuser") and self.initial.get("is_active")
        stays = all(self.cleaned_data.get(name, True) for name in ("is_superuser", "is_active"))
        if was_administrator and not stays and not select_other_administrators(self.instance).exists():
            raise ValidationError(
                gettext("‘%s’ is the only administrator. Make another account one first.") % self.instance
            )
        return self.cleaned_data


class NewAccountForm(UserCreationForm):
    """Form of a new account, with its groups: whoever is in one may enter the admin."""

    class Meta:
        model = User
        field_classes = {"username": UsernameField}
        fields = ("username", *_PERSON, "groups")
        labels = LABELS
        help_texts = HELP_TEXTS

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 -- Django's signature
        """Return the account."""
        self.instance.is_staff = bool(self.cleaned_data.get("groups"))
        return super().save(commit)


def select_other_administrators(user: User) -> QuerySet[User]:
    """Return the accounts beside `user` that may do everything."""
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)


class RightsChoiceField(ValidatedMultipleChoiceField):
    """Choice of groups, which says what each may do, or of single rights."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(GROUP_DESCRIPTIONS.get(obj.name.lower(), obj.name))


class RightsChoiceMixin(admin.ModelAdmin):
    """Mixin: groups and rights are ticked, and not moved between two boxes."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= {"widget": forms.CheckboxSelectMultiple, "form_class": RightsChoiceField}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # groups have a page of their own
        return field


@admin.register(User)
class AccountAdmin(RightsChoiceMixin, BaseAdmin, UserAdmin):
    """Admin of accounts. Only administrators give rights; nobody changes an account that may do more than they."""

    form = AccountForm
    add_form = NewAccountForm
    list_display = ["username", "full_name", "role", "is_active", "last_login"]
    list_filter = ["groups", "is_superuser", "is_active"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": _PERSON}),
        (_("What this account may do"), {"fields": ["is_active", "is_superuser", "groups", "is_staff"]}),
        (_("Single rights"), {"fields": ["user_permissions"], "classes": ["collapse"]}),
        (_("When"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", *_PERSON, "groups"]}),
        (_("Password"), {"fields": ["password1", "password2"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("person"), ordering="last_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("may do"))
    def role(self, user: User) -> str:
        if user.is_superuser:
            return gettext("Administrator")
        return ", ".join(group.name for group in user.groups.all())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the fields that are only shown; rights are, but to administrators."""
        rights = () if request.user.is_superuser else RIGHTS
        return [*super().get_readonly_fields(request, obj), *rights]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; who gives no rights is not asked for the groups of a new account."""
        if obj or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ["username", *_PERSON]}), *self.add_fieldsets[1:]]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the user may change the account: not one that may do more than they themselves."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or obj.get_all_permissions() <= request.user.get_all_permissions()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the account may be deleted: its history would go with one that changed something."""
        may_delete = super().has_delete_permission(request, obj) and obj is not None
        return may_delete and self.has_change_permission(request, obj) and not _has_history(obj)


def _has_history(user: User) -> bool:
    is_only_administrator = user.is_superuser and not select_other_administrators(user).exists()
    changes = Change.objects.filter(made_by=user)
    return is_only_administrator or LogEntry.objects.filter(user=user).exists() or changes.exists()


@admin.register(Group)
class AccountGroupAdmin(RightsChoiceMixin, BaseAdmin, GroupAdmin):
    """Admin of groups. Only administrators say what a group may do."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if request.user.is_superuser else ["permissions"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser and super().has_delete_permission(request, obj)


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
