"""Tokenizer of the query language.

Backslash escapes the next character, and a word with an escape is never an operator or a pattern.
Offsets count characters from 0 in the text as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.search.fields import Field, Kind, find_field
from archive.search.language.marks import DASHES, STOPS, Mark, Token
from archive.search.language.nearness import MOST_APART, read_nearness
from archive.search.language.places import Place
from archive.search.language.prefixes import field_prefix, refuse_second
from archive.search.language.reserved import TRIMMED, refuse_foreign, square_bracket, unclosed_range
from archive.search.language.spellings import at_least, likeness, pattern, trimmed
from archive.text.messages import said

QUOTES = {'"': '"', "“": '”"“', "”": '”"', "„": '“”"', "«": "»", "＂": "＂"}
_OPERATORS = {
    "and": "AND",
    "&": "AND",
    "&&": "AND",
    "or": "OR",
    "|": "OR",
    "||": "OR",
    "not": "NOT",
}
_SIGNS = f"{DASHES}+"
_WINDOW = re.compile(r"~([0-9]*)")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of `text` in order; QuerySyntaxError at the first invalid one."""
    at = 0
    value_of: Field | None = None
    while (at := _skip_space(text, at)) < len(text):
        token = _next(text, at, value_of)
        value_of = token.field if token.mark is Mark.FIELD and not _is_quote(token) else None
        yield token
        at = token.end


def _is_quote(token: Token) -> bool:
    """Return whether the prefix is `quote:`, behind which anything may stand, another field too."""
    return token.field is not None and token.field.kind is Kind.QUOTE


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _next(text: str, at: int, value_of: Field | None) -> Token:
    char = text[at]
    if value_of and value_of.kind is Kind.PERIOD and char not in "(" and char not in QUOTES:
        return _period_value(text, at)
    if char in "()":
        return Token(Mark.OPEN if char == "(" else Mark.CLOSE, char, at, at + 1, char)
    if char in QUOTES:
        return _phrase(text, at)
    if char == "=" and (exact := _exact(text, at, value_of)):
        return exact
    if char == "|":
        return Token(Mark.OR, "OR", at, at + 2 if text[at + 1 : at + 2] == "|" else at + 1, "|")
    if char in "[]{}":
        raise square_bracket(text, at, value_of)
    if char in _SIGNS and _begins_operand(text, at + 1):
        return Token(Mark.PLUS if char == "+" else Mark.NOT, char, at, at + 1, char)
    if char not in "\\" and (prefix := field_prefix(text, at)):
        if value_of is None:
            return prefix
        refuse_second(prefix, value_of, text)
    return _word(text, at, in_field=value_of is not None)


def _begins_operand(text: str, at: int) -> bool:
    return at < len(text) and not text[at].isspace() and text[at] not in f"{_SIGNS})|"


def _exact(text: str, at: int, value_of: Field | None) -> Token | None:
    """Read `=word` or `="these words"`; None if neither follows `=`."""
    following = text[at + 1 : at + 2]
    if following in QUOTES and following:
        token = _phrase(text, at + 1)
    elif following.isalnum() or following == "\\":
        token = _word(text, at + 1, in_field=True)
    else:
        return None
    takes = value_of is None or value_of.kind in (Kind.WORDS, Kind.QUOTE)
    return replace(token, start=at, printed=text[at : token.end], exact=takes)


def _phrase(text: str, at: int) -> Token:
    """Read a quotation; an unclosed one goes to the end of the text."""
    said: list[str] = []
    shape: list[str] = []
    closers, here, wild = QUOTES[text[at]], at + 1, False
    while here < len(text) and text[here] not in closers:
        literal = text[here] == "\\" and here + 1 < len(text)
        here += literal
        sign = text[here] in "*?" and not literal and _stands_for_letters(text, here)
        wild = wild or sign
        said.append(text[here])
        shape.append(text[here] if sign or text[here] not in "*?" else " ")
        here += 1
    closed = here < len(text)
    end = here + 1 if closed else here
    words = " ".join("".join(said).split())
    token = Token(Mark.PHRASE, words, at, end, text[at:end], closed)
    if wild:
        token = replace(token, pattern=" ".join("".join(shape).split()))
    return _with_window(token, text) if closed else token


