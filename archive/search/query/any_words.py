"""Operators of a sentence: left out where any of its words will do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.search.query.tokens import QueryToken, TokenType
from archive.text.messages import Message, lazy_message

_SMALL_WORDS: Final = frozenset(
    "a an the this that these those there here of in on at to by for from with without within into onto over under"
    " about after before between among against during through until since as than then so if whether because while when"
    " where why how what which who whom whose is are was were be been being am do does did done has have had having"
    " will would shall should can could may might must i you he she it we they me him her us them my your his its our"
    " their don't doesn't didn't isn't it's he's what's some any all both each more most very also only just".split()
)
"""Words of sentences, seldom typed in a list of search terms."""


def drop_operators_of_sentences(tokens: Sequence[QueryToken]) -> tuple[list[QueryToken], list[Message]]:
    """Drop `and` between words, and `not` as well in a sentence, unless in capitals; and return the notes that say so.

    `AND`, `NOT` and `-` mean what they always mean.
    """
    is_sentence = _reads_as_sentence(tokens)
    dropped = [
        token
        for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False)
        if _is_small_operator(token, is_sentence=is_sentence)
        and (before is not None or token.kind is TokenType.NOT)
        and (after is not None and after.kind is not TokenType.NEAR)
    ]
    printed_words = dict.fromkeys((token.kind, token.source_text) for token in dropped)
    return [token for token in tokens if token not in dropped], [_build_note(*printed) for printed in printed_words]


def _reads_as_sentence(tokens: Sequence[QueryToken]) -> bool:
    """Return whether there is a small word of sentences, or the `Not` of a headline."""
    has_small_word = any(token.kind is TokenType.WORD and token.text.casefold() in _SMALL_WORDS for token in tokens)
    return has_small_word or any(token.kind is TokenType.NOT and token.source_text == "Not" for token in tokens[1:])


def _is_small_operator(token: QueryToken, *, is_sentence: bool) -> bool:
    if not token.source_text.isalpha() or token.source_text.isupper():
        return token.source_text == "&"
    return token.kind is TokenType.AND or (token.kind is TokenType.NOT and is_sentence)


def _build_note(kind: TokenType, printed: str) -> Message:
    if kind is TokenType.AND:
        return lazy_message(
            "‘{printed}’ was left out, as any of the words will do; where both must be found, write AND.",
            printed=printed,
        )
    return lazy_message(
        "‘{printed}’ was left out, as part of a sentence; to exclude a word, write NOT or - before it.",
        printed=printed,
    )
