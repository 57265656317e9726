"""Errors and notes of the parser: repairs, errors and notes in words.

Characters are counted from 1 in sentences and from 0 in data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archive.errors import QuerySyntaxError
from archive.search.analysis.analyzer import has_words
from archive.search.query.fields import GAPS, QueryField
from archive.search.query.nodes import Node
from archive.search.query.request import MatchMode
from archive.search.query.tokens import QueryToken, SourceSpan, TokenType
from archive.search.query.unparse import to_canonical
from archive.text.messages import Message, lazy_message

MAX_DEPTH: Final = 30
"""Nesting depth of nodes."""
MAX_BRACKETS: Final = 2 * MAX_DEPTH
"""Nesting depth of brackets; some may be redundant."""
MAX_TERMS: Final = 250
"""Words, names and dates of one query."""
MAX_CHAIN_OPERANDS: Final = 8
"""Operands that match in any order: the cost doubles with each of them."""
MAX_PHRASE_WORDS: Final = 200
"""Words of one phrase."""
MAX_PATTERNS: Final = 50
"""Wildcard and fuzzy terms of one query."""
_WORD_OPERATORS = frozenset({TokenType.AND, TokenType.OR, TokenType.NOT})


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired error: a sentence, and its span (characters as typed)."""

    message: str
    offset: int
    length: int


def build_repair(message: str, token: QueryToken, **values: object) -> Repair:
    """Build a repair at `token`; `{token}` in the message is as typed, `{here}` its location."""
    location = lazy_message("at character {number}", number=token.start + 1)
    lazy_text = Message(message, {"here": location, "token": token.source_text, **values})
    return Repair(lazy_text, token.start, token.end - token.start)


def build_too_deep_error(token: QueryToken) -> QuerySyntaxError:
    """Build the error for too deeply nested brackets or negations."""
    return QuerySyntaxError(
        lazy_message(
            "More than {brackets} brackets or negations stand inside each other at character {number}. Take some out.",
            brackets=MAX_BRACKETS,
            number=token.start + 1,
        ),
        code="too-deep",
        offset=token.start,
        length=token.end - token.start,
    )


def build_too_many_words_error(span: SourceSpan, term_count: int) -> QuerySyntaxError:
    """Build the error for a query with too many terms to run in bounded time."""
    return span.build_error(
        lazy_message(
            "The question has {leaves} words, names and dates; the limit is {max_leaves}. Shorten it.",
            leaves=term_count,
            max_leaves=MAX_TERMS,
        ),
        "too-many-words",
    )


def build_long_phrase_error(span: SourceSpan, words: list[str]) -> QuerySyntaxError:
    """Build the error for a phrase of too many words; suggests a shorter one."""
    return span.build_error(
        lazy_message(
            "{count} words stand in a row {here}; a phrase has at most {max_phrase}. Shorten it.",
            count=f"{len(words):,}",
            here=span.location,
            max_phrase=MAX_PHRASE_WORDS,
        ),
        "long-phrase",
        '"{}"'.format(" ".join(words[:MAX_PHRASE_WORDS])),
    )


def build_too_many_patterns_error(span: SourceSpan) -> QuerySyntaxError:
    """Build the error for too many wildcard and fuzzy terms; each may match hundreds of words."""
    return span.build_error(
        lazy_message(
            "More than {max_patterns} words with *, ? or ~ are in the question, from character"
            " {number} on. Take some out, or write words in full.",
            max_patterns=MAX_PATTERNS,
            number=span.start + 1,
        ),
        "too-many-patterns",
    )


def build_no_position_error(
    span: SourceSpan, operator: QueryToken, reason: str, replacement: Node | None, mode: MatchMode = MatchMode.ALL
) -> QuerySyntaxError:
    """Build the error for a proximity operand without positions."""
    return span.build_error(
        lazy_message(
            "{printed} ({here}) takes words, phrases and OR groups only: {why}.",
            printed=operator.source_text,
            here=span.location,
            why=reason,
        ),
        "no-place",
        None if replacement is None else f"({to_canonical(replacement, mode)})",
    )


def build_negated_operand_error(text: str, operator: QueryToken, negation: QueryToken) -> QuerySyntaxError:
    """Build the error for NOT behind a proximity operator."""
    span = SourceSpan(text, operator.start, negation.end)
    return span.build_error(
        lazy_message(
            "To exclude what stands near, write NOT before {printed} ({here}).",
            printed=operator.source_text,
            here=span.location,
        ),
        "not-near",
        f"NOT {operator.source_text} ",
    )


def build_long_chain_error(span: SourceSpan, operator_text: str) -> QuerySyntaxError:
    """Build the error for more operands in one chain than can be matched in any order."""
    return span.build_error(
        lazy_message(
            "{printed} ({here}): at most {most} words, phrases or groups can stand in one chain,"
            " as they are looked for in any order. Leave some out, or write AND here.",
            printed=operator_text,
            here=span.location,
            most=MAX_CHAIN_OPERANDS,
        ),
        "chain-too-long",
        "AND",
    )


