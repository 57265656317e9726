"""Limits on failed logins, for a name and for an address; browsers and addresses that a name is known from."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from archive.web.language import GetResponse

KNOWN_BROWSER_COOKIE: Final = "known_browser"
_SALT: Final = "archive.web.login_limits"
Credentials = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class LoginLimit:
    """Recent failures that are counted together, and how many close the login."""

    attempts: QuerySet[AccessAttempt]
    most: int

    def count_failures(self) -> int:
        """Return the number of failures."""
        return self.attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0

    def is_reached(self) -> bool:
        """Return whether the login is closed."""
        return self.count_failures() >= self.most


class LoginLimits(AxesDatabaseHandler):
    """Axes handler that counts failures by name and address, by address, and by name.

    Failures elsewhere never close the login to a browser or an address that the name has logged in from:
    whoever guesses at a name locks out only themselves.
    """

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Return the failures, scaled to AXES_FAILURE_LIMIT, of the limit that is nearest to be reached."""
        limits = self._list_limits(request, credentials)
        return max(limit.count_failures() * settings.AXES_FAILURE_LIMIT // limit.most for limit in limits)

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Record the failure, as that of a known browser where it is one."""
        if request and (browser := read_known_browser(request, get_client_username(request, credentials))):
            request.axes_user_agent = browser  # type: ignore[attr-defined]
        super().user_login_failed(sender, credentials, request, **kwargs)

    def user_logged_in(self, sender: Any, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
        """Record the login, and remember the browser (see `known_browser_middleware`)."""
        super().user_logged_in(sender, request, user, **kwargs)
        request.logged_in_user = user  # type: ignore[attr-defined]

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Delete the failures of a name at an address and in its browser after it has logged in.

        Failures of other names stay, so that a user with an account cannot go on guessing passwords.
        """
        attempts, _ = self.filter_user_attempts(request, credentials)
        name = get_client_username(request, credentials)
        if browser := read_known_browser(request, name):
            attempts = attempts | AccessAttempt.objects.filter(username=name, user_agent=browser)
        count, _ = attempts.delete()
        return count

    def seconds_left(self, request: HttpRequest, credentials: Credentials) -> int:
        """Return the longest time until the login is open again."""
        reached = [limit for limit in self._list_limits(request, credentials) if limit.is_reached()]
        moments = [limit.attempts.aggregate(last=Max("attempt_time"))["last"] for limit in reached]
        threshold = get_cool_off_threshold(request)
        return max([1, *(ceil((moment - threshold).total_seconds()) for moment in moments if moment)])

    def _list_limits(self, request: HttpRequest, credentials: Credentials) -> Sequence[LoginLimit]:
        """Return the limits that hold for this client and name."""
        name = get_client_username(request, credentials)
        by_name = AccessAttempt.objects.filter(username=name, attempt_time__gte=get_cool_off_threshold(request))
        if browser := read_known_browser(request, name):
            return [LoginLimit(by_name.filter(user_agent=browser), settings.AXES_FAILURE_LIMIT)]
        at_address, by_address = self.get_user_attempts(request, credentials)
        limits = [LoginLimit(at_address, settings.AXES_FAILURE_LIMIT)]
        if request.axes_ip_address:  # type: ignore[attr-defined]
            limits.append(LoginLimit(by_address, settings.LOGIN_FAILURES_AN_ADDRESS))
        limit_of_name = LoginLimit(by_name, settings.LOGIN_FAILURES_A_NAME)
        if limit_of_name.is_reached() and not _is_known_address(request, name):
            limits.append(limit_of_name)
        return limits


def _is_known_address(request: HttpRequest, name: str) -> bool:
    """Return whether this name has logged in from the address of this request."""
    since = timezone.now() - settings.KNOWN_CLIENT_AGE
    address = request.axes_ip_address  # type: ignore[attr-defined]
    logins = AccessLog.objects.filter(username=name, ip_address=address, attempt_time__gte=since)
    return bool(address) and logins.exists()


def read_known_browser(request: HttpRequest, name: str | None) -> str:
    """Return the key of a browser that this name has logged in with, from its signed cookie; empty for any other."""
    signed = request.COOKIES.get(KNOWN_BROWSER_COOKIE, "")
    try:
        user_key, browser = signing.loads(signed, salt=_SALT, max_age=settings.KNOWN_CLIENT_AGE)
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return browser if get_user_model().objects.filter(pk=user_key, username=name).exists() else ""


def known_browser_middleware(get_response: GetResponse) -> GetResponse:
    """Middleware that gives a browser, once somebody has logged in with it, the cookie it is known by."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        user = getattr(request, "logged_in_user", None)
        if user and not read_known_browser(request, user.get_username()):
            signed = signing.dumps([user.pk, f"known browser {secrets.token_hex(8)}"], salt=_SALT)
            response.set_cookie(
                KNOWN_BROWSER_COOKIE,
                signed,
                path=settings.SESSION_COOKIE_PATH,
                max_age=settings.KNOWN_CLIENT_AGE,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    return middleware


def open_login(name: str) -> None:
    """Delete the failures of a name: its owner has a new password."""
    AccessAttempt.objects.filter(username=name).delete()


def render_lockout(request: HttpRequest, _: HttpResponse, credentials: Credentials) -> HttpResponse:
    """Return the 429 page of a closed login."""
    seconds = AxesProxyHandler.get_implementation().seconds_left(request, credentials)
    return render_closed_form(request, "accounts/locked_out.html", seconds)


def render_closed_form(request: HttpRequest, template: str, seconds: int) -> HttpResponse:
    """Return a 429 page with the time to wait, in the header and in words."""
    context = {"minutes": ceil(seconds / 60), "sends_mail": settings.SENDS_MAIL}
    response = render(request, template, context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
