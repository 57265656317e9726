"""Tokens into a tree: precedence, repairs, and what each field takes.

From tight to loose: quotation marks and brackets; field prefixes; NOT; AND (also when nothing
stands between two words); OR.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.search.analysis import has_words
from archive.search.canonical import canonical
from archive.search.faults import (
    MAX_DEPTH,
    Repair,
    error,
    inclusion_note,
    nothing_left,
    operator_alone,
    operators_meet,
    repair,
    small_operator_notes,
    too_deep,
)
from archive.search.fields import Field, Kind
from archive.search.query import And, Named, Node, Not, Or, Phrase, Term
from archive.search.reserved import not_available
from archive.search.tokens import Mark, Token, tokens
from archive.search.values import gap, language, period

_OPERANDS = frozenset(
    {Mark.WORD, Mark.PHRASE, Mark.RANGE, Mark.FIELD, Mark.OPEN, Mark.STAR, Mark.NOT, Mark.PLUS}
)


class _Everything:
    """Stands for `*` while a tree is built."""


EVERYTHING = _Everything()
Part = Node | _Everything | None


@dataclass(frozen=True, slots=True)
class _Scope:
    """The field prefix that a part stands under."""

    field: Field | None = None
    possibly: bool = False
    depth: int = 0
    grouped: bool = False


class Grammar:
    """One reading of one text. `read()` once; then `repairs` and `notes` say how it went."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.at = 0
        self.repairs: list[Repair] = []
        self.notes: list[str] = []

    def read(self) -> Node | None:
        """The tree (None: everything), or QuerySyntaxError where nothing can be run."""
        if self.tokens and all(token.mark in _ALONE for token in self.tokens):
            raise operator_alone(self.text, self.tokens)
        parts: list[Part] = []
        while self.at < len(self.tokens):
            parts.append(self._either(_Scope()))
            if self._peek(Mark.CLOSE):
                token = self._take()
                self._repair("The closing bracket {here} opens nowhere; left out.", token)
        node = _joined(parts)
        if node is None and self.tokens:
            raise nothing_left(self.text, self.repairs)
        self.notes += small_operator_notes(self.tokens)
        return None if isinstance(node, _Everything) else node

    # From loose to tight

    def _either(self, scope: _Scope) -> Part:
        """Alternatives parted by OR."""
        parts, mixed = [], False
        while True:
            start = self.at
            part = self._all(scope)
            mixed = mixed or self._is_bare_and(part, start)
            parts.append(part)
            if not self._peek(Mark.OR):
                break
            self._operator(part)
        node = _alternatives(parts)
        if mixed and len(parts) > 1 and not isinstance(node, _Everything | None):
            self.notes.append(
                f"AND binds before OR, so this was read as: {canonical(node)}."
                " Use brackets to say otherwise."
            )
        return node

    def _all(self, scope: _Scope) -> Part:
        """Parts that must all hold: side by side, or with AND, AND NOT, BUT NOT between them."""
        parts: list[Part] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.mark is Mark.AND:
                self._operator(parts[-1] if parts else None)
            elif token.mark in _OPERANDS:
                if parts and self._is_but_not():
                    self.at += 1
                parts.append(self._unary(scope))
            else:
                break
        return _joined(parts)

    def _unary(self, scope: _Scope) -> Part:
        """A part, with any NOT, `-` or `+` before it."""
        negations = 0
        while self._peek(Mark.NOT) or self._peek(Mark.PLUS):
            token = self._take()
            if token.mark is Mark.PLUS:
                self._drop_plus(token)
                continue
            negations += 1
            if not self._operand_follows():
                self._repair("Nothing follows {token} {here}; left out.", token)
                return None
        if negations > MAX_DEPTH:
            raise too_deep(self.tokens[self.at])
        first = self.tokens[self.at]
        node = self._primary(scope)
        if negations and isinstance(node, _Everything):
            raise error(
                "Everything without everything is nothing. Leave out NOT *.", "nothing", first
            )
        for _ in range(negations):
            node = None if node is None else Not(node)  # type: ignore[arg-type]
        return node

    def _primary(self, scope: _Scope) -> Part:
        token = self._take()
        if token.mark is Mark.OPEN:
            return self._bracketed(token, scope)
        if token.mark is Mark.FIELD:
            return self._field(token, scope)
        if token.mark is Mark.STAR:
            return self._star(token, scope)
        if token.mark is Mark.PHRASE and not token.closed and has_words(token.text):
            read = token.text.replace("{", "{{").replace("}", "}}")
            self._repair(f"The quotation {{here}} is not closed; read as “{read}”.", token)
        return self._value(token, scope)

    def _bracketed(self, opening: Token, scope: _Scope) -> Part:
        if scope.depth >= MAX_DEPTH:
            raise too_deep(opening)
        inner = _Scope(
            scope.field, scope.possibly, scope.depth + 1, grouped=scope.field is not None
        )
        node = self._either(inner)
        if self._peek(Mark.CLOSE):
            self.at += 1
        elif node is not None:
            self._repair("The bracket {here} is not closed; closed at the end.", opening)
        if node is None:
            self._repair("Nothing stands in the bracket {here}; left out.", opening)
        return node

    def _field(self, token: Token, scope: _Scope) -> Part:
        if not self._operand_follows():
            self._repair("Nothing follows {token} {here}; left out.", token)
            return None
        return self._unary(_Scope(token.field, token.possibly, scope.depth))

    def _star(self, token: Token, scope: _Scope) -> Part:
        if scope.field is None:
            return EVERYTHING
        field = scope.field.name
        raise error(
            f"{field}:* asks whether there is any. Write has: before outlet, author, date or lang.",
            "field-without-value",
            token,
        )

    def _value(self, token: Token, scope: _Scope) -> Part:
        """One word, phrase or range under its field."""
        field = scope.field
        if field is not None and field.kind in _READERS:
            self.notes += inclusion_note(field, token)
            return _READERS[field.kind](self.text, token, field, possibly=scope.possibly)
        if not has_words(token.text):
            shown = "The quotation" if token.mark is Mark.PHRASE else "‘{token}’"
            self._repair(f"{shown} {{here}} has no word in it; left out.", token)
            return None
        if field is not None and field.kind is Kind.NAME:
            return Named(field.name, self._whole_name(token, scope))
        where = field.name if field else "text"
        if token.mark is Mark.PHRASE:
            return Phrase(token.text, where)
        return Term(token.text, where)

    def _whole_name(self, token: Token, scope: _Scope) -> str:
        """In a bracket, words side by side are one name: author:(Van Auken)."""
        words = [token.text]
        if token.mark is Mark.WORD and scope.grouped:
            while self._peek(Mark.WORD) and not self._is_but_not():
                words.append(self._take().text)
        return " ".join(words)

    # Small questions about the tokens

    def _peek(self, mark: Mark) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].mark is mark

    def _take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _operand_follows(self) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].mark in _OPERANDS

    def _is_but_not(self) -> bool:
        here = self.tokens[self.at : self.at + 2]
        return len(here) == 2 and here[0].printed.casefold() == "but" and here[1].mark is Mark.NOT

    def _is_bare_and(self, part: Part, start: int) -> bool:
        """Whether `part` is an AND that no bracket holds together."""
        if not isinstance(part, And):
            return False
        held = self.tokens[start].mark is Mark.OPEN and self.tokens[self.at - 1].mark is Mark.CLOSE
        return not held or (len(part.parts) > 1 and self._brackets_end_early(start))

    def _brackets_end_early(self, start: int) -> bool:
        depth = 0
        for token in self.tokens[start : self.at - 1]:
            depth += (token.mark is Mark.OPEN) - (token.mark is Mark.CLOSE)
            if depth == 0:
                return True
        return False

    # Repairs

    def _operator(self, before: Part) -> None:
        """Step over AND or OR, saying so where one of its sides is missing."""
        token = self._take()
        if before is None:
            self._repair("Nothing stands before {token} {here}; left out.", token)
        if self._peek(Mark.AND) or self._peek(Mark.OR):
            raise operators_meet(self.text, token, self.tokens[self.at])
        if not self._operand_follows():
            self._repair("Nothing follows {token} {here}; left out.", token)

    def _drop_plus(self, token: Token) -> None:
        if any(other.mark is Mark.OR for other in self.tokens):
            raise not_available("The sign + beside OR", self.text, token.start, token.end, "")
        self.notes.append("All words are required anyway; the + was left out.")

    def _repair(self, message: str, token: Token) -> None:
        self.repairs.append(repair(message, token))


_ALONE = frozenset({Mark.AND, Mark.OR, Mark.NOT, Mark.PLUS})
_READERS: dict[Kind, Callable[..., Node]] = {
    Kind.LANGUAGE: language,
    Kind.PERIOD: period,
    Kind.GAP: gap,
}


def _joined(parts: list[Part]) -> Part:
    """All of them; `*` adds nothing."""
    real = [part for part in parts if part is not None]
    nodes = tuple(part for part in real if not isinstance(part, _Everything))
    if not nodes:
        return EVERYTHING if real else None
    return nodes[0] if len(nodes) == 1 else And(nodes)


def _alternatives(parts: list[Part]) -> Part:
    """Any of them; `*` swallows the rest."""
    real = [part for part in parts if part is not None]
    nodes = tuple(part for part in real if not isinstance(part, _Everything))
    if len(nodes) < len(real):
        return EVERYTHING
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Or(nodes)
