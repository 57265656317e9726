"""Word forms of bylines and credit lines: marks, separators, desks, signatures."""

import re
from typing import Final

from archive.text.agencies import AGENCIES
from archive.text.names import find_byline_start, is_not_person
from archive.text.normalize import name_key

MAX_BYLINE_LENGTH: Final = 150  # characters of a byline
NAME_PADDING: Final = " ,-–《》〈〉『』「」【】"
NAME_SEPARATOR: Final = re.compile(r"\s*[,，、;/／|｜(]\s*")
"""Separates the names of a list, and a name from its outlet."""
PART_SEPARATOR: Final = re.compile(r"\s*[,，、;｜|(·]\s*")
"""The same without the slash, which joins signatures: `ldh/dpa`."""
EDITOR_LINE: Final = re.compile(
    r"(?:edited by|editor|editing|redaktur|penyunting|editör|редактор)\s*:?\s+(?P<name>.{3,60})",
    re.IGNORECASE,
)
COPYRIGHT_PREFIX: Final = re.compile(r"^\s*(?:©|\(c\)|copyright)\s*(?:\d{4})?\s*", re.IGNORECASE)
_BY_INSIDE: Final = re.compile(r"(?:^|[\s|,·•–—-])(?:by|par|von|por|oleh)\s+(?=\w)", re.IGNORECASE)
_OPEN_BYLINE: Final = re.compile(r"\b(?:by|from|par|von|por|di|da|door|av|af)\s*:?$", re.IGNORECASE)
_SOURCE: Final = re.compile(
    r"(?:quellen?|sources?|fuentes?|fontes?|fonti|bron|källa|kilde|źródło|источник|来源|出典)"
    r"\s*[:：]\s*(?P<name>.{2,60})",
    re.IGNORECASE,
)
_BUTTON: Final = re.compile(
    r"\b(?:follow|share|subscribe|sign up|twitter|facebook|instagram|linkedin|whatsapp|rss|archive"
    r"|view|e-?mail|folgen|suivre|seguir|segui)\b|^\W*(?:by|von|par|por)?\W*$",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(r"[^\W_][\w.&/-]{1,30}")
_NEWSROOM: Final = re.compile(
    r"redak|rédac|redac|redaz|staff|newsroom|desk|team|editors?\b", re.IGNORECASE
)


def find_names_start(text: str, *, has_date: bool) -> int | None:
    """Return where the names begin in a byline; with a date, the mark may stand inside the line."""
    start = find_byline_start(text)
    if start is None and has_date and (match := _BY_INSIDE.search(text)):
        return match.end()
    return start


def is_button_or_empty(text: str) -> bool:
    """Return whether the text in an author's place is a button, or a mark without a name."""
    return len(text) < 2 or "://" in text or _BUTTON.search(text) is not None


def is_desk(text: str) -> bool:
    """Return whether words name an agency or a desk, not a person."""
    if len(text) > MAX_BYLINE_LENGTH or _OPEN_BYLINE.search(text):  # ‘Powered by’: a name follows
        return False
    return is_not_person(text) or any(
        name_key(part) in AGENCIES for part in NAME_SEPARATOR.split(text)
    )


def is_newsroom(text: str) -> bool:
    """Return whether words name the staff of an outlet rather than the outlet."""
    return _NEWSROOM.search(text) is not None


def is_signature(text: str) -> bool:
    """Return whether a text is initials, a pen name or a handle: `ld`, `mady`, `det/dpa`."""
    return _SIGNATURE.fullmatch(text.strip()) is not None


def extract_end_credit(line: str) -> str:
    """Return the credit of a last line (`Source: AFP`, `Gazette newsroom`); empty if none."""
    if source := _SOURCE.fullmatch(line):
        return source["name"]
    may_be_desk = len(line) <= 40 and is_newsroom(line) and not line.endswith((".", ":"))
    return line if may_be_desk and is_desk(line) else ""
