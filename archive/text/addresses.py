"""When two addresses are of one page: mobile hosts, AMP copies and the scheme are folded away."""

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
    """Host and path of a page as all its addresses have them; empty for what is no address."""
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
    """SHA-256 of the folded address, to look it up by; empty for what is no address."""
    folded = folded_address(url)
    return hashlib.sha256(folded.encode()).hexdigest() if folded else ""


def _is_cache(parts: SplitResult) -> bool:
    """Whether an address is of somebody's copy that names the page itself in its path."""
    host = parts.netloc.lower()
    return host.endswith(_CACHE_HOSTS) or (
        host.startswith("www.google.") and parts.path.startswith("/amp/")
    )


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url) if url else None
    except ValueError:
        return None
