"""Client IP address: the peer's, or the one a trusted proxy reports."""

from collections.abc import Callable, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]
_SUBSCRIBER_BITS: Final = 64
"""Prefix length of the IPv6 network of one subscriber."""


def set_client_address(get_response: GetResponse) -> GetResponse:
    """Middleware: set REMOTE_ADDR to the normalised client address, or to an empty string.

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


def subscriber_address(request: HttpRequest) -> str | None:
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
