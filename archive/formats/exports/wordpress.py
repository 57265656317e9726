"""Exports of WordPress (WXR): one document per published post, made of the site's head, its author and the post."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from archive.formats.detection.detection import HEAD_SIZE
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.exports.xml_scanner import WIDE_MARKS, XmlElement, XmlScanner
from archive.formats.faults import describe_fault
from archive.formats.streams import READ_ERRORS, ByteRanges, SizeLimits, flatten_ranges, format_too_large

BREAK_REASON: Final = (
    "The file breaks off within it. What stands before is taken in; export it again and take it in again for the rest."
)
_HEAD: Final = re.compile(rb"<\?xml[^<>]{0,300}\?>|<(?:rss|channel)(?=[\s>])[^<>]{0,20000}>", re.IGNORECASE)
_VALUE: Final = rb"\s{0,20}(?:<!\[CDATA\[)?\s{0,20}([^<\]]{0,200}?)\s{0,20}(?:\]\]>)?\s{0,20}</"
_POST_TYPE: Final = re.compile(rb"<wp:post_type>" + _VALUE)
_STATUS: Final = re.compile(rb"<wp:status>" + _VALUE)
_LOGIN: Final = re.compile(rb"<wp:author_login>" + _VALUE)
_CREATOR: Final = re.compile(rb"<dc:creator>" + _VALUE)
_CO_AUTHOR: Final = re.compile(rb"<category[^<>]{0,20}\sdomain=\"author\"[^<>]{0,300}>" + _VALUE)
_POST_TYPES: Final = frozenset("post posts article articles news news_article story stories artikel beitrag".split())
_TYPE_NAMES: Final = {
    "page": "a page of the site, no post", "attachment": "the record of a picture or file, no post",
    "revision": "an earlier version of a post", "nav_menu_item": "an entry of a menu, no post",
}  # fmt: skip
_STATUS_NAMES: Final = {
    "draft": "a draft that was not published", "auto-draft": "a draft that was not published",
    "pending": "a post that waits for review, not published", "future": "a post that was not published yet",
    "private": "a private post, not published", "trash": "a post that was thrown away",
    "inherit": "an earlier version of a post",
}  # fmt: skip


@dataclass(slots=True)
class _SiteHead:
    """Ranges of what the records of an export share, and of its authors by their login."""

    ranges: list[tuple[int, int]]
    names: set[str] = field(default_factory=set)
    authors: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    contents: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def add_element(self, element: XmlElement) -> None:
        """Add an element of the head: an author, or the first title, link and language."""
        span = (element.start, element.end)
        if element.name == "author":
            login = _LOGIN.search(element.content)
            self.authors[login[1] if login else b""] = span
        elif element.name not in self.names:
            self.names.add(element.name)
            self.ranges.append(span)
        self.contents[span] = element.content

    def build_record(self, post: XmlElement) -> tuple[ByteRanges, bytes]:
        """Return the ranges of a post with the head and its authors, and their bytes."""
        logins = [match[1] for pattern in (_CREATOR, _CO_AUTHOR) for match in pattern.finditer(post.content)]
        authors = {self.authors[login] for login in logins if login in self.authors}
        ranges = sorted({*self.ranges, *authors})
        return (*ranges, (post.start, post.end)), b"".join(map(self.contents.__getitem__, ranges)) + post.content


def read_wordpress(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the published posts of an export; pages, drafts, attachments and the like are skipped."""
    scanner = XmlScanner(stream, limits.max_document_bytes)
    number = 0
    try:
        head = _read_site_head(scanner)
        if scanner.peek(4).startswith(WIDE_MARKS):
            yield location.refuse("It is an export of WordPress in UTF-16. Save it as UTF-8.")
            return
        for element in scanner.iter_elements(("item", "author", "title", "link", "language")):
            if element.name != "item":
                head.add_element(element)
                continue
            number += 1
            yield _build_item(element, number, head, location, limits, media_type)
    except READ_ERRORS as error:
        yield location.append_record(f"after post {number}").refuse(f"{BREAK_REASON} ({describe_fault(error)})")
        return
    if not number:
        yield location.refuse("It is an export of WordPress without posts. Choose ‘All content’ when exporting.")


def _read_site_head(scanner: XmlScanner) -> _SiteHead:
    content = scanner.peek(HEAD_SIZE)
    head = _SiteHead([])
    for match in _HEAD.finditer(content):
        span = match.span()
        head.ranges.append(span)
        head.contents[span] = match.group()
        if match.group()[:8].lower() == b"<channel":
            break
    return head


def _build_item(
    post: XmlElement, number: int, head: _SiteHead, location: SourceLocation, limits: SizeLimits, media_type: str
) -> SourceItem:
    """Return a post as a document, or why it is none."""
    post_location = location.append_record(f"post {number}")
    if not post.content:
        return post_location.refuse(format_too_large(limits.max_document_bytes))
    if not post.is_closed:
        return post_location.refuse(BREAK_REASON)
    if reason := _find_skip_reason(post.content):
        return post_location.skip(reason)
    ranges, content = head.build_record(post)
    step_location = location.enter_step(("cut", *flatten_ranges(ranges)), record=f"post {number}")
    return step_location.build_document(content, media_type)


def _find_skip_reason(post: bytes) -> str:
    """Return why an item is no published post; empty if it is one."""
    post_type, status = _get_value(_POST_TYPE, post) or "post", _get_value(_STATUS, post) or "publish"
    if post_type not in _POST_TYPES:
        return _TYPE_NAMES.get(post_type, f"of the type ‘{post_type[:40]}’, no post")
    return "" if status == "publish" else _STATUS_NAMES.get(status, f"a post with the status ‘{status[:40]}’")


def _get_value(pattern: re.Pattern[bytes], post: bytes) -> str:
    match = pattern.search(post)
    return match[1].decode("utf-8", "replace").strip().lower() if match else ""
