"""The words of credit lines: what opens one, what stands for somebody, and what names nobody."""

import re
from typing import Final

from archive.text.agencies import AGENCIES
from archive.text.names import after_mark, is_nobody
from archive.text.normalize import name_key

LONGEST: Final = 150  # characters of a byline
AROUND_A_NAME: Final = " ,-–《》〈〉『』「」【】"
BETWEEN: Final = re.compile(r"\s*[,，、;/／|｜(]\s*")
"""What parts the names of a list, and a name from its outlet."""
BORDER: Final = re.compile(r"\s*[,，、;｜|(·]\s*")
"""The same without the stroke, which joins signs: `ldh/dpa`."""
EDITOR: Final = re.compile(
    r"(?:edited by|editor|editing|redaktur|penyunting|editör|редактор)\s*:?\s+(?P<name>.{3,60})",
    re.IGNORECASE,
)
RIGHTS: Final = re.compile(r"^\s*(?:©|\(c\)|copyright)\s*(?:\d{4})?\s*", re.IGNORECASE)
_BY_INSIDE: Final = re.compile(r"(?:^|[\s|,·•–—-])(?:by|par|von|por|oleh)\s+(?=\w)", re.IGNORECASE)
_ASKS: Final = re.compile(r"\b(?:by|from|par|von|por|di|da|door|av|af)\s*:?$", re.IGNORECASE)
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
_SIGN: Final = re.compile(r"[^\W_][\w.&/-]{1,30}")
_NEWSROOM: Final = re.compile(
    r"redak|rédac|redac|redaz|staff|newsroom|desk|team|editors?\b", re.IGNORECASE
)


def byline_start(text: str, *, dated: bool) -> int | None:
    """Where the names begin in a byline; on a line with a date its mark may stand inside."""
    start = after_mark(text)
    if start is None and dated and (inner := _BY_INSIDE.search(text)):
        return inner.end()
    return start


def says_nothing(text: str) -> bool:
    """Whether words in the place of an author are a button, or a mark that no name follows."""
    return len(text) < 2 or "://" in text or _BUTTON.search(text) is not None


def is_desk(text: str) -> bool:
    """Whether words name an agency or those who work somewhere, and not a person."""
    if len(text) > LONGEST or _ASKS.search(text):  # ‘Powered by’ waits for a name
        return False
    return is_nobody(text) or any(name_key(piece) in AGENCIES for piece in BETWEEN.split(text))


def is_newsroom(text: str) -> bool:
    """Whether words name the people of an outlet rather than the outlet."""
    return _NEWSROOM.search(text) is not None


def is_sign(text: str) -> bool:
    """Initials, a pen name or a handle: `ld`, `mady`, `det/dpa`; it credits but names nobody."""
    return _SIGN.fullmatch(text.strip()) is not None


def credited_at_the_end(line: str) -> str:
    """Whom one of the last lines credits (`Source: AFP`, `Gazette newsroom`); empty if nobody."""
    if source := _SOURCE.fullmatch(line):
        return source["name"]
    fits = len(line) <= 40 and is_newsroom(line) and not line.endswith((".", ":"))
    return line if fits and is_desk(line) else ""
