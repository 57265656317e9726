"""SSRF protection: only public addresses are fetched, unless the settings allow others."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from archive.errors import RefusedAddress


@dataclass(frozen=True, slots=True)
class FetchTarget:
    """A URL and the IP address that was checked for it, which the connection must use."""

    url: str
    scheme: str
    host: str
    port: int
    ip: str
    path: str


def resolve_target(url: str, *, allow_private: bool) -> FetchTarget:
    """Resolve a URL to a checked IP address; raise RefusedAddress if it may not be fetched."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError) as error:
        raise RefusedAddress(f"‘{url[:300]}’ is no web address ({error}). Check it.") from error
    if parts.scheme not in {"http", "https"} or not host or any(c.isspace() for c in host):
        raise RefusedAddress(f"‘{url[:300]}’ is no web address. Write http:// or https://.")
    if parts.username or parts.password:
        raise RefusedAddress("The address has a user name in it. Give it without.")
    port = port or (443 if parts.scheme == "https" else 80)
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return FetchTarget(url, parts.scheme, host, port, _resolve_ip(host, port, allow_private), path)


def _resolve_ip(host: str, port: int, allow_private: bool) -> str:  # noqa: FBT001 -- named by its caller
    """Return one IP address of the host; refuse the host if any of its addresses is private."""
    try:
        address_infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedAddress(
            f"No machine is called {host} ({error}). Check the address."
        ) from error
    addresses = [str(address_info[4][0]) for address_info in address_infos]
    for address in addresses:
        if not (allow_private or is_public(address)):
            raise RefusedAddress(f"{host} is {address}, which is no address of the public net.")
    if not addresses:
        raise RefusedAddress(f"No machine is called {host}. Check the address.")
    return addresses[0]


def is_public(address: str) -> bool:
    """Return whether an IP address is globally reachable, embedded IPv4 addresses included."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        embedded = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if embedded is not None:
            return is_public(str(embedded))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
