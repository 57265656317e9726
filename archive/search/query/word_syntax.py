"""Words with a syntax of their own: operators, counts, patterns, similar spellings; and that of other query languages.

Proximity operators are `W/5`, `NEAR/5`, `N/5`, `/5`, `NEAR5`: at most so many words apart, in either order (as in
Nexis; Factiva's w/5 is ordered). `PRE/5`, `P/5`, `ADJ5`, `ONEAR/5`: the first before the second. `W/S`, `/s`, `W/SENT`:
in one sentence. `W/P`, `/p`, `W/PARA`, `SAME`: in one paragraph. Several operands with one operator between them are a
chain.
"""

from __future__ import annotations

import re
from typing import Final

from archive.errors import QuerySyntaxError
from archive.search.query.fields import QueryField
from archive.search.query.nodes import TextUnit
from archive.search.query.tokens import ProximityOperator, SourceSpan, find_range_end
from archive.text.messages import lazy_message
from archive.text.normalize import DASHES

MAX_DISTANCE: Final = 255
TRIMMED_PUNCTUATION = f" .,;:!?…'’‘‚`´{DASHES}/\\&+=<>_#@%$§•·"
"""Punctuation of the surrounding sentence, trimmed from words."""
WILDCARD_CHARS: Final = "*?"
MIN_WILDCARD_PREFIX: Final = 3  # letters required before the first `*`
MAX_EDITS: Final = 2
MAX_OCCURRENCES: Final = 50
_OUTER_PUNCTUATION = TRIMMED_PUNCTUATION.replace("?", "").replace("!", "")
_SIGNED_WORD = re.compile(r"[’'‘]?([A-Za-z](?:\+\+|#))[.,;:!?…’']*")
_FUZZY = re.compile(r"([^~]+)~([0-9]*(?:\.[0-9]+)?)")
_AT_LEAST = re.compile(r"ATLEAST([0-9]+)", re.IGNORECASE)
_ORDERED = frozenset({"PRE", "P", "ONEAR", "ADJ"})
_NUMBERED = re.compile(r"(W|NEAR|N|PRE|P|ONEAR|ADJ|)/([0-9]+)", re.IGNORECASE)
_CAPITALS = re.compile(r"(NEAR|ONEAR|ADJ)([0-9]+)")
_UNIT = re.compile(r"(?:W|)/(S|SENT|SENTENCE|P|PARA|PARAGRAPH)", re.IGNORECASE)
_WITHOUT_NUMBER = re.compile(r"NEAR|ONEAR|ADJ|(?:W|N|PRE|P|NEAR|ONEAR|ADJ)/")
_FOREIGN_OPERATORS = (
    (re.compile(r"B/([0-9]+)", re.IGNORECASE), "PRE/{}"),
    (re.compile(r"(?:PRE|P|N|NEAR|ADJ)/S(?:ENT)?", re.IGNORECASE), "W/S"),
    (re.compile(r"(?:PRE|N|NEAR|ADJ)/P(?:ARA)?", re.IGNORECASE), "W/P"),
    (re.compile(r"(?:W|PRE|)/SEG", re.IGNORECASE), "W/P"),
)
"""Operators of other systems that are not supported, and the nearest equivalent."""
_REGULAR_EXPRESSION = re.compile(r"/.+/\w*")
_TO_ROUND_BRACKETS = str.maketrans("[]{}", "()()")


def parse_proximity(word: str, span: SourceSpan, *, between_operands: bool) -> ProximityOperator | None:
    """Parse a proximity operator; None for other words; QuerySyntaxError if it is malformed.

    Words without a slash are operators in capitals only, and those and a bare `/10` only `between_operands`.
    """
    if word[0] == "/" and not between_operands:
        return None
    if match := _UNIT.fullmatch(word):
        return ProximityOperator(unit=TextUnit.SENTENCE if match[1][0] in "Ss" else TextUnit.PARAGRAPH)
    if word == "SAME" and between_operands:
        return ProximityOperator(unit=TextUnit.PARAGRAPH)
    match = _NUMBERED.fullmatch(word) or (_CAPITALS.fullmatch(word) if between_operands else None)
    if match:
        distance = int(match[2][:9])
        if not 1 <= distance <= MAX_DISTANCE:
            nearest = match[0].replace(match[2], str(MAX_DISTANCE if distance else 1))
            raise span.build_error(
                "{found} {here}: words can be 1 to {most_apart} apart.",
                "distance",
                nearest,
                found=match[0],
                most_apart=MAX_DISTANCE,
            )
        return ProximityOperator(distance, ordered=match[1].upper() in _ORDERED)
    if between_operands:
        _reject_unsupported(word, span)
    return None


