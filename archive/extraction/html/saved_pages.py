"""Origin of a saved page, and the page without what a web archive added.

The address and the moment of saving are the page's own: an archive publishes nothing itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from archive.extraction.html.page import MAX_ELEMENTS, PageStatement, WebPage
from archive.extraction.html.saving_marks import SavingMark, find_archived_moment, iter_frame_marks, iter_tool_marks
from archive.text.urls import get_domain
from archive.text.web_archives import is_archive_name, is_web_archive, unwrap_archived_url

MAX_URL: Final = 2000
_ARCHIVE_PART_IDS: Final = frozenset(
    "wm-ipp-base wm-ipp wm-ipp-print wm-ipp-inside donato wm-capinfo _wb_plain_banner _wb_frame_top_banner"
    " google-cache-hdr bN015htcoyT__google-cache-hdr yandex-cache-hdr".split()
)
_TODAY_PART_IDS: Final = frozenset({"HEADER", "FOOTER"})
_TODAY_HOST: Final = re.compile(r"(?:^|\.)archive\.(?:today|ph|is|fo|li|md|vn)$")
_ADDRESS_RELATIONS: Final = frozenset({"canonical", "bookmark", "original", "base"})


@dataclass(frozen=True, slots=True)
class SavedOrigin:
    """The address of a saved page, the moment of its saving (or None), and what says so."""

    url: str = ""
    captured_at: datetime | None = None
    statement: PageStatement | None = None


def find_saved_origin(page: WebPage) -> SavedOrigin:
    """Return where a page was saved from; empty if nothing says so.

    An archive's moment of capture counts before that of saving the archive's copy.
    """
    origin = SavedOrigin()
    for mark in _iter_marks(page):
        archived = unwrap_archived_url(mark.url)
        if archived is None and is_web_archive(get_domain(mark.url)):
            continue  # a short address of an archive, which names no page
        url = archived.url if archived else mark.url
        moment = (archived.captured_at if archived else None) or mark.moment
        statement = PageStatement(url[:MAX_URL], mark.rule, hint=mark.words)
        is_same = not origin.url or _is_same_page(url, origin.url)
        origin = SavedOrigin(
            origin.url or url[:MAX_URL],
            origin.captured_at or (moment if is_same else None),
            origin.statement or statement,
        )
    if origin.url and origin.captured_at is None:
        origin = replace(origin, captured_at=find_archived_moment(page.text))
    return origin


def _is_same_page(url: str, other: str) -> bool:
    return url.partition("://")[2].rstrip("/") == other.partition("://")[2].rstrip("/")


def _iter_marks(page: WebPage) -> Iterator[SavingMark]:
    """Yield the marks of a page: its own address and those of an archive first, then those of saving tools."""
    if archived := unwrap_archived_url(page.url):
        rule = "the address the page was read from, out of an archive's"
        yield SavingMark(archived.url, archived.captured_at, rule, "")
    yield from iter_frame_marks(page.text)
    for statement in _iter_tag_addresses(page):
        if archived := unwrap_archived_url(statement.value):
            rule = f"{statement.rule}, out of an archive's address"
            yield SavingMark(archived.url, archived.captured_at, rule, statement.hint)
    yield from iter_tool_marks(page.text)


def _iter_tag_addresses(page: WebPage) -> Iterator[PageStatement]:
    """Yield the addresses for which an archive may have put its own: of links, tags and the base."""
    for link in page.links:
        relations = (link.get("rel") or "base").lower().split()
        href = (link.get("href") or "").strip()
        if href and not _ADDRESS_RELATIONS.isdisjoint(relations):
            href = f"https://web.archive.org{href}" if href.startswith("/web/") else href
            yield PageStatement(href, f"link {relations[0]}", hint=relations[0])
    yield from page.iter_meta("og:url")


def open_saved_page(page: WebPage, origin: SavedOrigin) -> WebPage:
    """Return the page at its own address, without the bar of an archive and the tags that speak of its copy."""
    hosts = {get_domain(item.value) for item in _iter_tag_addresses(page)} | {
        item.value.strip().lower() for item in page.iter_meta("og:site_name")
    }
    is_today = any(map(_TODAY_HOST.search, hosts))
    part_ids = _ARCHIVE_PART_IDS | _TODAY_PART_IDS if is_today else _ARCHIVE_PART_IDS
    added_parts = [element for element in page.named_elements if element.get("id") in part_ids]
    for tag in islice(page.tree.iter("meta"), 500):
        name = tag.get("property") or tag.get("name") or ""
        is_moment_of_copy = is_today and name in {"article:modified_time", "article:published_time"}
        if is_moment_of_copy or (name == "og:site_name" and is_archive_name(tag.get("content") or "")):
            added_parts.append(tag)
    if not added_parts and (not origin.url or origin.url == page.url):
        return page
    for element in added_parts:
        if element.getparent() is not None:
            element.drop_tree()
    return WebPage(page.text, page.tree, origin.url or page.url, tuple(islice(page.tree.iter(), MAX_ELEMENTS)))


def unwrap_statements(statements: Sequence[PageStatement]) -> list[PageStatement]:
    """Return statements of addresses, with the page's own in place of an archive's, and without those of a copy."""
    unwrapped = []
    for statement in statements:
        archived = unwrap_archived_url(statement.value)
        if archived is not None:
            rule = f"{statement.rule}, out of an archive's address"
            unwrapped.append(replace(statement, value=archived.url, rule=rule))
        elif not is_web_archive(get_domain(statement.value)):
            unwrapped.append(statement)
    return unwrapped
