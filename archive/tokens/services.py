"""Services of tokens: make one, which is shown once; find the one that a program sends; revoke it."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from archive.errors import ReadingError
from archive.models import ApiToken, TokenScope
from archive.text.normalize import collapse_whitespace, make_storable

PREFIX: Final = "cuttings_"
"""Opening of every token, so that tools that look for secrets in files know one."""
MAX_TOKENS: Final = 50  # valid ones of one user
MAX_NAME: Final = 100
MAX_DAYS: Final = 366
_HINT_LENGTH: Final = len(PREFIX) + 3
_USE_INTERVAL: Final = timedelta(hours=1)
"""How exact the time of the last use is: every request would be a write to the database."""
_PERMISSIONS: Final = {TokenScope.CORRECT: "archive.change_article", TokenScope.UPLOAD: "archive.add_batch"}
"""Permission without which a user cannot give a scope to a token; the others are checked for what is done."""


def list_scopes(user: User) -> list[TokenScope]:
    """Return the scopes that a user may give to a token."""
    is_editor = user.has_perm(_PERMISSIONS[TokenScope.CORRECT])
    scopes = [scope for scope, name in _PERMISSIONS.items() if user.has_perm(name)]
    return [*scopes, TokenScope.LISTS, *([TokenScope.UNDO] if is_editor else [])]


def list_tokens(user: User) -> list[ApiToken]:
    """Return the tokens of a user that are valid, the newest first."""
    return list(_select_valid().filter(user=user))


def create_token(user: User, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """Make a token that is valid for so many days; return it with the text that is shown once.

    ReadingError without a name, for a scope that is not the user's to give, or beyond MAX_TOKENS.
    """
    name = collapse_whitespace(make_storable(name))[:MAX_NAME]
    if not name:
        raise ReadingError(gettext("A token needs a name that says what it is for."))
    if not 1 <= days <= MAX_DAYS:
        raise ReadingError(gettext("A token is valid for 1 to %s days.") % MAX_DAYS)
    allowed = list_scopes(user)
    if set(scopes) - set(allowed):
        raise ReadingError(gettext("A token may not do more than you may. Choose from the rights that are offered."))
    if _select_valid().filter(user=user).count() >= MAX_TOKENS:
        raise ReadingError(gettext("You have %s tokens. Revoke one that is not needed any more.") % MAX_TOKENS)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=_compute_digest(text),
        hint=text[:_HINT_LENGTH],
        scopes=[scope.value for scope in allowed if scope in scopes],
        expires_at=timezone.now() + timedelta(days=days),
    )
    return token, text


def find_token(text: str) -> ApiToken | None:
    """Return the valid token with this text, with its user, and note that it was used; None without one."""
    if not text.startswith(PREFIX) or len(text) > MAX_NAME:
        return None
    token = _select_valid().filter(digest=_compute_digest(text), user__is_active=True).select_related("user").first()
    if token is not None:
        _note_use(token)
    return token


def revoke_tokens(tokens: Collection[ApiToken]) -> int:
    """Revoke tokens at once; return how many were still valid."""
    rows = ApiToken.objects.filter(pk__in=[token.pk for token in tokens], revoked_at=None)
    return rows.update(revoked_at=timezone.now())


def _select_valid() -> QuerySet[ApiToken]:
    is_unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return ApiToken.objects.filter(is_unexpired, revoked_at=None)


def _compute_digest(text: str) -> str:
    """Return the SHA-256 of a token: it is long and random, so that a slow hash would add nothing."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.used_at is None or now - token.used_at > _USE_INTERVAL:
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)
