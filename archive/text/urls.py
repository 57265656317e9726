"""Canonical URLs and keys of addresses that lead to the same page."""

import hashlib
import re
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from archive.text.web_archives import unwrap_archived_url

MAX_URL_CHARS: Final = 2000
_TRACKING_PARAM: Final = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|custom\d)|mc_[ce]id|mtm_\w+|pk_\w+|(?:fb|g|d|ms|tw|wbra|gbra|y)clid|fbclid"
    r"|gclsrc|igshid|yclid|ref_src|ref_url|cmp(?:id)?|ns_\w+|xtor|smid|smtyp|ocid|_ga|_gl|spm|sref|amp;?\w*|CMP"
    r"|partner_?id|wt_mc|s_cid|ito|guccounter|guce_\w+)=?.*",
    re.IGNORECASE,
)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_PATH_SAFE: Final = "/%:@!$&'()*+,;=~-._"
_HOST: Final = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")
_HOST_PREFIX: Final = re.compile(r"(?:www\d?|m|mobile|amp|touch|wap)\.(?=[^.]+\..)")
_AMP_CACHE_PATH: Final = re.compile(r"/(?:[a-z]{1,4}/)?s/(?P<inner>[^/]+\.[^/]+/.*)")
_AMP_CACHE_HOSTS: Final = ("cdn.ampproject.org", "ampproject.net")
_AMP_PATH: Final = re.compile(r"(?:/amp(?=/|$))|(?:\.amp(?=\.html?$|$))", re.IGNORECASE)
_AMP_QUERY: Final = re.compile(r"(?:amp\w*|outputtype=amp|output=amp|mobile|m=1)(?:=.*)?", re.I)


def canonicalize_url(text: str) -> str:
    """Return the URL without tracking, fragment and default port; empty if no article can have it (a front page).

    Of the address of a web archive's copy it is that of the page itself.
    """
    archived = unwrap_archived_url(text)
    parts = _split_url(archived.url if archived else text)
    if parts is None:
        return ""
    host = (parts.hostname or "").rstrip(".")
    port = parts.port
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING_PARAM.fullmatch(part))
    if parts.path in ("", "/") and not query:
        return ""
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    url = f"{parts.scheme}://{netloc}{path}{'?' if query else ''}{quote(query, safe=_PATH_SAFE + '?')}"
    return url if len(url) <= MAX_URL_CHARS else ""


def get_domain(text: str) -> str:
    """Return the lower-case host of a URL without `www.`; empty if there is none."""
    parts = _split_url(text if "://" in text else f"http://{text.strip()}")
    host = (parts.hostname or "").rstrip(".") if parts else ""
    return host.removeprefix("www.") if "." in host else ""


def _split_url(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text.strip())
        valid = parts.scheme in _DEFAULT_PORTS and _HOST.fullmatch(parts.hostname or "")
        _ = parts.port  # raises ValueError if invalid
    except ValueError:
        return None
    return parts if valid else None


def fold_address(url: str) -> str:
    """Return host and path common to all addresses of a page, mobile and AMP ones, too; empty if `url` is invalid."""
    parts = _split_url(canonicalize_url(url))
    if parts is None:
        return ""
    host = parts.netloc.lower()
    is_amp_cache = host.endswith(_AMP_CACHE_HOSTS) or (
        host.startswith("www.google.") and parts.path.startswith("/amp/")
    )
    # An AMP cache has the page's own URL in its path.
    cached_page = _AMP_CACHE_PATH.fullmatch(parts.path.removeprefix("/amp")) if is_amp_cache else None
    if cached_page and (page_parts := _split_url(canonicalize_url(f"https://{cached_page['inner']}?{parts.query}"))):
        parts = page_parts
    host = _HOST_PREFIX.sub("", parts.netloc.lower(), count=1)
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    query = "&".join(sorted(part for part in parts.query.split("&") if part and not _AMP_QUERY.fullmatch(part)))
    return f"{host}{path}{'?' if query else ''}{query}"


def address_key(url: str) -> str:
    """Return the SHA-256 of the folded address as a lookup key; empty if `url` is invalid."""
    address = fold_address(url)
    return hashlib.sha256(address.encode()).hexdigest() if address else ""