def _reject_unsupported(word: str, span: SourceSpan) -> None:
    if _WITHOUT_NUMBER.fullmatch(word):
        raise span.build_error(
            "{word} {here} needs a number: {word}5. To search for the word, put it in quotation marks.",
            "distance",
            f"{word}5",
            word=word,
        )
    for pattern, replacement in _FOREIGN_OPERATORS:
        if match := pattern.fullmatch(word):
            nearest = replacement.format(*match.groups())
            raise span.build_error(
                "There is no operator {word} ({here}). The nearest there is: {nearest}.",
                "unknown-operator",
                nearest,
                word=word,
                nearest=nearest,
            )


# Wildcards and fuzzy terms: `negotiat*`, `organi?ation`, `negotiat!`, `mistura~1`; counts.


def find_signed_word(word: str) -> str:
    """Return `C++` or `C#` out of `(C++?`; empty where a word has no such signs."""
    match = _SIGNED_WORD.fullmatch(word)
    return match[1] if match else ""


def trim_punctuation(word: str) -> str:
    """Trim punctuation, but keep a wildcard `?` or `!` at the end."""
    word = word.strip(_OUTER_PUNCTUATION)
    stem = word.rstrip("?!")
    ending = word[len(stem) :]
    is_sign_of_sentence = (len(ending) > 1 and "!" in ending) or not (stem[-1:].isalnum() or stem.endswith("*"))
    is_too_short = ending == "!" and len(stem) < MIN_WILDCARD_PREFIX
    return stem.rstrip(_OUTER_PUNCTUATION) if ending and (is_sign_of_sentence or is_too_short) else word


def parse_wildcard(word: str, span: SourceSpan) -> str | None:
    """Parse `word` as a pattern of `*` and `?`; None if it has neither; Nexis's `!` is a `*`."""
    wildcard = f"{word[:-1]}*" if word.endswith("!") and len(word) > 1 else word
    if not any(sign in wildcard for sign in WILDCARD_CHARS) or not wildcard.strip("*?"):
        return None
    letters_only = word.strip("!").replace("*", "").replace("?", "")
    if wildcard[0] in WILDCARD_CHARS:
        raise span.build_error(
            "A word cannot begin with {found}: every word of the archive would have to be"
            " tried. Write the beginning of the word ({here}).",
            "wildcard",
            letters_only,
            found=wildcard[0],
        )
    letters = wildcard.find("*")
    if 0 <= letters < MIN_WILDCARD_PREFIX:
        raise span.build_error(
            "Before a {value} at least {letters_before} letters are needed; ‘{word}’ has"
            " {letters}. Write more of the word ({here}).",
            "wildcard",
            letters_only,
            value="!" if word.endswith("!") else "*",
            letters_before=MIN_WILDCARD_PREFIX,
            word=word,
            letters=letters,
        )
    return wildcard


def parse_fuzzy(word: str, span: SourceSpan) -> tuple[str, int] | None:
    """Parse `word~1` to the word and its edit distance; None for a word without `~`."""
    if "~" not in word:
        return None
    match = _FUZZY.fullmatch(word)
    if match is None:
        raise span.build_error(
            "‘~’ stands at the end of a word, before 1 or {most_edits} ({here}).",
            "likeness",
            " ".join(word.replace("~", " ").split()),
            most_edits=MAX_EDITS,
        )
    edits = _parse_edits(match[2])
    if not 1 <= edits <= MAX_EDITS:
        raise span.build_error(
            "~{found} {here}: 1 or {most_edits} letters may differ, no more and no less.",
            "likeness",
            f"{match[1]}~{MAX_EDITS if edits else 1}",
            found=match[2],
            most_edits=MAX_EDITS,
        )
    reject_short_word(match[1], edits, span)
    return match[1], edits


def reject_short_word(word: str, edits: int, span: SourceSpan) -> None:
    """Raise if the word is too short for the edit distance."""
    min_length = MIN_WILDCARD_PREFIX + edits - 1
    if len(word) < min_length:
        raise span.build_error(
            "For ~{edits} a word needs at least {needed} letters; ‘{found}’ has {length} ({here}).",
            "likeness",
            word,
            edits=edits,
            needed=min_length,
            found=word,
            length=len(word),
        )


