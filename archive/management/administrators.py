"""The administrator of an archive: named by who runs it, and made only where there is none."""

import getpass
import secrets
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db.models import QuerySet

_MAX_NAMES = 3  # administrators that a line names


def select_administrators() -> QuerySet:
    """Return the accounts that may do everything, the oldest first."""
    return get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk")


def choose_administrator_name() -> str:
    """Return the name for a new administrator: the setting's, else what is typed into a terminal."""
    if not sys.stdin.isatty() or settings.IS_ADMINISTRATOR_NAMED or select_administrators().exists():
        return settings.ADMINISTRATOR
    suggested = _suggest_name()
    return input(f"Name of the administrator, to log in with [{suggested}]: ").strip() or suggested


def _suggest_name() -> str:
    """Return the name that this machine knows the person by, unless it is everybody's."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = ""
    return name if name not in ("", "root") else settings.ADMINISTRATOR


def build_login_hint(name: str) -> str:
    """Return who logs in with which password; an archive without an administrator gets one of this name.

    The password is kept in CUTTINGS_HOME, and shown as long as it is the right one.
    """
    file = Path(settings.CUTTINGS_HOME) / "admin-login.txt"
    administrators = select_administrators()
    if not administrators.exists():
        _create_administrator(name, file)
    password = file.read_text().strip() if file.exists() else ""
    for user in administrators[:_MAX_NAMES] if password else ():
        if user.check_password(password):
            return f"log in as {user.get_username()} with the password {password}"
    return f"log in as {name_administrators()} with the password you chose"


def name_administrators() -> str:
    """Return the names of the administrators, at most three."""
    names = [user.get_username() for user in select_administrators()[: _MAX_NAMES + 1]]
    shown = " or ".join(names[:_MAX_NAMES])
    return f"{shown} …" if len(names) > _MAX_NAMES else shown


def _create_administrator(name: str, file: Path) -> None:
    user = get_user_model()(username=name)
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise CommandError(f"‘{name}’ cannot be the name of an administrator: {' '.join(error.messages)}") from error
    user.is_staff = user.is_superuser = True
    user.save()
    file.touch(mode=0o600)
    file.write_text(f"{password}\n")
