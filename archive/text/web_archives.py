"""Addresses in web archives and caches: the page's own address inside, and when it was captured."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

MAX_URL_LENGTH: Final = 4000
ARCHIVE_HOSTS: Final = tuple(
    "web.archive.org wayback.archive.org archive.today archive.ph archive.is archive.fo archive.li archive.md"
    " archive.vn archive-it.org arquivo.pt perma.cc perma-archives.org webcitation.org webcache.googleusercontent.com"
    " cc.bingj.com ghostarchive.org megalodon.jp webarchive.org.uk webarchive.nationalarchives.gov.uk"
    " webarchive.loc.gov vefsafn.is swap.stanford.edu web.archive.bibalex.org conifer.rhizome.org"
    " timetravel.mementoweb.org".split()
)
_ARCHIVE_NAMES: Final = frozenset(
    {"wayback machine", "internet archive", "internet archive wayback machine", "webpage archive", "webcitation"}
)
_REPLAY: Final = re.compile(r"/(?P<moment>\d{1,14})(?:[a-z]{2}_|\*)?/(?P<inner>.+)", re.DOTALL)
_FULL_REPLAY: Final = re.compile(r"/(?P<moment>\d{14})(?:[a-z]{2}_)?/(?P<inner>https?:/.+)", re.IGNORECASE | re.DOTALL)
_TODAY_MOMENT: Final = re.compile(r"/(?P<day>\d{4}\.\d{2}\.\d{2})-(?P<time>\d{6})/(?P<inner>.+)", re.DOTALL)
_INNER_URL: Final = re.compile(r"/(?P<inner>https?:/.+)", re.IGNORECASE | re.DOTALL)
_CACHE_QUERY: Final = re.compile(r"cache:(?:[\w-]{8,20}:)?(?P<inner>[^\s+]+)")
_MEGALODON: Final = re.compile(r"/(?:ref/)?(?P<moment>\d{4}-\d{4}-\d{4}-\d{2})/(?P<inner>[^/]+\.[^/]+(?:/.*)?)")
_SCHEME: Final = re.compile(r"(https?):/+", re.IGNORECASE)
_HOST_AND_PATH: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?].*)?", re.DOTALL)
_JAPAN: Final = timezone(timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class ArchivedAddress:
    """The address of a page, and when an archive captured it, if its own address says so."""

    url: str
    captured_at: datetime | None = None


def is_web_archive(host: str) -> bool:
    """Return whether a host is a web archive or a cache, which publishes nothing itself."""
    host = host.lower().rstrip(".")
    return any(host == known or host.endswith(f".{known}") for known in ARCHIVE_HOSTS)


def is_archive_name(name: str) -> bool:
    """Return whether a name is that of a web archive, as its pages give it for their site."""
    return is_web_archive(name.strip()) or " ".join(name.lower().split()) in _ARCHIVE_NAMES


def unwrap_archived_url(url: str) -> ArchivedAddress | None:
    """Return the address that the address of an archived copy contains; None for any other address."""
    url = url.strip()[:MAX_URL_LENGTH].removeprefix("view-source:")
    try:
        parts = urlsplit(url if "://" in url[:10] else f"https:{url}" if url.startswith("//") else url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if not is_web_archive(host):
        found = _FULL_REPLAY.search(path)  # a replay of another archive: its moment makes it certain
        return _build_address(found["inner"], _parse_digits(found["moment"])) if found else None
    if host.endswith("googleusercontent.com"):
        found = _CACHE_QUERY.search(unquote(" ".join(parse_qs(parts.query).get("q", ()))))
        return _build_address(found["inner"], None) if found else None
    if host.endswith("megalodon.jp"):
        found = _MEGALODON.fullmatch(path)
        return _build_address(found["inner"], _parse_megalodon(found["moment"])) if found else None
    if (named := parse_qs(parts.query).get("url")) and not _INNER_URL.search(parts.path):
        return _build_address(named[0], _parse_day(" ".join(parse_qs(parts.query).get("date", ()))))
    if found := _TODAY_MOMENT.search(path):
        return _build_address(found["inner"], _parse_digits(found["day"].replace(".", "") + found["time"]))
    if found := _REPLAY.search(path):
        return _build_address(found["inner"], _parse_digits(found["moment"]))
    found = _INNER_URL.search(path)
    return _build_address(found["inner"], None) if found else None


def _build_address(inner: str, captured_at: datetime | None) -> ArchivedAddress | None:
    """Return the inner address with its scheme whole; an archive within an archive is unwrapped, too."""
    if "%3a" in inner[:12].lower():
        inner = unquote(inner)
    scheme = _SCHEME.match(inner)
    if scheme:
        url = f"{scheme[1].lower()}://{inner[scheme.end() :]}"
    elif _HOST_AND_PATH.fullmatch(inner):
        url = f"http://{inner}"
    else:
        return None
    if len(url) > MAX_URL_LENGTH:
        return None
    return unwrap_archived_url(url) or ArchivedAddress(url, captured_at)


def _parse_digits(digits: str) -> datetime | None:
    """Return the moment of the fourteen digits of an archive (UTC); None if they are no moment."""
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC) if len(digits) == 14 else None
    except ValueError:
        return None


def _parse_megalodon(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m%d-%H%M-%S").replace(tzinfo=_JAPAN).astimezone(UTC)
    except ValueError:
        return None


def _parse_day(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text[:10]).replace(tzinfo=UTC) if text else None
    except ValueError:
        return None