def parse_at_least(word: str, span: SourceSpan) -> int | None:
    """Parse the number of `ATLEAST5`; None for other words."""
    match = _AT_LEAST.fullmatch(word)
    if match is None:
        return None
    count = int(match[1][:9])
    if not 1 <= count <= MAX_OCCURRENCES:
        raise span.build_error(
            "{word} {here}: the number can be 1 to {most_occurrences}.",
            "count",
            word.replace(match[1], str(MAX_OCCURRENCES if count else 1)),
            word=word,
            most_occurrences=MAX_OCCURRENCES,
        )
    return count


def _parse_edits(digits: str) -> int:
    """Parse the edit distance; older engines took a similarity: 0.8 is one letter, 0.5 two."""
    number = float(digits[:9] or 1)
    if 0 < number < 1:
        return 1 if number >= 0.7 else 2
    return int(number)


# Syntax of other query languages: explained, never reinterpreted.


def reject_foreign_syntax(word: str, span: SourceSpan) -> None:
    """Raise for signs that are syntax in other languages and unsupported here."""
    if len(word) < 2:
        return
    here = span.location
    if word[0] == "!" and word[1:].strip(TRIMMED_PUNCTUATION):
        problem, replacement = lazy_message("‘!’ before a word ({here}) does not exclude it; - does", here=here), "-"
    elif _REGULAR_EXPRESSION.fullmatch(word):
        problem = lazy_message("There are no regular expressions ({here})", here=here)
        replacement = re.sub(r"[^\w-]+", " ", word).strip()
    elif word[0] == "~":
        problem = lazy_message("‘~’ before a word ({here}) means nothing; behind it, similar spellings", here=here)
        replacement = word.lstrip("~")
    elif (caret := word.find("^")) > 0:
        problem, replacement = lazy_message("Words cannot be weighted with ‘^’ ({here})", here=here), word[:caret]
    else:
        return
    if replacement == "-":
        span = SourceSpan(span.text, span.start, span.start + 1)
    raise span.build_error(
        "{what}. Write it without, or put it in quotation marks.", "foreign-sign", replacement, what=problem
    )


def is_range_at(text: str, offset: int) -> bool:
    """Return whether the square or curly bracket here belongs to a range, `[a TO b]`."""
    opening = max(text.rfind("[", 0, offset + 1), text.rfind("{", 0, offset + 1))
    end = find_range_end(text, offset) or len(text)
    return re.search(r"\sTO\b", text[max(opening, 0) : end]) is not None


def build_unclosed_range_error(text: str, offset: int) -> QuerySyntaxError:
    """Build the error for an unclosed date range; suggests a closed one."""
    ends = re.split(r"\bTO\b", text[offset + 1 :].strip(), maxsplit=1, flags=re.IGNORECASE)
    first = ends[0].strip()
    last = ends[1].strip() if len(ends) > 1 else ""
    return SourceSpan(text, offset, len(text)).build_error(
        "The range opened {here} is not closed. Write [first TO last].",
        "unclosed-range",
        f"[{first or '*'} TO {last or '*'}]",
    )


def build_bracket_error(text: str, offset: int, field: QueryField | None) -> QuerySyntaxError:
    """Build the error for square and curly brackets: only dates have ranges, only ( ) group."""
    if field is None or text[offset] not in "[{":
        error = SourceSpan(text, offset, offset + 1).build_error(
            "‘{found}’ at character {number} does not group words. Use ( ).", "square-bracket", found=text[offset]
        )
        error.suggestion = text.translate(_TO_ROUND_BRACKETS)
        return error
    end = find_range_end(text, offset)
    span = SourceSpan(text, offset, end or len(text))
    values = re.sub(r"\s+TO\b\s*", " OR ", text[offset + 1 : span.end].strip("[]{} "), flags=re.IGNORECASE)
    fault = lazy_message("Only dates have ranges.")
    if end is None:
        fault = lazy_message("The range is not closed, and only dates have ranges.")
    return span.build_error(
        "{fault} {field}: {here} takes words: {example}.",
        "no-range" if end else "unclosed-range",
        f"({values.removesuffix(' OR ')})",
        fault=fault,
        field=field.name,
        example=field.example,
    )
