"""Marks that saving tools, web archives and caches leave in the source of a page: its address, and the moment."""

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from archive.text.normalize import collapse_whitespace
from archive.text.urls import get_domain

MAX_PART: Final = 100_000  # characters at each end of a page in which a mark stands
_ADDRESS: Final = r"(?P<url>[^\s<>\"']{4,2000})"


def _compile_forms(forms: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(form, re.DOTALL) for name, form in forms.items()}


_TOOLS: Final = _compile_forms(
    {
        "comment of SingleFile": (
            r"<!--\s*(?:Page saved with|Archive processed by) SingleFile\w{0,5}\b[^<>]{0,200}?\surl:\s+"
            r"(?P<url>\S{4,2000})(?:\s+saved date:\s+(?P<moment>[^\n<>]{6,100}))?"
        ),
        "comment ‘saved from url’ of a browser": (
            r"<!--\s*saved from url=\(\d{1,6}\)(?P<url>[^\s<>]{4,2000})(?P<moment>)\s*-->"
        ),
        "comment of HTTrack": (
            rf"<!--\s*Mirrored from {_ADDRESS} by HTTrack[^<>,]{{0,60}}(?:,\s*(?P<moment>[^<>]{{6,60}}?))?\s*-->"
        ),
        "comment of monolith": rf"<!--\s*Saved from {_ADDRESS} at (?P<moment>[^\s<>]{{6,40}}) using monolith\b",
        "meta savepage-url": (
            rf"<meta name=[\"']?savepage-url[\"']? content=[\"']?{_ADDRESS}"
            r"(?:.{0,3000}?<meta name=[\"']?savepage-date[\"']? content=[\"'](?P<moment>[^<>\"']{6,100}))?"
        ),
        "attribute data-scrapbook-source": (
            rf"<html\b(?:[^<>]{{0,500}}?\sdata-scrapbook-create=[\"']?(?P<moment>\d{{14,17}}))?"
            rf"[^<>]{{0,500}}?\sdata-scrapbook-source=[\"']{_ADDRESS}"
            r"(?:[^<>]{0,200}?\sdata-scrapbook-create=[\"']?(?P<later>\d{14,17}))?"
        ),
        "comment of MaoXian": (
            r"OriginalSrc:\s*(?P<url>https?://[^\s<>]{4,2000})(?:.{0,100}?CreatedAt:\s*(?P<moment>[^\n<>]{6,40}))?"
        ),
        "comment of the tool that saved it": (
            r"<!--[\w\s.,:-]{0,40}?\b(?i:saved|archived|captured|retrieved|mirrored|snapshot)\b[\w\s.,:-]{0,60}?"
            r"(?P<url>https?://[^\s<>\"']{4,2000})(?:[\s,;]+(?i:on|at|date:?)?\s*(?P<moment>[^<>]{6,60}?))?\s*-->"
        ),
    }
)
_FRAMES: Final = _compile_forms(
    {
        "frame of the Wayback Machine": (
            r"__wm\.(?:wombat\(|bt\([^()<>\"']{0,60}[\"'][\w-]{1,40}[\"'],\s{0,3})\s{0,5}[\"']"
            r"(?P<url>[^\s\"'<>]{4,2000})[\"']\s{0,5},\s{0,5}[\"'](?P<moment>\d{14})"
        ),
        "frame of a web archive": (
            r"wbinfo\.url\s{0,3}=\s{0,3}[\"'](?P<url>[^\s\"'<>]{4,2000})[\"']"
            r"(?:.{0,600}?wbinfo\.timestamp\s{0,3}=\s{0,3}[\"'](?P<moment>\d{14}))?"
        ),
        "frame of a cache": (
            r"id=[\"']?[\w-]{0,30}-cache-hdr[\"']?"
            r"(?=.{0,2000}?href=[\"'](?P<url>https?://(?!\w{1,20}\.google)[^\s\"'<>]{4,2000}))"
            r"(?:.{0,3000}?(?P<moment>\d{1,2} [^\W\d_]{3,4}\.? \d{4} \d\d:\d\d:\d\d GMT))?"
        ),
        "sentence of a cache": (
            r"\b(?:cache of|cached? (?:copy|version) of)\s{0,9}(?:<[^<>]{0,300}>\s{0,9}){0,3}?"
            r"<a\b[^<>]{0,300}?href=[\"'](?P<url>https?://(?!\w{1,20}\.google)[^\s\"'<>]{4,2000})[\"']"
            r"(?:.{0,1000}?(?P<moment>\d{1,2} [^\W\d_]{3,4}\.? \d{4} \d\d:\d\d:\d\d GMT))?"
        ),
    }
)
_TOOL_SIGNS: Final = (
    "SingleFile", "saved from url", "HTTrack", "monolith", "savepage-url", "data-scrapbook", "OriginalSrc", "<!--",
)  # fmt: skip
"""Words without which a form cannot match, in the order of the forms."""
_FRAME_SIGNS: Final = ("__wm.", "wbinfo", "-cache-hdr", "It is a snapshot of the page")
_FILE_ARCHIVED: Final = re.compile(
    r"FILE ARCHIVED ON (?P<time>\d{1,2}:\d\d:\d\d) (?P<day>[A-Z][a-z]{2} \d{1,2}, \d{4}) AND RETRIEVED"
)
_WRITTEN_FORMS: Final = ("%b %d %Y %H:%M:%S %z", "%b %d, %Y %H:%M:%S %z", "%b %d %Y %z")
_WRITTEN_MOMENT: Final = re.compile(
    r"(?:[A-Z][a-z]{2} )?(?P<day>[A-Z][a-z]{2} \d{1,2},? \d{4})(?: (?P<time>\d{1,2}:\d\d:\d\d))?"
    r"(?: (?:GMT|UTC)(?P<zone>[+-]\d{4})?)?"
)


