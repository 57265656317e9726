"""Wildcards and fuzzy terms: `negotiat*`, `organi?ation`, `negotiat!`, `mistura~1`; counts."""

from __future__ import annotations

import re
from typing import Final

from archive.search.language.places import SourceSpan
from archive.search.language.reserved import TRIMMED_PUNCTUATION
from archive.text.messages import lazy_message

WILDCARD_CHARS: Final = "*?"
MIN_WILDCARD_PREFIX: Final = 3
"""Letters required before the first `*`."""
MAX_EDITS: Final = 2
MAX_OCCURRENCES: Final = 50
_OUTER_PUNCTUATION = TRIMMED_PUNCTUATION.replace("?", "").replace("!", "")
_FUZZY = re.compile(r"([^~]+)~([0-9]*(?:\.[0-9]+)?)")
_AT_LEAST = re.compile(r"ATLEAST([0-9]+)", re.IGNORECASE)


def trim_punctuation(word: str) -> str:
    """Trim punctuation, but keep a wildcard `?` or `!` at the end."""
    word = word.strip(_OUTER_PUNCTUATION)
    ending = word[len(word.rstrip("?!")) :]
    if len(ending) > 1 and "!" in ending:
        return word.rstrip("?!").rstrip(_OUTER_PUNCTUATION)
    return word


def parse_wildcard(word: str, span: SourceSpan) -> str | None:
    """Parse `word` as a pattern of `*` and `?`; None if it has neither; Nexis's `!` is a `*`."""
    wildcard = f"{word[:-1]}*" if word.endswith("!") and len(word) > 1 else word
    if not any(sign in wildcard for sign in WILDCARD_CHARS) or not wildcard.strip("*?"):
        return None
    letters_only = word.strip("!").replace("*", "").replace("?", "")
    if wildcard[0] in WILDCARD_CHARS:
        raise span.build_error(
            lazy_message(
                "A word cannot begin with {found}: every word of the archive would have to be"
                " tried. Write the beginning of the word ({here}).",
                found=wildcard[0],
                here=span.location,
            ),
            "wildcard",
            letters_only,
        )
    letters = wildcard.find("*")
    if 0 <= letters < MIN_WILDCARD_PREFIX:
        raise span.build_error(
            lazy_message(
                "Before a {value} at least {letters_before} letters are needed; ‘{word}’ has"
                " {letters}. Write more of the word ({here}).",
                value="!" if word.endswith("!") else "*",
                letters_before=MIN_WILDCARD_PREFIX,
                word=word,
                letters=letters,
                here=span.location,
            ),
            "wildcard",
            letters_only,
        )
    return wildcard


def parse_fuzzy(word: str, span: SourceSpan) -> tuple[str, int] | None:
    """Parse `word~1` to the word and its edit distance; None for a word without `~`."""
    if "~" not in word:
        return None
    match = _FUZZY.fullmatch(word)
    if match is None:
        raise span.build_error(
            lazy_message(
                "‘~’ stands at the end of a word, before 1 or {most_edits} ({here}).",
                most_edits=MAX_EDITS,
                here=span.location,
            ),
            "likeness",
            " ".join(word.replace("~", " ").split()),
        )
    edits = _parse_edits(match[2])
    if not 1 <= edits <= MAX_EDITS:
        raise span.build_error(
            lazy_message(
                "~{found} {here}: 1 or {most_edits} letters may differ, no more and no less.",
                found=match[2],
                here=span.location,
                most_edits=MAX_EDITS,
            ),
            "likeness",
            f"{match[1]}~{MAX_EDITS if edits else 1}",
        )
    _reject_short_word(match[1], edits, span)
    return match[1], edits


def _reject_short_word(word: str, edits: int, span: SourceSpan) -> None:
    """Raise if the word is too short for the edit distance."""
    min_length = MIN_WILDCARD_PREFIX + edits - 1
    if len(word) >= min_length:
        return
    raise span.build_error(
        lazy_message(
            "For ~{edits} a word needs at least {needed} letters; ‘{found}’ has {length} ({here}).",
            edits=edits,
            needed=min_length,
            found=word,
            length=len(word),
            here=span.location,
        ),
        "likeness",
        word,
    )


def parse_at_least(word: str, span: SourceSpan) -> int | None:
    """Parse the number of `ATLEAST5`; None for other words."""
    match = _AT_LEAST.fullmatch(word)
    if match is None:
        return None
    count = int(match[1][:9])
    if not 1 <= count <= MAX_OCCURRENCES:
        nearest = MAX_OCCURRENCES if count else 1
        raise span.build_error(
            lazy_message(
                "{word} {here}: the number can be 1 to {most_occurrences}.",
                word=word,
                here=span.location,
                most_occurrences=MAX_OCCURRENCES,
            ),
            "count",
            word.replace(match[1], str(nearest)),
        )
    return count


def _parse_edits(digits: str) -> int:
    """Parse the edit distance; older engines took a similarity: 0.8 is one letter, 0.5 two."""
    if not digits:
        return 1
    number = float(digits[:9])
    if 0 < number < 1:
        return 1 if number >= 0.7 else 2
    return int(number)
