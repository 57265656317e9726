"""Pictures that came with a saved page: in its own data addresses, in the file it was saved in, or beside it."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final
from urllib.parse import unquote, unquote_to_bytes, urljoin

from lxml import etree

from archive.formats.decoding import decode_record
from archive.formats.detection.cuttings import detect_picture
from archive.formats.documents import PagePicture, SourceDocument, SourceItem
from archive.formats.media_types import HTML_TYPE
from archive.text.normalize import collapse_whitespace, strip_controls

SHOWN_TYPES: Final = {name: f"image/{name}" for name in ("gif", "jpeg", "png", "webp")}
"""Media type of each format of pictures that browsers show and that holds nothing but a picture."""
MAX_PICTURES: Final = 30  # of one page
MAX_PICTURE_BYTES: Final = 8_000_000
MAX_PAGE_BYTES: Final = 24_000_000  # all pictures of one page
MIN_PICTURE_BYTES: Final = 2_500  # what is smaller is an icon, a portrait the size of a stamp, or a pixel that counts
MAX_WORDS: Final = 500  # characters of an alternative text or a caption
_MAX_IMAGES: Final = 500  # of a page are looked at
_MAX_ADDRESS: Final = 2000
RELATIVE_IMAGE: Final = re.compile(rb"""<img\b[^>]{0,2000}?\ssrc\s*=\s*["']?(?!https?:|/|data:)""", re.IGNORECASE)
"""An image that may lie beside its page."""
_IMAGE: Final = re.compile(rb"<img\b", re.IGNORECASE)
_DATA_ADDRESS: Final = re.compile(r"data:image/[^,]{0,100},", re.IGNORECASE)
_ARTICLE: Final = "descendant::article|descendant::main|descendant::*[@itemprop='articleBody']"
_NOT_ARTICLE: Final = "ancestor::nav|ancestor::header[not(ancestor::article)]|ancestor::footer|ancestor::aside"

PictureFinder = Callable[[str], bytes | None]
"""Function that returns the bytes which an address in a page leads to, if they came with it."""


@dataclass(frozen=True, slots=True)
class _PictureReference:
    """An `img` of a page: its address as written, alternative text, caption."""

    address: str
    alternative_text: str
    caption: str


def attach_pictures(documents: Iterator[SourceItem], find_picture: PictureFinder | None) -> Iterator[SourceItem]:
    """Yield documents; where they are one page with one article, with the pictures that came with it."""
    first = list(islice(documents, 2))
    if len(first) == 1 and isinstance(first[0], SourceDocument) and first[0].media_type == HTML_TYPE:
        yield replace(first[0], pictures=find_pictures(first[0], find_picture))
    else:
        yield from chain(first, documents)


def find_pictures(page: SourceDocument, find_picture: PictureFinder | None) -> tuple[PagePicture, ...]:
    """Return the pictures of the article on a page, in its order, each once; bounded in number and size."""
    if not has_images(page.content) or not (find_picture or b"data:image" in page.content):
        return ()
    pictures: dict[bytes, PagePicture] = {}
    size = 0
    for reference in _list_references(page):
        content = _read_picture(reference.address, page.url, find_picture)
        if content is None or not MIN_PICTURE_BYTES <= len(content) <= MAX_PICTURE_BYTES or content in pictures:
            continue
        media_type = SHOWN_TYPES.get(detect_picture(content[:32]))
        if media_type is None or size + len(content) > MAX_PAGE_BYTES:
            continue
        size += len(content)
        address = "" if reference.address.startswith("data:") else urljoin(page.url, reference.address)[:_MAX_ADDRESS]
        pictures[content] = PagePicture(content, media_type, address, reference.alternative_text, reference.caption)
        if len(pictures) == MAX_PICTURES:
            break
    return tuple(pictures.values())


def has_images(content: bytes) -> bool:
    """Return whether there is an `img` on a page."""
    return _IMAGE.search(content) is not None


def _list_references(page: SourceDocument) -> list[_PictureReference]:
    """Return the images of the article; of the whole page but its edges, where no element says what is the article."""
    text = decode_record(page.content, charset=page.charset, encoding=page.encoding, is_markup=True).text
    parser = etree.HTMLParser(huge_tree=True, no_network=True, remove_comments=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return []
    if root is None:
        return []
    articles = root.xpath(_ARTICLE)
    images = dict.fromkeys(image for part in (articles or [root])[:50] for image in part.iter("img"))
    references = []
    for image in islice(images, _MAX_IMAGES):
        if image.xpath(_NOT_ARTICLE):
            continue
        caption = next(iter(image.xpath("ancestor::figure[1]//figcaption")), None)
        caption_text = "" if caption is None else "".join(caption.itertext())
        alternative_text = str(image.get("alt") or "")
        address = str(image.get("src") or image.get("data-src") or "").strip()
        references.append(_PictureReference(address, _tidy_words(alternative_text), _tidy_words(caption_text)))
    return references


def _tidy_words(text: str) -> str:
    return collapse_whitespace(strip_controls(text))[:MAX_WORDS]


def _read_picture(address: str, page_url: str, find_picture: PictureFinder | None) -> bytes | None:
    """Return the bytes of an image: out of its own address, or as they came with the page."""
    if match := _DATA_ADDRESS.match(address):
        return _decode_data(match[0], address[match.end() :])
    if not address or find_picture is None or len(address) > _MAX_ADDRESS:
        return None
    for candidate in dict.fromkeys((address, urljoin(page_url, address), unquote(address.partition("?")[0]))):
        if (content := find_picture(candidate)) is not None:
            return content
    return None


def _decode_data(head: str, data: str) -> bytes | None:
    """Return the bytes of a data address (RFC 2397)."""
    if len(data) > MAX_PICTURE_BYTES * 2:
        return None
    content = unquote_to_bytes(data)
    if not head.lower().rstrip(",").endswith(";base64"):
        return content
    try:
        return base64.b64decode(content, validate=False)
    except (binascii.Error, ValueError):
        return None
