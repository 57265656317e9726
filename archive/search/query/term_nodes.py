"""Words, phrases, wildcards and fuzzy terms to nodes."""

from __future__ import annotations

import re
from typing import Final

from archive.errors import QuerySyntaxError
from archive.search.analysis.analyzer import find_word_spans, has_words, split_words
from archive.search.query.nodes import Fuzzy, Near, Node, Phrase, Term, Wildcard, Window
from archive.search.query.source_spans import SourceSpan
from archive.search.query.tokens import QueryToken, TokenType
from archive.search.query.unsupported_syntax import TRIMMED_PUNCTUATION
from archive.text.messages import lazy_message

# Wildcards and fuzzy terms: `negotiat*`, `organi?ation`, `negotiat!`, `mistura~1`; counts.

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


_WILDCARDS_TO_LETTERS = str.maketrans(dict.fromkeys(WILDCARD_CHARS, "x"))


def build_term_node(token: QueryToken, span: SourceSpan, field: str) -> Node:
    """Build the node of a token that has words."""
    if token.kind is TokenType.WILDCARD or token.pattern:
        return _build_pattern(token, span, field)
    if token.kind is TokenType.FUZZY:
        return _build_fuzzy(token, span, field)
    if token.number:
        return _build_window(token, span, field)
    if token.kind is TokenType.PHRASE:
        return Phrase(token.text, field, token.exact)
    return Term(token.text, field, token.exact)


def _build_pattern(token: QueryToken, span: SourceSpan, field: str) -> Node:
    """Build a pattern; several words (`al-Ass*`, `"peace talk*"`) become adjacent terms."""
    if token.number:
        raise span.build_error(
            lazy_message(
                "Inside a window (~{number}) words have no * or ? ({here}). Write the words with W/ between them.",
                number=token.number,
                here=span.location,
            ),
            "window",
            f"({' '.join(token.pattern.split())})",
        )
    text = token.pattern or token.text
    words = [text[start:end] for start, end in find_word_spans(text.translate(_WILDCARDS_TO_LETTERS))]
    nodes = [_build_pattern_word(word, token, span, field) for word in words if has_words(word)]
    return nodes[0] if len(nodes) == 1 else Near(tuple(nodes), 1, ordered=True)


def _build_pattern_word(word: str, token: QueryToken, span: SourceSpan, field: str) -> Node:
    if wildcard := parse_wildcard(word, span):
        return Wildcard(wildcard, field)
    return Term(word, field, token.exact)


def _build_fuzzy(token: QueryToken, span: SourceSpan, field: str) -> Node:
    words = split_words(token.text)
    if len(words) != 1:
        raise span.build_error(
            lazy_message(
                "‘~’ is for one word; ‘{text}’ {here} is read as several.",
                text=token.text,
                here=span.location,
            ),
            "likeness",
            f'"{token.text}"',
        )
    parse_fuzzy(f"{words[0]}~{token.number}", span)  # raises if the word is too short
    return Fuzzy(words[0], token.number, field)


def _build_window(token: QueryToken, span: SourceSpan, field: str) -> Node:
    words = split_window_words(token.text)
    if token.exact:
        raise span.build_error(
            lazy_message(
                "Exact forms cannot be looked for in a window ({here}). Write them with W/{number} between them.",
                here=span.location,
                number=token.number,
            ),
            "window",
            token.source_text.removeprefix("="),
        )
    if len(words) < 2:
        raise span.build_error(
            lazy_message(
                "A window needs two words or more ({here}). For similar spellings of one word,"
                " write ~1 behind it without quotation marks.",
                here=span.location,
            ),
            "window",
            f'"{token.text}"',
        )
    if token.number < len(words) - 1:
        raise _build_narrow_window_error(token, span, len(words))
    return Window(tuple(words), token.number, field)


def split_window_words(text: str) -> list[str]:
    """Return the words of a window, split as they will be when read back from canonical text.

    Beside a script without spaces a word can end in an apostrophe (`E'㐀`) that it loses alone.
    """
    return split_words(" ".join(split_words(text)))


def _build_narrow_window_error(token: QueryToken, span: SourceSpan, count: int) -> QuerySyntaxError:
    return span.build_error(
        lazy_message(
            "{count} words do not fit in a window of ~{number} ({here}): the last stands at"
            " least {number2} after the first.",
            count=count,
            number=token.number,
            here=span.location,
            number2=count - 1,
        ),
        "window",
        f'"{token.text}"~{count - 1}',
    )
