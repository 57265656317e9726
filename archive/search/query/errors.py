"""Errors and notes of the parser: repairs, errors and notes in words.

Characters are counted from 1 in sentences and from 0 in data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from archive.errors import QuerySyntaxError
from archive.search.analysis.analyzer import has_words, split_words
from archive.search.query.fields import GAPS, QueryField
from archive.search.query.nodes import Node
from archive.search.query.request import MatchMode
from archive.search.query.tokens import QueryToken, SourceSpan, TokenType
from archive.search.query.unparse import to_canonical
from archive.text.messages import lazy_message

MAX_DEPTH: Final = 30  # nesting depth of nodes
MAX_BRACKETS: Final = 2 * MAX_DEPTH  # nesting depth of brackets; some may be redundant
MAX_TERMS: Final = 250  # words, names and dates of one query
MAX_CHAIN_OPERANDS: Final = 8  # operands that match in any order: the cost doubles with each of them
MAX_PHRASE_WORDS: Final = 200  # words of one phrase
MAX_QUOTED_WORDS: Final = 60  # words of the phrase that is proposed instead of a long text
MAX_PATTERNS: Final = 50  # wildcard and fuzzy terms of one query
_SMALL_OPERATOR = re.compile(r"(W|NEAR|N|PRE|P|ONEAR|ADJ)([1-9][0-9]{0,2})", re.IGNORECASE)
_TRIMMED_SIGN = re.compile(r"^=?[.#@$%§&\\_+<>]+\w|\w[#@$%§&\\_+=<>]+[,.;:!?…’']*$")
"""Signs at an end of a word that are no punctuation of sentences."""
_WORD_OPERATORS = frozenset({TokenType.AND, TokenType.OR, TokenType.NOT})


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired error: a sentence, and its span (characters as typed)."""

    message: str
    offset: int
    length: int


def build_too_deep_error(span: SourceSpan) -> QuerySyntaxError:
    """Build the error for too deeply nested brackets or negations."""
    return span.build_error(
        "More than {brackets} brackets or negations are nested inside each other at character {number}. Remove some.",
        "too-deep",
        brackets=MAX_BRACKETS,
    )


def build_too_many_words_error(text: str, term_count: int) -> QuerySyntaxError:
    """Build the error for a query with too many terms to run in bounded time; suggests its beginning as a phrase."""
    return SourceSpan(text, 0, len(text)).build_error(
        "The query has {leaves} words, names and dates; the limit is {max_leaves}. Shorten it.",
        "too-many-words",
        quote_beginning(text),
        leaves=term_count,
        max_leaves=MAX_TERMS,
    )


def quote_beginning(text: str) -> str:
    """Return the first words of a long text as a phrase, which finds the article that it was copied from."""
    return f'"{" ".join(word for word in islice(split_words(text), MAX_QUOTED_WORDS))}"'


def build_no_position_error(
    span: SourceSpan, operator: QueryToken, reason: str, replacement: Node | None, mode: MatchMode = MatchMode.ALL
) -> QuerySyntaxError:
    """Build the error for a proximity operand without positions."""
    return span.build_error(
        "{printed} ({here}) takes words, phrases and OR groups only: {why}.",
        "no-place",
        None if replacement is None else f"({to_canonical(replacement, mode)})",
        printed=operator.source_text,
        why=reason,
    )


def build_bare_star_error(span: SourceSpan, field: QueryField) -> QuerySyntaxError:
    """Build the error for `author:*`."""
    error = span.build_error(
        "{name}:* asks whether there is any. Write has: before {list}.",
        "field-without-value",
        name=field.name,
        list=", ".join(GAPS),
    )
    if field.name in GAPS:
        start = span.text.rfind(field.name, 0, span.start)
        error.suggestion = SourceSpan(span.text, max(start, 0), span.end).replace_text(f"has:{field.name}")
    return error


def build_lone_operator_error(text: str, tokens: list[QueryToken]) -> QuerySyntaxError:
    """Build the error for a query of operators only."""
    words = " ".join(text.split())
    return SourceSpan(text, tokens[0].start, tokens[-1].end).build_error(
        "‘{words}’ is an operator alone: it needs words beside it. To search for the word"
        " itself, put it in quotation marks.",
        "operator-alone",
        f'"{words}"' if has_words(words) else None,
        words=words,
    )


def build_adjacent_operators_error(text: str, first: QueryToken, second: QueryToken) -> QuerySyntaxError:
    """Build the error for AND OR; the suggestion keeps a proximity operator over another."""
    is_first_kept = first.kind is TokenType.NEAR
    return SourceSpan(text, first.start, second.end).build_error(
        "There is no word between {first} and {second} (character {number}). Keep one of"
        " them, or put the word in quotation marks.",
        "operators-meet",
        text[first.start : second.start] if is_first_kept else text[first.end : second.end],
        first=first.source_text,
        second=second.source_text,
    )


def build_empty_query_error(text: str, repairs: list[Repair]) -> QuerySyntaxError:
    """Build the error for a query of which every part was dropped."""
    first_repair = repairs[0] if repairs else Repair(lazy_message("There is no word in it."), 0, len(text))
    return SourceSpan(text, first_repair.offset, first_repair.offset + first_repair.length).build_error(
        "{fault} Nothing is left to search for: type at least one word.",
        "nothing-to-search",
        fault=first_repair.message,
    )


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


def build_listed_words_note(token: QueryToken, words: list[str]) -> str:
    """Note the reading of `lions/tigers` and `zebras,lions`."""
    return lazy_message(
        "‘{printed}’ was read as several words: {words}. To search for them side by side, put it in quotation marks.",
        printed=token.source_text,
        words=", ".join(words),
    )


def build_spelling_notes(token: QueryToken, *, is_between: bool) -> list[str]:
    """Note the reading of signs of a word that may mean something else.

    `?` and `!` at its end may be punctuation; `near3` between words an operator, `*` in quotation marks a word.
    """
    if is_between and (operator := _SMALL_OPERATOR.fullmatch(token.text)) and token.kind is TokenType.WORD:
        return [
            lazy_message(
                "‘{word}’ was read as a word. To search for words near each other, write {operator} between them.",
                word=token.text,
                operator=f"{operator[1].upper()}/{operator[2]}",
            )
        ]
    if token.kind is TokenType.PHRASE:
        has_gap = "*" in token.pattern.split()
        return [lazy_message("A * between words in quotation marks stands for one word or none.")] if has_gap else []
    if token.kind is TokenType.WORD and not token.is_literal and _TRIMMED_SIGN.search(token.source_text):
        is_trimmed = token.source_text.rstrip(",.;:!?…’'").removeprefix("=") != token.text
        return [_build_sign_note(token)] if is_trimmed else []
    word = token.source_text.rstrip(",.;:")
    meaning = {"?": lazy_message("one letter or none"), "!": lazy_message("any letters")}.get(word[-1:])
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


def _build_sign_note(token: QueryToken) -> str:
    """Note that `$5` and `.NET` are looked for without their signs."""
    return lazy_message(
        "‘{printed}’ was read as ‘{word}’: signs around a word are not searched for.",
        printed=token.source_text,
        word=token.text,
    )


def build_mixed_operators_note(reason: str, node: Node, mode: MatchMode) -> str:
    """Note the reading of operators that meet without brackets."""
    query = to_canonical(node, mode)
    return lazy_message("{why}, so this was read as: {query}. Use brackets to say otherwise.", why=reason, query=query)
