"""Limits on failed logins (django-axes), and the page shown beyond them.

Failures are counted by name and address together, so that nobody is locked out from elsewhere, and
with a higher limit by address alone.
"""

from math import ceil
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Credentials = dict[str, Any] | None


class LoginLimits(AxesDatabaseHandler):
    """Axes handler with a limit for each entry of AXES_LOCKOUT_PARAMETERS."""

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Return the failures, scaled to AXES_FAILURE_LIMIT, the limit for one name."""
        attempts = zip(self.get_user_attempts(request, credentials), _get_limits(), strict=True)
        return max(
            _count_failures(rows) * settings.AXES_FAILURE_LIMIT // limit for rows, limit in attempts
        )

    def get_user_attempts(
        self, request: HttpRequest, credentials: Credentials = None
    ) -> list[QuerySet[AccessAttempt]]:
        """Return recent attempts by name and by address; none by an unknown address."""
        name_attempts, address_attempts = super().get_user_attempts(request, credentials)
        return [
            name_attempts,
            address_attempts if request.axes_ip_address else address_attempts.none(),  # type: ignore[attr-defined]
        ]

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Delete the failures of a name at an address after it has logged in.

        Failures of other names stay, lest anyone with an account could go on guessing.
        """
        name_attempts, _ = self.filter_user_attempts(request, credentials)
        count, _ = name_attempts.delete()
        return count

    def seconds_left(self, request: HttpRequest, credentials: Credentials) -> int:
        """Return the longest time until the login is open again."""
        attempts = zip(self.get_user_attempts(request, credentials), _get_limits(), strict=True)
        exhausted = [rows for rows, limit in attempts if _count_failures(rows) >= limit]
        last = max(rows.aggregate(last=Max("attempt_time"))["last"] for rows in exhausted)
        return max(1, ceil((last - get_cool_off_threshold(request)).total_seconds()))


def locked_out(request: HttpRequest, _: HttpResponse, credentials: Credentials) -> HttpResponse:
    """Return the 429 page with the time to wait."""
    handler = AxesProxyHandler.get_implementation()
    seconds = handler.seconds_left(request, credentials)
    context = {"minutes": ceil(seconds / 60)}
    response = render(request, "archive/locked_out.html", context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def _get_limits() -> tuple[int, int]:
    return settings.AXES_FAILURE_LIMIT, settings.LOGIN_FAILURES_AN_ADDRESS


def _count_failures(rows: QuerySet[AccessAttempt]) -> int:
    return rows.aggregate(count=Sum("failures_since_start"))["count"] or 0
