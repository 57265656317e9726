"""Compare page addresses, ignoring scheme, mobile hosts and AMP copies."""

import hashlib
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from archive.text.urls import canonicalize_url

_HOST_PREFIX: Final = re.compile(r"(?:www\d?|m|mobile|amp|touch|wap)\.(?=[^.]+\..)")
_AMP_CACHE_PATH: Final = re.compile(r"/(?:[a-z]{1,4}/)?s/(?P<inner>[^/]+\.[^/]+/.*)")
_AMP_CACHE_HOSTS: Final = ("cdn.ampproject.org", "ampproject.net")
_AMP_PATH: Final = re.compile(r"(?:/amp(?=/|$))|(?:\.amp(?=\.html?$|$))", re.IGNORECASE)
_AMP_QUERY: Final = re.compile(r"(?:amp\w*|outputtype=amp|output=amp|mobile|m=1)(?:=.*)?", re.I)


def fold_address(url: str) -> str:
    """Return the host and path common to all addresses of a page; empty if `url` is invalid."""
    parts = _split_canonical(canonicalize_url(url)) if url else None
    if parts is None:
        return ""
    cached_page = (
        _AMP_CACHE_PATH.fullmatch(parts.path.removeprefix("/amp")) if _is_amp_cache(parts) else None
    )
    if cached_page and (
        page_parts := _split_canonical(
            canonicalize_url(f"https://{cached_page['inner']}?{parts.query}")
        )
    ):
        parts = page_parts
    host = _HOST_PREFIX.sub("", parts.netloc.lower(), count=1)
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    query = "&".join(
        sorted(part for part in parts.query.split("&") if part and not _AMP_QUERY.fullmatch(part))
    )
    return f"{host}{path}{'?' if query else ''}{query}"


def address_key(url: str) -> str:
    """Return the SHA-256 of the folded address as a lookup key; empty if `url` is invalid."""
    address = fold_address(url)
    return hashlib.sha256(address.encode()).hexdigest() if address else ""


def _is_amp_cache(parts: SplitResult) -> bool:
    """Return whether an AMP cache serves the address, with the page's own URL in the path."""
    host = parts.netloc.lower()
    return host.endswith(_AMP_CACHE_HOSTS) or (
        host.startswith("www.google.") and parts.path.startswith("/amp/")
    )


def _split_canonical(url: str) -> SplitResult | None:
    try:
        return urlsplit(url) if url else None
    except ValueError:
        return None
