"""Compare page addresses, ignoring scheme, mobile hosts and AMP copies."""

import hashlib
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from archive.text.urls import canonical_url

_HOST_FORMS: Final = re.compile(r"(?:www\d?|m|mobile|amp|touch|wap)\.(?=[^.]+\..)")
_CACHE: Final = re.compile(r"/(?:[a-z]{1,4}/)?s/(?P<inner>[^/]+\.[^/]+/.*)")
_CACHE_HOSTS: Final = ("cdn.ampproject.org", "ampproject.net")
_AMP_PATH: Final = re.compile(r"(?:/amp(?=/|$))|(?:\.amp(?=\.html?$|$))", re.IGNORECASE)
_AMP_QUERY: Final = re.compile(r"(?:amp\w*|outputtype=amp|output=amp|mobile|m=1)(?:=.*)?", re.I)


def folded_address(url: str) -> str:
    """Return the host and path common to all addresses of a page; empty if `url` is invalid."""
    parts = _split(canonical_url(url)) if url else None
    if parts is None:
        return ""
    inner = _CACHE.fullmatch(parts.path.removeprefix("/amp")) if _is_cache(parts) else None
    if inner and (again := _split(canonical_url(f"https://{inner['inner']}?{parts.query}"))):
        parts = again
    host = _HOST_FORMS.sub("", parts.netloc.lower(), count=1)
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    query = "&".join(
        sorted(part for part in parts.query.split("&") if part and not _AMP_QUERY.fullmatch(part))
    )
    return f"{host}{path}{'?' if query else ''}{query}"


def address_key(url: str) -> str:
    """Return the SHA-256 of the folded address as a lookup key; empty if `url` is invalid."""
    folded = folded_address(url)
    return hashlib.sha256(folded.encode()).hexdigest() if folded else ""


def _is_cache(parts: SplitResult) -> bool:
    """Return whether an AMP cache serves the address, with the page's own URL in the path."""
    host = parts.netloc.lower()
    return host.endswith(_CACHE_HOSTS) or (
        host.startswith("www.google.") and parts.path.startswith("/amp/")
    )


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url) if url else None
    except ValueError:
        return None
