"""Term nodes: a word, phrase or pattern token to its node, or an error."""

from __future__ import annotations

from archive.errors import QuerySyntaxError
from archive.search.analysis import find_word_spans, has_words, split_words
from archive.search.language.marks import QueryToken, TokenType
from archive.search.language.places import SourceSpan
from archive.search.language.spellings import WILDCARD_CHARS, parse_fuzzy, parse_wildcard
from archive.search.query import Fuzzy, Near, Node, Phrase, Term, Wildcard, Window
from archive.text.messages import lazy_message

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
                "Inside a window (~{number}) words have no * or ? ({here}). Write the words with"
                " W/ between them.",
                number=token.number,
                here=span.location,
            ),
            "window",
            f"({' '.join(token.pattern.split())})",
        )
    text = token.pattern or token.text
    words = [
        text[start:end] for start, end in find_word_spans(text.translate(_WILDCARDS_TO_LETTERS))
    ]
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
    words = tuple(split_words(token.text))
    if token.exact:
        raise span.build_error(
            lazy_message(
                "Exact forms cannot be looked for in a window ({here}). Write them with"
                " W/{number} between them.",
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
    return Window(words, token.number, field)


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
