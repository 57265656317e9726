"""Split a query into tokens, with field prefixes recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.search.query import pasted_text, tokens, word_syntax
from archive.search.query.date_ranges import find_period_end
from archive.search.query.fields import FieldKind, QueryField, find_field, find_nearest_field
from archive.search.query.tokens import QUOTES, WORD_DELIMITERS, QueryToken, SourceSpan, TokenType
from archive.text.normalize import DASHES

_OPERATORS = {"and": "AND", "&": "AND", "&&": "AND", "or": "OR", "|": "OR", "||": "OR", "not": "NOT"}
_SIGNS = f"{DASHES}+"
_QUOTED_CHAR = re.compile(r"\\?(.)", re.DOTALL)
_WINDOW = re.compile(r"~([0-9]*)")
_FIELD = re.compile(rf"(?P<name>[^\W\d_][\w{re.escape(DASHES)}]*)(?P<possibly>~?)(?P<sign>:|=|\s*(?:>=|<=|>|<))")
_COMPARABLE_FIELDS = ("date", "year", "added")


def tokenize_query(text: str) -> Iterator[QueryToken]:
    """Yield the tokens of `text` in order; QuerySyntaxError at the first invalid one."""
    offset = 0
    field: QueryField | None = None
    while (offset := _skip_space(text, offset)) < len(text):
        token = _read_token(text, offset, field)
        field = token.field
        if field is not None and field.kind is FieldKind.QUOTE:
            field = None  # behind `quote:` anything may stand, another field too
        yield token
        offset = token.end


def _skip_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _read_token(text: str, offset: int, field: QueryField | None) -> QueryToken:
    char = text[offset]
    has_words = field is None or field.kind in (FieldKind.WORDS, FieldKind.QUOTE)
    if has_words and char.isalnum() and (end := pasted_text.find_address_end(text, offset)):
        return QueryToken(TokenType.WORD, text[offset:end], offset, end, text[offset:end], is_literal=True)
    if field and field.kind is FieldKind.PERIOD and char != "(" and char not in QUOTES:
        return _read_period(text, offset)
    if char in "()[]{}":
        return _read_bracket(text, offset, field)
    if char in QUOTES:
        return _read_phrase(text, offset)
    if char == "=" and (token := _read_exact(text, offset, field)):
        return token
    if char == "|":
        end = offset + 2 if text.startswith("||", offset) else offset + 1
        return QueryToken(TokenType.OR, "OR", offset, end, "|")
    following = text[offset + 1 : offset + 2]
    if char in _SIGNS and following and not following.isspace() and following not in f"{_SIGNS})|":
        return QueryToken(TokenType.PLUS if char == "+" else TokenType.NOT, char, offset, offset + 1, char)
    if char != "\\" and (prefix := _read_field_prefix(text, offset)):
        if field is None:
            return prefix
        _reject_second_prefix(prefix, field, text)
    return _read_word(text, offset, in_field=field is not None)


def _read_bracket(text: str, offset: int, field: QueryField | None) -> QueryToken:
    """Read a bracket; square and curly ones group as round ones do, unless they belong to a range or a value."""
    char = text[offset]
    if char not in "()" and (field is not None or word_syntax.is_range_at(text, offset)):
        raise word_syntax.build_bracket_error(text, offset, field)
    return QueryToken(TokenType.OPEN if char in "([{" else TokenType.CLOSE, char, offset, offset + 1, char)


def _read_exact(text: str, offset: int, field: QueryField | None) -> QueryToken | None:
    """Read `=word` or `="these words"`; None if neither follows `=`."""
    following = text[offset + 1 : offset + 2]
    if following in QUOTES and following:
        token = _read_phrase(text, offset + 1)
    elif following.isalnum() or following == "\\":
        token = _read_word(text, offset + 1, in_field=True)
    else:
        return None
    is_exact = field is None or field.kind in (FieldKind.WORDS, FieldKind.QUOTE)
    return replace(token, start=offset, source_text=text[offset : token.end], exact=is_exact)


def _read_phrase(text: str, offset: int) -> QueryToken:
    """Read a quotation; an unclosed one goes to the end of the text."""
    quotation_end = tokens.find_quotation_end(text, offset)
    end = quotation_end or len(text)
    inner_end = end - 1 if quotation_end else end
    words, pattern = text[offset + 1 : inner_end], ""
    if any(sign in words for sign in "\\*?"):
        words, pattern = _read_signs(text, offset + 1, inner_end)
    token = QueryToken(
        TokenType.PHRASE,
        " ".join(words.split()),
        offset,
        end,
        text[offset:end],
        is_closed=quotation_end is not None,
        pattern=" ".join(pattern.split()),
    )
    return _read_window(token, text) if token.is_closed else token


def _read_signs(text: str, start: int, end: int) -> tuple[str, str]:
    """Return quoted words without escapes, and the pattern they are; empty if they have no wildcard."""
    words = pattern = ""
    has_wildcard = False
    for match in _QUOTED_CHAR.finditer(text, start, end):
        char, is_escaped = match[1], len(match[0]) > 1
        is_wildcard = char in "*?" and not is_escaped and _is_wildcard_at(text, match.start(1), start, end)
        has_wildcard = has_wildcard or is_wildcard
        words += char
        pattern += char if is_wildcard or char not in "*?" else " "
    return words, pattern if has_wildcard else ""


def _is_wildcard_at(text: str, offset: int, start: int, end: int) -> bool:
    """Return whether a `*` or `?` between `start` and `end`, in quotation marks, is a wildcard.

    `*` must follow a letter, or stand alone between words, for a word; `?` must stand between two letters.
    """
    if text[offset] == "*" and text[start:offset].rpartition(" ")[2] == text[offset + 1 : end].partition(" ")[0] == "":
        return bool(text[start:offset].strip("* ") and text[offset + 1 : end].strip("* "))
    follows_word = text[offset - 1].isalnum() or text[offset - 1] in "*?"
    return follows_word and (text[offset] == "*" or text[offset + 1 : offset + 2].isalnum())


def _read_window(token: QueryToken, text: str) -> QueryToken:
    """Read the suffix of `"these words"~10`: all of them inside a window."""
    match = _WINDOW.match(text, token.end)
    if match is None:
        return token
    distance = int(match[1][:9] or 0)
    if not 1 <= distance <= word_syntax.MAX_DISTANCE:
        raise SourceSpan(text, *match.span()).build_error(
            "‘{found}’ {here} needs a number from 1 to {most_apart}: how far the words may stand apart.",
            "distance",
            f"~{word_syntax.MAX_DISTANCE if distance else 10}",
            found=match[0],
            most_apart=word_syntax.MAX_DISTANCE,
        )
    return replace(token, number=distance, end=match.end(), source_text=text[token.start : match.end()])


def _read_period(text: str, offset: int) -> QueryToken:
    """Read the value of `date:`: a bracketed range as a whole, or everything up to a space."""
    if text[offset] in "[{":
        end = tokens.find_range_end(text, offset)
        if end is None:
            raise word_syntax.build_unclosed_range_error(text, offset)
        return QueryToken(TokenType.RANGE, text[offset:end], offset, end, text[offset:end])
    end = offset
    while end < len(text) and (text[end] in "<>=" or not text[end].isspace()):
        if text[end] in '()"':
            break
        end += 1
        if text[end - 1] in "<>=":  # a space may follow
            end = _skip_space(text, end)
    end = max(end, offset + 1)
    if text[offset] not in "<>=" and ".." not in text[offset:end]:
        end = find_period_end(text, offset, end)
    return QueryToken(TokenType.WORD, text[offset:end], offset, end, text[offset:end])


def _read_word(text: str, offset: int, *, in_field: bool) -> QueryToken:
    index = offset
    chars: list[str] = []
    has_escape = False
    while index < len(text) and not text[index].isspace() and text[index] not in WORD_DELIMITERS:
        if text[index] == "\\" and index + 1 < len(text):
            index += 1
            has_escape = True
        chars.append(text[index])
        index += 1
    index = max(index, offset + 1)  # a lone closing quotation mark
    token = QueryToken(TokenType.WORD, "".join(chars), offset, index, text[offset:index])
    if has_escape or not token.text:
        return replace(token, is_literal=has_escape)
    return (None if in_field else _classify_operator(token, text)) or _classify_word(token, text)


def _classify_operator(token: QueryToken, text: str) -> QueryToken | None:
    """Classify AND, OR, NOT, a proximity operator, a count, or a field before a bracket."""
    word, span = token.text, SourceSpan(text, token.start, token.end)
    if operator := _OPERATORS.get(word.casefold()):
        return replace(token, kind=TokenType[operator], text=operator)
    between_operands = bool(text[: token.start].strip()) and bool(text[token.end :].strip())
    if proximity := word_syntax.parse_proximity(word.rstrip(",;.") or word, span, between_operands=between_operands):
        return replace(token, kind=TokenType.NEAR, proximity=proximity)
    if count := word_syntax.parse_at_least(word, span):
        return replace(token, kind=TokenType.AT_LEAST, number=count)
    if text[token.end : token.end + 1] == "(" and (field := find_field(word)):
        return replace(token, kind=TokenType.FIELD, text=field.name, field=field)
    return None


def _classify_word(token: QueryToken, text: str) -> QueryToken:
    """Classify a plain word, a wildcard or a fuzzy term."""
    span = SourceSpan(text, token.start, token.end)
    if token.text == "*":
        return replace(token, kind=TokenType.STAR)
    if signed_word := word_syntax.find_signed_word(token.text):
        return replace(token, text=signed_word)
    word_syntax.reject_foreign_syntax(token.text, span)
    word = word_syntax.trim_punctuation(token.text)
    if wildcard := word_syntax.parse_wildcard(word, span) if word else None:
        return replace(token, kind=TokenType.WILDCARD, text=wildcard)
    if fuzzy := word_syntax.parse_fuzzy(word, span):
        return replace(token, kind=TokenType.FUZZY, text=fuzzy[0], number=fuzzy[1])
    return replace(token, text=word.strip(word_syntax.TRIMMED_PUNCTUATION))


def _read_field_prefix(text: str, offset: int) -> QueryToken | None:
    """Read a prefix such as `title:`; None if the colon is mere punctuation."""
    match = _FIELD.match(text, offset)
    if match is None:
        return None
    field = find_field(match["name"])
    sign = match["sign"].strip()
    end = match.end()
    if field is None:
        if sign == ":" or (sign == "=" and len(match["name"]) > 1):
            _reject_unknown_field(text, match)
        return None
    is_comparison = sign in (">=", "<=", ">", "<")
    if is_comparison and field.name not in _COMPARABLE_FIELDS:
        return None
    if match["possibly"] and (field.kind is not FieldKind.PERIOD or field.name == "added"):
        raise SourceSpan(text, offset, end).build_error(
            "‘~:’ {here} asks for possible dates; {name} has none. Write {name}:",
            "not-a-date-field",
            f"{field.name}:",
            name=field.name,
        )
    end = match.start("sign") if is_comparison else end
    return QueryToken(
        TokenType.FIELD, field.name, offset, end, text[offset:end], field=field, possible=bool(match["possibly"])
    )


def _reject_second_prefix(prefix: QueryToken, outer_field: QueryField, text: str) -> None:
    """Raise for `title:outlet:x`."""
    if not prefix.source_text.endswith(":"):
        return
    end = tokens.find_word_end(text, prefix.end)
    raise SourceSpan(text, prefix.start, end).build_error(
        "{printed} {here} stands behind {name}: and cannot be its value. To search for it as"
        " words, put them in quotation marks.",
        "field-behind-field",
        f'"{text[prefix.start : end]}"',
        printed=prefix.source_text,
        name=outer_field.name,
    )


def _reject_unknown_field(text: str, match: re.Match[str]) -> None:
    """Raise for an unknown field, unless the colon ends a word or belongs to a URL."""
    name = match["name"]
    end = match.end()
    is_identifier = name.casefold() in pasted_text.SCHEMES
    if end == len(text) or text[end].isspace() or text.startswith(("//", "="), end) or is_identifier:
        return
    nearest = find_nearest_field(name)
    if not nearest:
        end = tokens.find_word_end(text, end)
        raise SourceSpan(text, match.start(), end).build_error(
            "There is no field ‘{name}’ (character {number}). To search for the word, put it in quotation marks.",
            "unknown-field",
            '"{}"'.format(text[match.start() : end].replace("\\", " ")),
            name=name,
        )
    error = SourceSpan(text, match.start(), end).build_error(
        "There is no field ‘{name}’ (character {number}). Did you mean ‘{nearest}’? To"
        " search for the word, put it in quotation marks.",
        "unknown-field",
        f"{nearest}:",
        name=name,
        nearest=nearest,
    )
    error.length = len(name)
    raise error
