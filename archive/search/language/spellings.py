"""Wildcards and fuzzy terms: `negotiat*`, `organi?ation`, `negotiat!`, `mistura~1`; counts."""

from __future__ import annotations

import re
from typing import Final

from archive.search.language.places import Place
from archive.search.language.reserved import TRIMMED
from archive.text.messages import said

SIGNS: Final = "*?"
LETTERS_BEFORE: Final = 3
"""Letters required before the first `*`."""
MOST_EDITS: Final = 2
MOST_OCCURRENCES: Final = 50
_AROUND = TRIMMED.replace("?", "").replace("!", "")
_LIKE = re.compile(r"([^~]+)~([0-9]*(?:\.[0-9]+)?)")
_AT_LEAST = re.compile(r"ATLEAST([0-9]+)", re.IGNORECASE)


def trimmed(word: str) -> str:
    """Trim punctuation, but keep a wildcard `?` or `!` at the end."""
    word = word.strip(_AROUND)
    ending = word[len(word.rstrip("?!")) :]
    if len(ending) > 1 and "!" in ending:
        return word.rstrip("?!").rstrip(_AROUND)
    return word


def pattern(word: str, place: Place) -> str | None:
    """Parse `word` as a pattern of `*` and `?`; None if it has neither; Nexis's `!` is a `*`."""
    shape = f"{word[:-1]}*" if word.endswith("!") and len(word) > 1 else word
    if not any(sign in shape for sign in SIGNS) or not shape.strip("*?"):
        return None
    plain = word.strip("!").replace("*", "").replace("?", "")
    if shape[0] in SIGNS:
        raise place.fault(
            said(
                "A word cannot begin with {found}: every word of the archive would have to be"
                " tried. Write the beginning of the word ({here}).",
                found=shape[0],
                here=place.here,
            ),
            "wildcard",
            plain,
        )
    letters = shape.find("*")
    if 0 <= letters < LETTERS_BEFORE:
        raise place.fault(
            said(
                "Before a {value} at least {letters_before} letters are needed; ‘{word}’ has"
                " {letters}. Write more of the word ({here}).",
                value="!" if word.endswith("!") else "*",
                letters_before=LETTERS_BEFORE,
                word=word,
                letters=letters,
                here=place.here,
            ),
            "wildcard",
            plain,
        )
    return shape


def likeness(word: str, place: Place) -> tuple[str, int] | None:
    """Parse `word~1` to the word and its edit distance; None for a word without `~`."""
    if "~" not in word:
        return None
    match = _LIKE.fullmatch(word)
    if match is None:
        raise place.fault(
            said(
                "‘~’ stands at the end of a word, before 1 or {most_edits} ({here}).",
                most_edits=MOST_EDITS,
                here=place.here,
            ),
            "likeness",
            " ".join(word.replace("~", " ").split()),
        )
    edits = _edits(match[2])
    if not 1 <= edits <= MOST_EDITS:
        raise place.fault(
            said(
                "~{found} {here}: 1 or {most_edits} letters may differ, no more and no less.",
                found=match[2],
                here=place.here,
                most_edits=MOST_EDITS,
            ),
            "likeness",
            f"{match[1]}~{MOST_EDITS if edits else 1}",
        )
    _refuse_short(match[1], edits, place)
    return match[1], edits


def _refuse_short(word: str, edits: int, place: Place) -> None:
    """Raise if the word is too short for the edit distance."""
    needed = LETTERS_BEFORE + edits - 1
    if len(word) >= needed:
        return
    raise place.fault(
        said(
            "For ~{edits} a word needs at least {needed} letters; ‘{found}’ has {length} ({here}).",
            edits=edits,
            needed=needed,
            found=word,
            length=len(word),
            here=place.here,
        ),
        "likeness",
        word,
    )


def at_least(word: str, place: Place) -> int | None:
    """Parse the number of `ATLEAST5`; None for other words."""
    match = _AT_LEAST.fullmatch(word)
    if match is None:
        return None
    count = int(match[1][:9])
    if not 1 <= count <= MOST_OCCURRENCES:
        nearest = MOST_OCCURRENCES if count else 1
        raise place.fault(
            said(
                "{word} {here}: the number can be 1 to {most_occurrences}.",
                word=word,
                here=place.here,
                most_occurrences=MOST_OCCURRENCES,
            ),
            "count",
            word.replace(match[1], str(nearest)),
        )
    return count


def _edits(written: str) -> int:
    """Parse the edit distance; older engines took a similarity: 0.8 is one letter, 0.5 two."""
    if not written:
        return 1
    number = float(written[:9])
    if 0 < number < 1:
        return 1 if number >= 0.7 else 2
    return int(number)
