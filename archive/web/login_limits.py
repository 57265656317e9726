"""Failed logins: how many there may be, and the page for whoever had them.

Counted for a name together with an address, so that nobody is locked out by what others do at
other addresses, and, with a higher limit, for an address whatever the names.
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
    """Counts failures as settings.AXES_LOCKOUT_PARAMETERS name them, each with its own limit."""

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Failures on the scale of AXES_FAILURE_LIMIT, which is the limit for one name."""
        attempts = zip(self.get_user_attempts(request, credentials), _limits(), strict=True)
        return max(_count(rows) * settings.AXES_FAILURE_LIMIT // limit for rows, limit in attempts)

    def get_user_attempts(
        self, request: HttpRequest, credentials: Credentials = None
    ) -> list[QuerySet[AccessAttempt]]:
        """Recent attempts; those of an unknown address are not counted together."""
        of_name, of_address = super().get_user_attempts(request, credentials)
        return [of_name, of_address if request.axes_ip_address else of_address.none()]  # type: ignore[attr-defined]

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Forget the failures of a name at an address, once it is logged in there.

        Not those of other names: whoever has an account could go on guessing at others.
        """
        of_name, _ = self.filter_user_attempts(request, credentials)
        count, _ = of_name.delete()
        return count

    def seconds_left(self, request: HttpRequest, credentials: Credentials) -> int:
        """How long at most until the login answers again."""
        attempts = zip(self.get_user_attempts(request, credentials), _limits(), strict=True)
        full = [rows for rows, limit in attempts if _count(rows) >= limit]
        last = max(rows.aggregate(last=Max("attempt_time"))["last"] for rows in full)
        return max(1, ceil((last - get_cool_off_threshold(request)).total_seconds()))


def locked_out(request: HttpRequest, _: HttpResponse, credentials: Credentials) -> HttpResponse:
    """The page for whoever failed too often: when to try again, and that reading needs no login."""
    handler = AxesProxyHandler.get_implementation()
    seconds = handler.seconds_left(request, credentials)
    page = {"minutes": ceil(seconds / 60)}
    response = render(request, "archive/locked_out.html", page, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def _limits() -> tuple[int, int]:
    return settings.AXES_FAILURE_LIMIT, settings.LOGIN_FAILURES_AN_ADDRESS


def _count(rows: QuerySet[AccessAttempt]) -> int:
    return rows.aggregate(count=Sum("failures_since_start"))["count"] or 0
