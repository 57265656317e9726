"""Web archives of Safari: the page that was saved, and its address; and shortcut files, which hold an address only."""

import plistlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final
from xml.parsers.expat import ExpatError

from archive.errors import Remedy, UnknownFormat, UnreadableDocument
from archive.formats.documents import HTML_TYPE, TEXT_TYPE, SourceItem, SourceLocation, escape_line
from archive.formats.streams import SizeLimits, format_too_large, read_whole

ARCHIVE_SIZE_FACTOR: Final = 5  # a web archive with its pictures may be this many times larger than one document
MAX_ASSETS: Final = 5000
_PAGE_TYPES: Final = frozenset({HTML_TYPE, "application/xhtml+xml", TEXT_TYPE, ""})
_ERRORS: Final = (
    plistlib.InvalidFileException, ExpatError, ValueError, TypeError, LookupError, OverflowError,
    RecursionError, AttributeError, UnicodeDecodeError, MemoryError,
)  # fmt: skip
_SHORTCUT: Final = re.compile(
    r"\A(?:\s*#[^\n]{0,200}\n){0,20}\s*(?:\[\{[^\n]{0,100}\]\s*\n(?:[^\[\n]{0,500}\n){0,20})?"
    r"\[(?:InternetShortcut|DEFAULT|Desktop Entry)\]",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"^\s{0,9}(?:BASE)?URL(?:\[[^\]\s]{0,20}\])?\s{0,9}=\s{0,9}(\S{1,4000})", re.I | re.M)


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """The page of a web archive: bytes, address, charset, and the addresses of what was saved with it."""

    content: bytes
    url: str
    charset: str
    media_type: str
    asset_urls: tuple[str, ...]


def is_property_list(head: bytes) -> bool:
    """Return whether a file is a property list of Apple, binary or XML."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"bplist") or (start.startswith(b"<?xml") and b"<plist" in start[:1000])


def extract_archived_page(content: bytes) -> ArchivedPage:
    """Return the page of a web archive; raise UnreadableDocument if there is none."""
    advice = "Open the page in Safari and save it again, or save it as page source (HTML)."
    try:
        values = _load_property_list(content)
        resource = values["WebMainResource"]
        page = bytes(resource["WebResourceData"])
        media_type = str(resource.get("WebResourceMIMEType") or "").lower()
        assets = [*values.get("WebSubresources", ()), *values.get("WebSubframeArchives", ())][:MAX_ASSETS]
        urls = tuple(_get_url(asset) for asset in assets)
    except _ERRORS as error:
        raise UnreadableDocument(
            f"It is a web archive of Safari, and damaged ({_describe(error)}). {advice}"
        ) from error
    if media_type not in _PAGE_TYPES:
        raise UnreadableDocument(
            f"It is a web archive of Safari whose main part is {escape_line(media_type, 100)}, no page. {advice}"
        )
    url = str(resource.get("WebResourceURL") or "")[:2000]
    charset = str(resource.get("WebResourceTextEncodingName") or "")[:40]
    return ArchivedPage(page, url, charset, TEXT_TYPE if media_type == TEXT_TYPE else HTML_TYPE, urls)


def _load_property_list(content: bytes) -> dict[str, Any]:
    if b"<!ENTITY" in content[:10_000].upper():
        raise ValueError("it defines entities")
    values = plistlib.loads(content)
    if not isinstance(values, dict):
        raise TypeError("it is a list")
    return values


def _describe(error: Exception) -> str:
    if isinstance(error, KeyError):
        return "it has no page"
    return str(error)[:100] or "it is no whole property list"


def _get_url(asset: dict[str, Any]) -> str:
    resource = asset.get("WebMainResource", asset)
    return escape_line(str(resource.get("WebResourceURL") or ""), 80)


def read_webarchive(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, _: str) -> Iterator[SourceItem]:
    """Yield the page of a web archive; what was saved with it is skipped and counted."""
    page = extract_archived_page(read_whole(stream, limits.max_document_bytes * ARCHIVE_SIZE_FACTOR))
    page_location = location.enter_step(
        ("webarchive",), url=page.url if "://" in page.url else "", charset=page.charset
    )
    if len(page.content) > limits.max_document_bytes:
        yield page_location.refuse(format_too_large(limits.max_document_bytes))
    else:
        yield page_location.build_document(page.content, page.media_type)
    for number, url in enumerate(page.asset_urls, 1):
        yield location.append_record(f"part {number} {url}").skip("a picture, a style or a frame saved with the page")


def reject_shortcut(head: bytes, suffix: str) -> None:
    """Raise UnknownFormat, with the address, if a file is a shortcut to a page."""
    address = _find_shortcut_address(head)
    if address is None:
        return
    if not address:
        raise UnknownFormat(f"It is a shortcut ({suffix or 'a link file'}) without an address. Save the page itself.")
    raise UnknownFormat(
        f"It is a shortcut to {address}, not the page. Open it in a browser and save the page.",
        remedy=Remedy.GIVE_ADDRESS,
    )


def _find_shortcut_address(head: bytes) -> str | None:
    """Return the address that a shortcut leads to, empty if it has none; None for any other file."""
    if is_property_list(head):
        try:
            values = _load_property_list(head)
        except _ERRORS:
            return None
        address = values.get("URL")
        return None if address is None or "WebMainResource" in values else escape_line(str(address), 500)
    codec = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = head[:20_000].decode(codec, "replace")
    if _SHORTCUT.match(text) is None:
        return None
    match = _ADDRESS.search(text)
    return escape_line(match[1], 500) if match else ""
