"""Live blogs: the time of each update is kept with its text."""

import re
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from archive.extraction.common.boilerplate import AGE, classify_line
from archive.extraction.html.metadata import JsonLdNode, get_types
from archive.extraction.html.page import WebPage, get_visible_text

MIN_UPDATES: Final = 3
MAX_UPDATES: Final = 1000
MAX_TIME: Final = 40  # characters of a printed time
MAX_LEVELS: Final = 3  # around a time, after which its text may stand
_LIVE_CLASS: Final = re.compile(
    r"live-?_?(?:blog|ticker|feed|update|post|entry|coverage)|ticker-?_?(?:post|entry|item|event)|(?:^|\s)live(?:$|\s)",
    re.IGNORECASE,
)
_TEXT_TAGS: Final = ("h2", "h3", "h4", "h5", "p")


def keep_update_times(page: WebPage, article: JsonLdNode) -> None:
    """Set the time of each update of a live blog before its heading or first paragraph, in the tree of the page."""
    times = [time for time in islice(page.tree.iter("time"), MAX_UPDATES) if time not in page.unrelated_parts]
    is_live = "LiveBlogPosting" in get_types(article) or sum(map(_is_in_live_blog, times)) >= MIN_UPDATES
    if not is_live:
        return
    updates = [
        (text, target) for time in times if (text := _get_time_text(time)) and (target := _find_text(time)) is not None
    ]
    targets = {target for _, target in updates}
    if len(targets) < MIN_UPDATES:
        return
    for text, target in updates:
        if target in targets:
            target.text = f"{text} {(target.text or '').lstrip()}"
            targets.discard(target)


def _is_in_live_blog(time: HtmlElement) -> bool:
    return any(
        _LIVE_CLASS.search(f"{part.get('class') or ''} {part.get('id') or ''}")
        for part in islice(time.iterancestors(), 5)
    )


def _get_time_text(time: HtmlElement) -> str:
    """Return a time as printed; as its attribute gives it where the page shows an age or nothing."""
    text = get_visible_text(time, MAX_TIME + 1)
    if text and len(text) <= MAX_TIME and classify_line(text) is not AGE:
        return text
    return (time.get("datetime") or "")[:16].replace("T", " ")


def _find_text(time: HtmlElement) -> HtmlElement | None:
    """Return the heading or paragraph that follows a time in its update."""
    holder = time
    for _ in range(MAX_LEVELS):
        for sibling in holder.itersiblings():
            if sibling.tag in _TEXT_TAGS:
                return sibling
            if (found := next(sibling.iter(*_TEXT_TAGS), None)) is not None:
                return found
        if (parent := holder.getparent()) is None or parent.tag in {"body", "main", "article"}:
            return None
        holder = parent
    return None