def _stands_for_letters(text: str, at: int) -> bool:
    """Return whether a `*` or `?` in quotation marks is a wildcard.

    `*` must follow a letter, and `?` stand between two.
    """
    follows = text[at - 1].isalnum() or text[at - 1] in "*?"
    return follows and (text[at] == "*" or text[at + 1 : at + 2].isalnum())


def _with_window(token: Token, text: str) -> Token:
    """Read the suffix of `"these words"~10`: all of them inside a window."""
    match = _WINDOW.match(text, token.end)
    if match is None:
        return token
    place = Place(text, token.end, match.end())
    distance = int(match[1][:9] or 0)
    if not match[1] or not 1 <= distance <= MOST_APART:
        nearest = MOST_APART if distance else 10
        raise place.fault(
            said(
                "‘{found}’ {here} needs a number from 1 to {most_apart}: how far the words may"
                " stand apart.",
                found=match[0],
                here=place.here,
                most_apart=MOST_APART,
            ),
            "distance",
            f"~{nearest}",
        )
    printed = text[token.start : match.end()]
    return replace(token, number=distance, end=match.end(), printed=printed)


def _period_value(text: str, at: int) -> Token:
    """Read the value of `date:`: a bracketed range as a whole, or everything up to a space."""
    if text[at] in "[{":
        closing = re.compile(r"[\]}]").search(text, at)
        if closing is None:
            raise unclosed_range(text, at)
        end = closing.end()
        return Token(Mark.RANGE, text[at:end], at, end, text[at:end])
    end = at
    while end < len(text) and (text[end] in "<>=" or not text[end].isspace()):
        if text[end] in '()"':
            break
        end += 1
        if text[end - 1] in "<>=":  # a space may follow
            end = _skip_space(text, end)
    end = max(end, at + 1)
    return Token(Mark.WORD, text[at:end], at, end, text[at:end])


def _word(text: str, at: int, *, in_field: bool) -> Token:
    here, said, literal = at, [], False
    while here < len(text) and not text[here].isspace() and text[here] not in STOPS:
        if text[here] == "\\" and here + 1 < len(text):
            here, literal = here + 1, True
        said.append(text[here])
        here += 1
    here = max(here, at + 1)  # a lone closing quotation mark
    token = Token(Mark.WORD, "".join(said), at, here, text[at:here])
    if literal or not token.text:
        return token
    return (None if in_field else _operator(token, text)) or _spelled(token, text)


def _operator(token: Token, text: str) -> Token | None:
    """Classify AND, OR, NOT, a proximity operator, a count, or a field before a bracket."""
    word, place = token.text, Place(text, token.start, token.end)
    if mark := _OPERATORS.get(word.casefold()):
        return replace(token, mark=Mark[mark], text=mark)
    between = bool(text[: token.start].strip()) and bool(text[token.end :].strip())
    if near := read_nearness(word.rstrip(",;.") or word, place, between=between):
        return replace(token, mark=Mark.NEAR, near=near)
    if count := at_least(word, place):
        return replace(token, mark=Mark.AT_LEAST, number=count)
    if text[token.end : token.end + 1] == "(" and (field := find_field(word)):
        return replace(token, mark=Mark.FIELD, text=field.name, field=field)
    return None


def _spelled(token: Token, text: str) -> Token:
    """Classify a plain word, a wildcard or a fuzzy term."""
    place = Place(text, token.start, token.end)
    if token.text == "*":
        return replace(token, mark=Mark.STAR)
    refuse_foreign(token.text, place)
    word = trimmed(token.text)
    if shape := pattern(word, place) if word else None:
        return replace(token, mark=Mark.WILD, text=shape)
    if like := likeness(word, place):
        return replace(token, mark=Mark.LIKE, text=like[0], number=like[1])
    return replace(token, text=word.strip(TRIMMED))
