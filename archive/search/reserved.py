"""What the language reserves or does not have: explained, never run as something else.

Nearness, wildcards, likeness, counts and exact forms are words of the language that this archive
does not answer yet; square brackets and ranges of words never will be.
"""

from __future__ import annotations

import re

from archive.errors import QuerySyntaxError
from archive.search.fields import Field

TRIMMED = " .,;:!?…'’‘‚`´-–—―/\\&+=<>_#@%$§•·"
"""Punctuation that belongs to the sentence around a word, not to the word."""
_NEARNESS = re.compile(r"(?:W|NEAR|N|PRE|P|ONEAR|ADJ|B)?/(?:\d+|S|P|SENT|PARA)", re.IGNORECASE)
_CAPITALS = re.compile(r"(?:NEAR|ADJ|ONEAR)\d*|SAME")
_AT_LEAST = re.compile(r"ATLEAST\d+", re.IGNORECASE)
_FACTIVA = str.maketrans("[]{}", "()()")


def replaced(text: str, start: int, end: int, by: str) -> str:
    """`text` with the characters from `start` to `end` replaced, on one line."""
    return " ".join((text[:start] + by + text[end:]).split())


def not_available(what: str, text: str, start: int, end: int, instead: str) -> QuerySyntaxError:
    """The answer to a part of the language that is not built."""
    return QuerySyntaxError(
        f"{what} at character {start + 1} is not available in this archive yet. Leave it out.",
        code="not-available",
        offset=start,
        length=end - start,
        suggestion=replaced(text, start, end, instead),
    )


def refuse_reserved(text: str, word: str, start: int, end: int) -> None:
    """Raise for what the language means to do one day; it is never searched as words."""
    between = bool(text[:start].strip()) and bool(text[end:].strip())
    bare = word[0] != "/" or between
    if (_NEARNESS.fullmatch(word) and bare) or (_CAPITALS.fullmatch(word) and between):
        raise not_available(f"Nearness ({word})", text, start, end, "")
    if _AT_LEAST.fullmatch(word):
        raise not_available(f"The count {word}", text, start, end, "")
    if "*" in word:
        raise _wildcard(text, word, start, end)
    if "?" in word.strip(TRIMMED) or (word.rstrip(".,;:").endswith(("?", "!")) and len(word) > 1):
        sign = "?" if "?" in word else "!"
        raise not_available(f"The wildcard {sign}", text, start, end, word.replace(sign, ""))
    if word[0] == "!" and len(word) > 1:
        raise not_available("The operator !", text, start, start + 1, "-")
    if word[0] == "=" and len(word) > 1:
        raise not_available("The exact form =", text, start, start + 1, "")
    for sign, what in (("~", "Likeness (~)"), ("^", "Weighting (^)")):
        if (place := word.find(sign)) > 0:
            raise not_available(what, text, start + place, end, "")


def _wildcard(text: str, word: str, start: int, end: int) -> QuerySyntaxError:
    letters = word.index("*")
    if word.startswith("*"):
        fault = "A word cannot begin with *: every word of the archive would have to be tried."
    elif letters < 3:
        fault = f"Before a * at least 3 letters are needed; ‘{word}’ has {letters}."
    else:
        return not_available("The wildcard *", text, start, end, word.replace("*", ""))
    return QuerySyntaxError(
        f"{fault} Write the whole word (character {start + 1}).",
        code="wildcard",
        offset=start,
        length=end - start,
        suggestion=replaced(text, start, end, word.replace("*", "")),
    )


def unclosed_range(text: str, at: int) -> QuerySyntaxError:
    """A range of dates that never ends, with one that does."""
    inside = text[at + 1 :].strip()
    ends = [part.strip() for part in re.split(r"\bTO\b", inside, maxsplit=1, flags=re.IGNORECASE)]
    first, last = [*ends, "*"][:2]
    return QuerySyntaxError(
        f"The range opened at character {at + 1} is not closed. Write [first TO last].",
        code="unclosed-range",
        offset=at,
        length=len(text) - at,
        suggestion=f"{text[:at]}[{first or '*'} TO {last or '*'}]",
    )


def square_bracket(text: str, at: int, value_of: Field | None) -> QuerySyntaxError:
    """Only dates have ranges, and only round brackets group."""
    if value_of and text[at] in "[{":
        closing = re.compile(r"[\]}]").search(text, at)
        end = closing.end() if closing else len(text)
        inside = re.sub(
            r"\s+TO\b\s*", " OR ", text[at + 1 : end].strip("[]{} "), flags=re.IGNORECASE
        )
        fault = (
            "Only dates have ranges."
            if closing
            else "The range is not closed, and only dates have ranges."
        )
        return QuerySyntaxError(
            f"{fault} {value_of.name}: at character {at + 1} takes words: {value_of.example}.",
            code="no-range" if closing else "unclosed-range",
            offset=at,
            length=end - at,
            suggestion=f"{text[:at]}({inside.removesuffix(' OR ')}){text[end:]}",
        )
    return QuerySyntaxError(
        f"‘{text[at]}’ at character {at + 1} does not group words. Use ( ).",
        code="square-bracket",
        offset=at,
        length=1,
        suggestion=text.translate(_FACTIVA),
    )
