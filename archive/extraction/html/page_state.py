"""Days of publication in the scripts of a page: the state from which a browser builds it, beside its title."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from archive.extraction.html.page import PageStatement, WebPage

MAX_SCRIPTS: Final = 200
MAX_SCRIPT_LENGTH: Final = 2_000_000  # characters of one script
MAX_TITLES: Final = 5  # occurrences of a title in one script
MIN_TITLE: Final = 12  # characters of a title that nothing else in a script is likely to have
RADIUS: Final = 1500  # characters around a title in which its object has its day
_PUBLISHED_KEY: Final = re.compile(
    r"[\"']?\b(?P<key>date_?published|(?:first_?|original_?)?publi(?:sh(?:ed)?|cation)_?(?:at|date|time|on|date_?time)?"
    r"|(?:first_?)?pub_?date|display_?date)\\?[\"']?\s?:\s?\\?[\"']?"
    r"(?P<value>(?:19|20)\d\d-\d\d-\d\d[T\d:.Z+-]{0,25}|1\d{9}(?:\d{3})?(?!\d))",
    re.IGNORECASE,
)


def find_state_days(page: WebPage, title: str) -> list[PageStatement]:
    """Return the days of publication that scripts have next to the page's title, the nearest of each place."""
    if len(title) < MIN_TITLE:
        return []
    scripts = (script.text for script in islice(page.tree.iter("script"), MAX_SCRIPTS) if script.text)
    matches = (match for text in scripts for match in _iter_nearest(text[:MAX_SCRIPT_LENGTH], title))
    return [PageStatement(match["value"], f"{match['key']} in a script beside the title") for match in matches]


def _iter_nearest(text: str, title: str) -> Iterator[re.Match[str]]:
    """Yield the day of publication nearest to each of the first places where a script has a title."""
    spellings = {title, json.dumps(title)[1:-1], json.dumps(title, ensure_ascii=False)[1:-1]}
    for at in islice((at for spelling in sorted(spellings) for at in _iter_places(text, spelling)), MAX_TITLES):
        matches = _PUBLISHED_KEY.finditer(text, max(0, at - RADIUS), at + RADIUS)
        if nearest := min(matches, key=lambda match: abs(match.start() - at), default=None):
            yield nearest


def _iter_places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