@dataclass(frozen=True, slots=True)
class SavingMark:
    """An address that a tool or an archive left in a page, when it read it (or None), its rule and its words."""

    url: str
    moment: datetime | None
    rule: str
    words: str


def iter_frame_marks(text: str) -> Iterator[SavingMark]:
    """Yield the marks of the frames that web archives and caches set around a page."""
    if any(sign in text for sign in _FRAME_SIGNS):
        yield from _match_forms(text, _FRAMES)


def iter_tool_marks(text: str) -> Iterator[SavingMark]:
    """Yield the marks of tools that save pages, at both ends of the source."""
    for part in dict.fromkeys((text[:MAX_PART], text[-MAX_PART:])):
        pairs = zip(_TOOL_SIGNS, _TOOLS.items(), strict=True)
        yield from _match_forms(part, dict(form for sign, form in pairs if sign in part))


def find_archived_moment(text: str) -> datetime | None:
    """Return the moment of capture that the Wayback Machine writes below a page."""
    found = _FILE_ARCHIVED.search(text[-MAX_PART:])
    return parse_moment(f"{found['day']} {found['time']} GMT") if found else None


def _match_forms(text: str, forms: Mapping[str, re.Pattern[str]]) -> Iterator[SavingMark]:
    for rule, form in forms.items():
        if (found := form.search(text)) is None:
            continue
        url = html.unescape(found["url"])
        url = url if "://" in url else f"http://{url}"
        if url.startswith(("http://", "https://")) and get_domain(url):
            moments = (value for name, value in found.groupdict().items() if name != "url" and value)
            yield SavingMark(url, parse_moment(next(moments, "")), rule, found[0][:200])


def parse_moment(text: str) -> datetime | None:
    """Return the moment a tool printed (UTC); None if it is none. One without a zone counts as UTC."""
    text = collapse_whitespace(text)
    with suppress(ValueError, OverflowError):
        if text.isdigit() and len(text) >= 14:
            return datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    if found := _WRITTEN_MOMENT.match(text):
        written = " ".join(filter(None, (found["day"], found["time"], found["zone"] or "+0000")))
        for form in _WRITTEN_FORMS:
            with suppress(ValueError, OverflowError):
                return datetime.strptime(written, form).astimezone(UTC)
    for parse in (_parse_iso, parsedate_to_datetime):
        with suppress(ValueError, OverflowError, TypeError, IndexError):
            moment = parse(text)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _parse_iso(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("/", "-").removesuffix(" UTC"))
