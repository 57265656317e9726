"""The address a request came from: the peer's, or, behind a proxy, what the proxy says it is."""

from collections.abc import Callable, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Answered = Callable[[HttpRequest], HttpResponseBase]
_SUBSCRIBER: Final = 64
"""Bits of an IPv6 address that are one subscriber's: the others are theirs to choose."""


def set_client_address(answered: Answered) -> Answered:
    """Middleware: REMOTE_ADDR is the client's address, in one spelling; empty where unknown.

    The server's log and the limits of the login read it there.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.META["REMOTE_ADDR"] = str(client_address(request.META) or "")
        return answered(request)

    return middleware


def client_address(meta: Mapping[str, Any]) -> IPv4Address | IPv6Address | None:
    """The client's address; None where it cannot be known, as over a socket without a proxy.

    Each proxy adds whom it was asked by to the end of X-Forwarded-For. What stands before the
    entries of our own proxies was sent by the client and may be anything.
    """
    if not settings.PROXIES:
        return _address(meta.get("REMOTE_ADDR") or "")
    hops = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _address(hops[-settings.PROXIES]) if len(hops) >= settings.PROXIES else None


def subscriber_address(request: HttpRequest) -> str | None:
    """Whom failed logins are counted for: an IPv4 address, or the /64 network of an IPv6 one."""
    address = _address(request.META.get("REMOTE_ADDR") or "")
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _SUBSCRIBER), strict=False).network_address)
    return str(address) if address else None


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: bare, with a port, in brackets; with or without a zone."""
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
