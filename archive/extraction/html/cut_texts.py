"""Signs that a page holds only the beginning of its article: an offer to subscribe, tags that say so, an open end."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from archive.extraction.common.notices import Notice
from archive.extraction.html.metadata import JsonLdNode
from archive.extraction.html.page import PageStatement, WebPage
from archive.extraction.html.page_notices import NoticeBox
from archive.text.sentences import is_unfinished

SHORT_BODY: Final = 1200  # characters of a text that may be a beginning
TINY_BODY: Final = 600
FULL_SHARE: Final = 0.8  # share of the words that the tags count, from which on the text is whole
CUT_SHARE: Final = 0.6
MAX_PARTS: Final = 20
_CUT_END: Final = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W{0,3}\Z")
_WORD: Final = re.compile(r"\w+")


def find_cut_statement(
    page: WebPage, article: JsonLdNode, body: str, boxes: Sequence[NoticeBox], offers: Sequence[str]
) -> PageStatement | None:
    """Return what says that the text is only the beginning of the article; None if it seems whole.

    `offers` are the lines of an offer to subscribe that stood in the text.
    """
    word_count = _read_word_count(article)
    words = len(_WORD.findall(body)) if word_count else 0
    if word_count and words >= FULL_SHARE * word_count:
        return None  # saved by a subscriber
    offers = [*(box.text for box in boxes if box.notice in {Notice.OFFER, Notice.LOGIN}), *offers]
    offer = offers[0] if offers else ""
    is_short = len(body) < SHORT_BODY
    is_open = _CUT_END.search(body) is not None or is_unfinished(body[-300:])
    if locked := next(_iter_locks(page, article), None):
        is_shorter = bool(word_count) and words < CUT_SHARE * word_count
        has_sign = bool(offer) or (is_short and is_open)
        return locked if is_shorter or len(body) < TINY_BODY or has_sign else None
    if offer and is_short:
        return PageStatement(offer[:100], "it ends at an offer to subscribe or to log in")
    return None


def _iter_locks(page: WebPage, article: JsonLdNode) -> Iterator[PageStatement]:
    """Yield what the tags of a page say about its text not being free."""
    parts = article.get("hasPart")
    nodes: list[Any] = [article, *(parts if isinstance(parts, list) else [parts])][:MAX_PARTS]
    for node in nodes:
        if isinstance(node, dict) and str(node.get("isAccessibleForFree")).lower().endswith("false"):
            yield PageStatement("false", "JSON-LD isAccessibleForFree is false", hint='"isAccessibleForFree"')
    for statement in page.iter_meta("article:content_tier", "isaccessibleforfree"):
        if statement.value.lower() in {"locked", "metered", "paid", "premium", "false"}:
            yield statement


def _read_word_count(article: JsonLdNode) -> int:
    count = str(article.get("wordCount") or "")
    return int(count) if count.isascii() and count.isdigit() and len(count) < 8 else 0
