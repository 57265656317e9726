"""Parser of the query language, with notes on how a text was read.

`fields.FIELDS` is its table of fields; `unparse` formats a tree as text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime

from archive.errors import QuerySyntaxError
from archive.search.query.errors import MAX_DEPTH, MAX_TERMS, Repair, build_too_many_words_error, quote_beginning
from archive.search.query.grammar import QueryParser
from archive.search.query.nodes import And, MissingClause, Node, Not, count_terms, measure_depth
from archive.search.query.operands import QueryPart
from archive.search.query.request import MatchMode
from archive.search.query.tokens import SourceSpan
from archive.search.query.unparse import to_canonical
from archive.text.messages import lazy_message
from archive.text.normalize import protect_hebrew_quotes, replace_digits

__all__ = ["MAX_QUERY_LENGTH", "ParsedQuery", "QueryPart", "Repair", "parse_query", "to_canonical"]

MAX_QUERY_LENGTH = 4000  # maximum length of a query in characters, as typed and in canonical form


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A tree that runs (None: everything), notes on how it was read, and repairs.

    `notes` holds the messages of `repairs` too, first. `parts` explains each word, name, date and
    proximity operator. `mode` is how adjacent words were read.
    """

    node: Node | None
    notes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    parts: tuple[QueryPart, ...] = ()
    mode: MatchMode = MatchMode.ALL

    @property
    def canonical_text(self) -> str:
        """Canonical text of the tree; empty for everything."""
        return to_canonical(self.node, self.mode) if self.node is not None else ""


def parse_query(text: str, today: date | None = None, mode: MatchMode = MatchMode.ALL) -> ParsedQuery:
    """Parse a query; QuerySyntaxError has its offset and perhaps a suggestion that runs.

    `last 30 days` is counted from `today`, the current day (UTC) unless given. `mode` is the
    meaning of adjacent words; typed operators mean the same in each.
    """
    today = today or datetime.now(UTC).date()
    try:
        return _parse_text(text, today, mode)
    except QuerySyntaxError as error:
        if error.suggestion is not None:
            try:
                _parse_text(error.suggestion, today, mode)
            except QuerySyntaxError:
                error.suggestion = None
        raise


def parse_as_any(text: str) -> Node | None:
    """Parse `text` with any of its words required; None if that is the same tree."""
    try:
        all_node, any_node = parse_query(text).node, parse_query(text, mode=MatchMode.ANY).node
    except QuerySyntaxError:
        return None
    return None if any_node == all_node else any_node


def _parse_text(text: str, today: date, mode: MatchMode) -> ParsedQuery:
    _check_text(text)
    text = protect_hebrew_quotes(replace_digits(text))
    parser = QueryParser(text, today, mode)
    node = parser.parse()
    notes = [repair.message for repair in parser.repairs] + parser.notes
    if node is not None:
        _check_size(node, text, mode)
        if _is_negative(node):
            parts = node.parts if isinstance(node, And) else (node,)
            excluded = [to_canonical(part.part if isinstance(part, Not) else part, mode) for part in parts]
            notes.append(
                lazy_message(
                    "The query only excludes: it finds everything without {parts}.",
                    parts=" and without ".join(excluded),
                )
            )
    readings = tuple(sorted(parser.parts, key=lambda part: part.offset))
    return ParsedQuery(node, tuple(dict.fromkeys(notes)), tuple(parser.repairs), readings, mode)


def _check_size(node: Node, text: str, mode: MatchMode) -> None:
    """Limit the tree, so that it runs in bounded time and can be parsed from its canonical text."""
    span = SourceSpan(text, 0, len(text))
    if measure_depth(node) > MAX_DEPTH:
        raise span.build_error(
            "More than {max_depth} parts of the query are nested inside each other. Remove some.",
            "too-deep",
            max_depth=MAX_DEPTH,
        )
    if (term_count := count_terms(node)) > MAX_TERMS:
        raise build_too_many_words_error(text, term_count)
    if (length := len(to_canonical(node, mode))) > MAX_QUERY_LENGTH:
        raise span.build_error(
            "Written out in full, the query has {length} characters; the limit is {max_length}. Shorten it.",
            "too-long",
            length=f"{length:,}",
            max_length=f"{MAX_QUERY_LENGTH:,}",
        )


def _check_text(text: str) -> None:
    """Refuse texts that are too long or have control characters."""
    if len(text) > MAX_QUERY_LENGTH:
        error = SourceSpan(text, MAX_QUERY_LENGTH, len(text)).build_error(
            "The query has {length} characters; the limit is {max_length}. Shorten it.",
            "too-long",
            length=f"{len(text):,}",
            max_length=f"{MAX_QUERY_LENGTH:,}",
        )
        error.suggestion = quote_beginning(text[:MAX_QUERY_LENGTH])
        raise error
    for offset, char in enumerate(text):
        if (unicodedata.category(char) in ("Cc", "Cs") and not char.isspace()) or char in "\x1c\x1d\x1e\x1f":
            error = SourceSpan(text, offset, offset + 1).build_error(
                "Character {number} (U+{value}) is a control character. Remove it.",
                "control-character",
                value=f"{ord(char):04X}",
            )
            clean = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
            error.suggestion = " ".join(clean.split()) or None
            raise error


def _is_negative(node: Node) -> bool:
    """Return whether the tree only excludes; `has:` is positive."""
    match node:
        case Not(MissingClause()):
            return False
        case Not():
            return True
        case And(parts):
            return all(isinstance(part, Not) for part in parts) and any(map(_is_negative, parts))
    return False
