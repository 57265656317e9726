"""Term nodes: a word, phrase or pattern token to its node, or an error."""

from __future__ import annotations

from archive.errors import QuerySyntaxError
from archive.search.analysis import has_words, offsets, printed_words
from archive.search.language.marks import Mark, Token
from archive.search.language.places import Place
from archive.search.language.spellings import SIGNS, likeness, pattern
from archive.search.query import Fuzzy, Near, Node, Phrase, Term, Wildcard, Window
from archive.text.messages import said

_LETTERS = str.maketrans(dict.fromkeys(SIGNS, "x"))


def leaf(token: Token, place: Place, field: str) -> Node:
    """Build the node of a token that has words."""
    if token.mark is Mark.WILD or token.pattern:
        return _patterned(token, place, field)
    if token.mark is Mark.LIKE:
        return _alike(token, place, field)
    if token.number:
        return _window(token, place, field)
    if token.mark is Mark.PHRASE:
        return Phrase(token.text, field, token.exact)
    return Term(token.text, field, token.exact)


def _patterned(token: Token, place: Place, field: str) -> Node:
    """Build a pattern; several words (`al-Ass*`, `"peace talk*"`) become adjacent terms."""
    if token.number:
        raise place.fault(
            said(
                "Inside a window (~{number}) words have no * or ? ({here}). Write the words with"
                " W/ between them.",
                number=token.number,
                here=place.here,
            ),
            "window",
            f"({' '.join(token.pattern.split())})",
        )
    text = token.pattern or token.text
    words = [text[start:end] for start, end in offsets(text.translate(_LETTERS))]
    nodes = [_word_of_pattern(word, token, place, field) for word in words if has_words(word)]
    return nodes[0] if len(nodes) == 1 else Near(tuple(nodes), 1, ordered=True)


def _word_of_pattern(word: str, token: Token, place: Place, field: str) -> Node:
    if shape := pattern(word, place):
        return Wildcard(shape, field)
    return Term(word, field, token.exact)


def _alike(token: Token, place: Place, field: str) -> Node:
    words = printed_words(token.text)
    if len(words) != 1:
        raise place.fault(
            said(
                "‘~’ is for one word; ‘{text}’ {here} is read as several.",
                text=token.text,
                here=place.here,
            ),
            "likeness",
            f'"{token.text}"',
        )
    likeness(f"{words[0]}~{token.number}", place)  # raises if the word is too short
    return Fuzzy(words[0], token.number, field)


def _window(token: Token, place: Place, field: str) -> Node:
    words = tuple(printed_words(token.text))
    if token.exact:
        raise place.fault(
            said(
                "Exact forms cannot be looked for in a window ({here}). Write them with"
                " W/{number} between them.",
                here=place.here,
                number=token.number,
            ),
            "window",
            token.printed.removeprefix("="),
        )
    if len(words) < 2:
        raise place.fault(
            said(
                "A window needs two words or more ({here}). For similar spellings of one word,"
                " write ~1 behind it without quotation marks.",
                here=place.here,
            ),
            "window",
            f'"{token.text}"',
        )
    if token.number < len(words) - 1:
        raise _too_narrow(token, place, len(words))
    return Window(words, token.number, field)


def _too_narrow(token: Token, place: Place, count: int) -> QuerySyntaxError:
    return place.fault(
        said(
            "{count} words do not fit in a window of ~{number} ({here}): the last stands at"
            " least {number2} after the first.",
            count=count,
            number=token.number,
            here=place.here,
            number2=count - 1,
        ),
        "window",
        f'"{token.text}"~{count - 1}',
    )
