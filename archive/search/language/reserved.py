"""Unsupported syntax of other query languages: explained, never reinterpreted."""

from __future__ import annotations

import re

from archive.errors import QuerySyntaxError
from archive.search.fields import Field
from archive.search.language.marks import DASHES
from archive.search.language.places import Place
from archive.text.messages import said

TRIMMED = f" .,;:!?…'’‘‚`´{DASHES}/\\&+=<>_#@%$§•·"
"""Punctuation of the surrounding sentence, trimmed from words."""
_REGULAR = re.compile(r"/.+/\w*")
_FACTIVA = str.maketrans("[]{}", "()()")


def refuse_foreign(word: str, place: Place) -> None:
    """Raise for signs that are syntax in other languages and unsupported here."""
    if len(word) < 2:
        return
    if word[0] == "!" and word[1:].strip(TRIMMED):
        raise _foreign(
            said("‘!’ before a word ({here}) does not exclude it; - does", here=place.here),
            "-",
            place,
        )
    if _REGULAR.fullmatch(word):
        plain = re.sub(r"[^\w-]+", " ", word).strip()
        raise _foreign(
            said("There are no regular expressions ({here})", here=place.here), plain, place
        )
    if word[0] == "~":
        what = said(
            "‘~’ before a word ({here}) means nothing; behind it, similar spellings",
            here=place.here,
        )
        raise _foreign(what, word.lstrip("~"), place)
    if (at := word.find("^")) > 0:
        what = said("Words cannot be weighted with ‘^’ ({here})", here=place.here)
        raise _foreign(what, word[:at], place)


def _foreign(what: str, instead: str, place: Place) -> QuerySyntaxError:
    if instead == "-":
        place = Place(place.text, place.start, place.start + 1)
    message = said("{what}. Write it without, or put it in quotation marks.", what=what)
    return place.fault(message, "foreign-sign", instead)


def unclosed_range(text: str, at: int) -> QuerySyntaxError:
    """Build the error for an unclosed date range; suggests a closed one."""
    inside = text[at + 1 :].strip()
    ends = [part.strip() for part in re.split(r"\bTO\b", inside, maxsplit=1, flags=re.IGNORECASE)]
    first, last = [*ends, "*"][:2]
    place = Place(text, at, len(text))
    return place.fault(
        said("The range opened {here} is not closed. Write [first TO last].", here=place.here),
        "unclosed-range",
        f"[{first or '*'} TO {last or '*'}]",
    )


def square_bracket(text: str, at: int, value_of: Field | None) -> QuerySyntaxError:
    """Build the error for square and curly brackets: only dates have ranges, only ( ) group."""
    if value_of and text[at] in "[{":
        return _no_range(text, at, value_of)
    return QuerySyntaxError(
        said(
            "‘{found}’ at character {number} does not group words. Use ( ).",
            found=text[at],
            number=at + 1,
        ),
        code="square-bracket",
        offset=at,
        length=1,
        suggestion=text.translate(_FACTIVA),
    )


def _no_range(text: str, at: int, value_of: Field) -> QuerySyntaxError:
    closing = re.compile(r"[\]}]").search(text, at)
    place = Place(text, at, closing.end() if closing else len(text))
    inside = re.sub(
        r"\s+TO\b\s*", " OR ", text[at + 1 : place.end].strip("[]{} "), flags=re.IGNORECASE
    )
    fault = said("Only dates have ranges.")
    if not closing:
        fault = said("The range is not closed, and only dates have ranges.")
    return place.fault(
        said(
            "{fault} {field}: {here} takes words: {example}.",
            fault=fault,
            field=value_of.name,
            here=place.here,
            example=value_of.example,
        ),
        "no-range" if closing else "unclosed-range",
        f"({inside.removesuffix(' OR ')})",
    )
