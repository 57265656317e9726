"""Identification of clients: the token of a request, and what it may do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja.security import HttpBearer

from archive.api.rest.problems import ProblemError
from archive.models import ApiToken, TokenScope
from archive.tokens.services import find_token

_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="archive"'}
_BAD_TOKEN: Final = {"WWW-Authenticate": 'Bearer realm="archive", error="invalid_token"'}


def identify_client(request: HttpRequest) -> ApiToken | None:
    """Return the token that a request sends, and make its user the one who asks; ProblemError for a bad one."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() != "bearer":
        return None
    token = find_token(text.strip())
    if token is None:
        detail = gettext("This token is not valid: it is unknown, revoked, or its time is over. Make another one.")
        raise ProblemError(HTTPStatus.UNAUTHORIZED, "invalid-token", detail, headers=_BAD_TOKEN)
    request.user = token.user
    request.api_token = token  # type: ignore[attr-defined]
    return token


class TokenAuth(HttpBearer):
    """Requirement of an endpoint: a token (with this scope), of a user with this permission."""

    def __init__(self, scope: TokenScope | None = None, permission: str = "") -> None:
        super().__init__()
        self.scope, self.permission = scope, permission

    def __call__(self, request: HttpRequest) -> ApiToken:
        """Return the token, which the middleware has looked up."""
        return self.authenticate(request, "")

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Return the token; ProblemError where there is none that may do this."""
        sent: ApiToken | None = getattr(request, "api_token", None)
        if sent is None:
            detail = gettext("This needs a token: send it as “Authorization: Bearer …”.")
            raise ProblemError(HTTPStatus.UNAUTHORIZED, "token-needed", detail, headers=_CHALLENGE)
        if self.scope is None:
            return sent
        if self.scope not in sent.scopes or (self.permission and not sent.user.has_perm(self.permission)):
            detail = gettext("This token may not %(scope)s. Make one that may, if you may yourself.")
            raise ProblemError(HTTPStatus.FORBIDDEN, "scope-needed", detail % {"scope": self.scope.label})
        return sent


def get_token_user(request: HttpRequest) -> User:
    """Return the user of the token of a request."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return token.user
