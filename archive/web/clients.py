"""Addresses of clients, also behind proxies."""

from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from archive.web.language import GetResponse

_SUBSCRIBER_BITS: Final = 64
"""Prefix length of the IPv6 network of one subscriber."""
_MAX_HOPS: Final = 20
Address: TypeAlias = IPv4Address | IPv6Address


def client_address_middleware(get_response: GetResponse) -> GetResponse:
    """Middleware that sets REMOTE_ADDR to the normalised client address, or to an empty string.

    The access log and the login limits read it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.PROXIES and not _came_through_proxies(request.META):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        request.META["REMOTE_ADDR"] = str(get_client_address(request.META) or "")
        return get_response(request)

    return middleware


def get_client_address(meta: Mapping[str, Any]) -> Address | None:
    """Return the client's address; None where unknown, as over a socket without a proxy.

    Each proxy appends its peer to X-Forwarded-For. Entries before those of our own proxies come
    from the client and cannot be trusted.
    """
    if not settings.PROXIES or not _came_through_proxies(meta):
        return _parse_address(meta.get("REMOTE_ADDR") or "")
    hops = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.PROXY_NETWORKS:
        return _find_first_stranger(hops)
    return _parse_address(hops[-settings.PROXIES]) if len(hops) >= settings.PROXIES else None


def _came_through_proxies(meta: Mapping[str, Any]) -> bool:
    """Return whether our own proxies passed this on: anybody else's X-Forwarded headers are only their own word.

    Without CUTTINGS_PROXY_ADDRESSES nobody else can reach us; a socket has no address, and is of this machine.
    """
    peer = meta.get("REMOTE_ADDR") or ""
    return not settings.PROXY_NETWORKS or not peer or _is_own_proxy(_parse_address(peer))


def _find_first_stranger(hops: list[str]) -> Address | None:
    """Return the last address of the header that is none of our proxies'; None where it is none at all."""
    for hop in reversed(hops[-_MAX_HOPS:]):
        address = _parse_address(hop)
        if not _is_own_proxy(address):
            return address
    return None


def _is_own_proxy(address: Address | None) -> bool:
    return address is not None and any(address in network for network in settings.PROXY_NETWORKS)


def get_login_limit_key(request: HttpRequest) -> str | None:
    """Return the key for counting failed logins: an IPv4 address, or an IPv6 /64 network."""
    address = _parse_address(request.META.get("REMOTE_ADDR") or "")
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _SUBSCRIBER_BITS), strict=False).network_address)
    return str(address) if address else None


def _parse_address(text: str) -> Address | None:
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
