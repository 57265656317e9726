"""Addresses of clients, and limits on failed logins."""

from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network
from math import ceil
from typing import Any, Final

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from archive.web.language import GetResponse

_SUBSCRIBER_BITS: Final = 64
"""Prefix length of the IPv6 network of one subscriber."""
Credentials = dict[str, Any] | None


def client_address_middleware(get_response: GetResponse) -> GetResponse:
    """Middleware that sets REMOTE_ADDR to the normalised client address, or to an empty string.

    The access log and the login limits read it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.META["REMOTE_ADDR"] = str(get_client_address(request.META) or "")
        return get_response(request)

    return middleware


def get_client_address(meta: Mapping[str, Any]) -> IPv4Address | IPv6Address | None:
    """Return the client's address; None where unknown, as over a socket without a proxy.

    Each proxy appends its peer to X-Forwarded-For. Entries before those of our own proxies come
    from the client and cannot be trusted.
    """
    if not settings.PROXIES:
        return _parse_address(meta.get("REMOTE_ADDR") or "")
    hops = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _parse_address(hops[-settings.PROXIES]) if len(hops) >= settings.PROXIES else None


def get_login_limit_key(request: HttpRequest) -> str | None:
    """Return the key for counting failed logins: an IPv4 address, or an IPv6 /64 network."""
    address = _parse_address(request.META.get("REMOTE_ADDR") or "")
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _SUBSCRIBER_BITS), strict=False).network_address)
    return str(address) if address else None


def _parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an address with or without port, brackets and zone; None where invalid."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        if ":" not in text:
            return IPv4Address(text)
        address = IPv6Address(text.partition("%")[0])
    except AddressValueError:
        return None
    return address.ipv4_mapped or address


class LoginLimits(AxesDatabaseHandler):
    """Axes handler with a limit for each entry of AXES_LOCKOUT_PARAMETERS."""

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Return the failures, scaled to AXES_FAILURE_LIMIT, the limit for one name."""
        counts = self._count_failures(request, credentials)
        return max(failures * settings.AXES_FAILURE_LIMIT // limit for _, failures, limit in counts)

    def get_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> list[QuerySet[AccessAttempt]]:
        """Return recent attempts by name and by address; none by an unknown address."""
        name_attempts, address_attempts = super().get_user_attempts(request, credentials)
        return [
            name_attempts,
            address_attempts if request.axes_ip_address else address_attempts.none(),  # type: ignore[attr-defined]
        ]

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Delete the failures of a name at an address after it has logged in.

        Failures of other names stay, so that a user with an account cannot go on guessing passwords.
        """
        name_attempts, _ = self.filter_user_attempts(request, credentials)
        count, _ = name_attempts.delete()
        return count

    def seconds_left(self, request: HttpRequest, credentials: Credentials) -> int:
        """Return the longest time until the login is open again."""
        counts = self._count_failures(request, credentials)
        exhausted = [rows for rows, failures, limit in counts if failures >= limit]
        last = max(rows.aggregate(last=Max("attempt_time"))["last"] for rows in exhausted)
        return max(1, ceil((last - get_cool_off_threshold(request)).total_seconds()))

    def _count_failures(
        self, request: HttpRequest, credentials: Credentials
    ) -> list[tuple[QuerySet[AccessAttempt], int, int]]:
        """Return the attempts by name and by address, each with its failures and their limit."""
        limits = (settings.AXES_FAILURE_LIMIT, settings.LOGIN_FAILURES_AN_ADDRESS)
        attempts = zip(self.get_user_attempts(request, credentials), limits, strict=True)
        return [
            (rows, rows.aggregate(count=Sum("failures_since_start"))["count"] or 0, limit) for rows, limit in attempts
        ]


def render_lockout(request: HttpRequest, _: HttpResponse, credentials: Credentials) -> HttpResponse:
    """Return the 429 page with the time to wait."""
    seconds = AxesProxyHandler.get_implementation().seconds_left(request, credentials)
    context = {"minutes": ceil(seconds / 60)}
    response = render(request, "accounts/locked_out.html", context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
