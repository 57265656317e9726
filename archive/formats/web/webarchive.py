"""Web archives of Safari: the page that was saved, and its address; and shortcut files, which hold an address only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.detection.page_pictures import attach_pictures
from archive.formats.detection.shortcuts import PROPERTY_LIST_ERRORS, load_property_list
from archive.formats.documents import SourceItem, SourceLocation, escape_line
from archive.formats.faults import describe_fault
from archive.formats.media_types import HTML_TYPE, TEXT_TYPE
from archive.formats.streams import SizeLimits, format_too_large, read_whole

ARCHIVE_SIZE_FACTOR: Final = 5  # a web archive with its pictures may be this many times larger than one document
MAX_ASSETS: Final = 5000
_PAGE_TYPES: Final = frozenset({HTML_TYPE, "application/xhtml+xml", TEXT_TYPE, ""})


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """The page of a web archive: bytes, address, charset, the addresses of what was saved with it, its pictures."""

    content: bytes
    url: str
    charset: str
    media_type: str
    asset_urls: tuple[str, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def extract_archived_page(content: bytes) -> ArchivedPage:
    """Return the page of a web archive; raise UnreadableDocument if there is none."""
    advice = "Open the page in Safari and save it again, or save it as page source (HTML)."
    try:
        values = load_property_list(content)
        resource = values["WebMainResource"]
        page = bytes(resource["WebResourceData"])
        media_type = str(resource.get("WebResourceMIMEType") or "").lower()
        assets = [*values.get("WebSubresources", ()), *values.get("WebSubframeArchives", ())][:MAX_ASSETS]
        urls = tuple(_get_url(asset) for asset in assets)
    except PROPERTY_LIST_ERRORS as error:
        raise UnreadableDocument(
            f"It is a web archive of Safari, and damaged ({_describe(error)}). {advice}"
        ) from error
    if media_type not in _PAGE_TYPES:
        raise UnreadableDocument(
            f"It is a web archive of Safari whose main part is {escape_line(media_type, 100)}, no page. {advice}"
        )
    url = str(resource.get("WebResourceURL") or "")[:2000]
    charset = str(resource.get("WebResourceTextEncodingName") or "")[:40]
    page_type = TEXT_TYPE if media_type == TEXT_TYPE else HTML_TYPE
    return ArchivedPage(page, url, charset, page_type, urls, _index_pictures(assets))


def _index_pictures(assets: Iterable[Any]) -> dict[str, bytes]:
    """Map the addresses of pictures that were saved with a page to their bytes."""
    pictures = {}
    for asset in assets:
        content = asset.get("WebResourceData") if isinstance(asset, dict) else None
        if isinstance(content, bytes) and str(asset.get("WebResourceMIMEType", "")).startswith("image/"):
            pictures[str(asset.get("WebResourceURL") or "")] = content
    return pictures


def _describe(error: Exception) -> str:
    if isinstance(error, KeyError):
        return "it has no page"
    return describe_fault(error)


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
        document = page_location.build_document(page.content, page.media_type)
        yield from attach_pictures(iter([document]), page.pictures.get)
    for number, url in enumerate(page.asset_urls, 1):
        yield location.append_record(f"part {number} {url}").skip("a picture, a style or a frame saved with the page")