def build_whole_name_error(span: SourceSpan, field: QueryField, token: QueryToken) -> QuerySyntaxError:
    """Build the error for `author:auk*`."""
    letters_only = token.text.replace("*", "").replace("?", "")
    return span.build_error(
        lazy_message(
            "{name}: takes whole words of a name, without signs ({here}).", name=field.name, here=span.location
        ),
        "whole-names",
        f'"{letters_only}"' if has_words(letters_only) else None,
    )


def build_bare_star_error(span: SourceSpan, field: QueryField) -> QuerySyntaxError:
    """Build the error for `author:*`."""
    error = span.build_error(
        lazy_message(
            "{name}:* asks whether there is any. Write has: before {list}.", name=field.name, list=", ".join(GAPS)
        ),
        "field-without-value",
    )
    if field.name in GAPS:
        start = span.text.rfind(field.name, 0, span.start)
        error.suggestion = SourceSpan(span.text, max(start, 0), span.end).replace_text(f"has:{field.name}")
    return error


def build_lone_operator_error(text: str, tokens: list[QueryToken]) -> QuerySyntaxError:
    """Build the error for a query of operators only."""
    words = " ".join(text.split())
    return QuerySyntaxError(
        lazy_message(
            "‘{words}’ is an operator alone: it needs words beside it. To search for the word"
            " itself, put it in quotation marks.",
            words=words,
        ),
        code="operator-alone",
        offset=tokens[0].start,
        length=tokens[-1].end - tokens[0].start,
        suggestion=f'"{words}"' if has_words(words) else None,
    )


def build_adjacent_operators_error(text: str, first: QueryToken, second: QueryToken) -> QuerySyntaxError:
    """Build the error for AND OR; the suggestion keeps a proximity operator over another."""
    superfluous = second if first.kind is TokenType.NEAR else first
    return QuerySyntaxError(
        lazy_message(
            "Nothing stands between {first} and {second} (character {number}). Keep one of"
            " them, or put the word in quotation marks.",
            first=first.source_text,
            second=second.source_text,
            number=first.start + 1,
        ),
        code="operators-meet",
        offset=first.start,
        length=second.end - first.start,
        suggestion=SourceSpan(text, superfluous.start, superfluous.end).replace_text(""),
    )


def build_empty_query_error(text: str, repairs: list[Repair]) -> QuerySyntaxError:
    """Build the error for a query of which every part was dropped."""
    first_repair = repairs[0] if repairs else Repair(lazy_message("There is no word in it."), 0, len(text))
    return QuerySyntaxError(
        lazy_message("{fault} Nothing is left to search for: type at least one word.", fault=first_repair.message),
        code="nothing-to-search",
        offset=first_repair.offset,
        length=first_repair.length,
    )


def build_inclusion_notes(field: QueryField, token: QueryToken) -> list[str]:
    """Note that `after:` and `before:` include the day they name."""
    sign = {"after": ">", "before": "<"}.get(field.name)
    if sign is None:
        return []
    day = token.text
    return [
        lazy_message(
            "{name}:{day} includes {day} itself; date:{sign}{day} leaves it out.", name=field.name, day=day, sign=sign
        )
    ]


def build_lowercase_operator_notes(tokens: Iterable[QueryToken]) -> list[str]:
    """Note that `and`, `or`, `not` in lower case are operators too."""
    lowercase = {token.source_text for token in tokens if token.kind in _WORD_OPERATORS and token.source_text.islower()}
    return [
        lazy_message(
            "‘{printed}’ was read as the operator {word}; put it in quotation marks to search for the word.",
            printed=operator_text,
            word=operator_text.upper(),
        )
        for operator_text in sorted(lowercase)
    ]


def build_spelling_notes(token: QueryToken) -> list[str]:
    """Note the reading of `?` and `!` at the end of a word, which may be punctuation."""
    word = token.source_text.rstrip(",.;:")
    meaning = {"?": lazy_message("one letter"), "!": lazy_message("any letters")}.get(word[-1:])
    if token.kind is not TokenType.WILDCARD or meaning is None:
        return []
    return [
        lazy_message(
            "‘{sign}’ at the end of ‘{word}’ was read as {meaning}; leave it out to search for ‘{plain}’.",
            sign=word[-1],
            word=word,
            meaning=meaning,
            plain=word.rstrip("?!"),
        )
    ]


def build_mixed_operators_note(reason: str, node: Node, mode: MatchMode) -> str:
    """Note the reading of operators that meet without brackets."""
    return lazy_message(
        "{why}, so this was read as: {query}. Use brackets to say otherwise.",
        why=reason,
        query=to_canonical(node, mode),
    )
