"""Parsing of operands: a word, a phrase, a value of a field, a group in brackets, a count."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.analysis import has_words, printed_words
from archive.search.fields import Field, Kind
from archive.search.language.combining import EVERYTHING, Everything, Part
from archive.search.language.cursor import Cursor
from archive.search.language.faults import (
    BRACKETS,
    MAX_PATTERNS,
    MAX_PHRASE,
    bare_star,
    inclusion_note,
    long_phrase,
    spelling_notes,
    too_deep,
    too_many_patterns,
    unplaced,
    whole_names,
)
from archive.search.language.leaves import leaf
from archive.search.language.marks import Mark, Token
from archive.search.language.placing import can_stand, count_patterns, on_each, why_not
from archive.search.language.readings import reading
from archive.search.language.values import READERS, Value
from archive.search.query import AtLeast, InQuotation, Named, Node
from archive.text.messages import said


@dataclass(frozen=True, slots=True)
class Scope:
    """Field prefix of a part; `is_grouped`: with a bracket between."""

    field: Field | None = None
    possibly: bool = False
    grouped: bool = False


class Operands(Cursor):
    """Parser of operands; `grammar.QueryParser` adds the operators."""

    depth = 0
    patterns = 0

    def either(self, scope: Scope) -> Part:
        """Parse alternatives separated by OR."""
        raise NotImplementedError

    def negated(self, scope: Scope) -> Part:
        """Parse an operand with any NOT, `-` or `+` before it."""
        raise NotImplementedError

    def operand(self, scope: Scope) -> Part:
        """Parse the operand that begins here."""
        token = self.take()
        if self.depth >= BRACKETS:
            raise too_deep(token)
        self.depth += 1
        try:
            return self._operand(token, scope)
        finally:
            self.depth -= 1

    def _operand(self, token: Token, scope: Scope) -> Part:
        match token.mark:
            case Mark.OPEN:
                return self._bracketed(token, scope)
            case Mark.FIELD:
                return self._field(token)
            case Mark.AT_LEAST:
                return self._at_least(token, scope)
            case Mark.STAR:
                if scope.field is None:
                    return EVERYTHING
                raise bare_star(self.place(token), scope.field)
            case Mark.NOT | Mark.PLUS:  # behind a prefix: title:-talks
                self.at -= 1
                return self.negated(scope)
        return self._value(token, scope)

    def _bracketed(self, opening: Token, scope: Scope) -> Part:
        inner = Scope(scope.field, scope.possibly, grouped=scope.field is not None)
        node = self.either(inner)
        if self.peek(Mark.CLOSE):
            self.at += 1
        elif node is not None:
            self.repair("The bracket {here} is not closed; closed at the end.", opening)
        if node is None:
            self.repair("Nothing stands in the bracket {here}; left out.", opening)
        return node

    def _field(self, token: Token) -> Part:
        if not self.follows(token):
            return None
        if token.field is None or token.field.kind is not Kind.QUOTE:
            return self.operand(Scope(token.field, token.possibly))
        node = self.operand(Scope())
        if node is None:
            return None
        quoted = None if isinstance(node, Everything) else on_each(node, InQuotation)
        if quoted is None:
            raise unplaced(self.stretch(token), token, "* and counts have no place", None)
        return quoted

    def _at_least(self, token: Token, scope: Scope) -> Part:
        """Parse the operand of `ATLEAST5(aleppo)`."""
        if not self.follows(token):
            return None
        node = self.operand(scope)
        if node is None:
            return None
        if isinstance(node, Everything):
            raise unplaced(self.stretch(token), token, "* has no place", None)

        def counted(part: Node) -> Node:
            return AtLeast(part, token.number)

        if not can_stand(node):
            instead = on_each(node, counted)
            raise unplaced(self.stretch(token), token, why_not(node), instead, self.mode)
        made = counted(node)
        self.read_as(
            self.place(token),
            said("{number} times or more in one article", number=token.number),
            made,
        )
        return made

    def _value(self, token: Token, scope: Scope) -> Part:
        """Parse one word, phrase, range or name under its field."""
        words = printed_words(token.text)
        if len(words) > MAX_PHRASE:
            raise long_phrase(self.place(token), words)
        node = self._known(token, scope.field, scope) if scope.field else None
        if node is None and not has_words(token.text):
            if token.mark is Mark.PHRASE:
                self.repair("The quotation {here} has no word in it; left out.", token)
            else:
                self.repair("‘{token}’ {here} has no word in it; left out.", token)
            return None
        if not token.closed:
            self.repair(
                "The quotation {here} is not closed; read as “{read}”.", token, read=token.text
            )
        if node is None:
            self.notes += spelling_notes(token)
            node = leaf(token, self.place(token), scope.field.name if scope.field else "text")
            self.patterns += count_patterns(node)
            if self.patterns > MAX_PATTERNS:
                raise too_many_patterns(self.place(token))
        self.read_as(self.stretch(token), reading(node), node)
        return node

    def _known(self, token: Token, field: Field, scope: Scope) -> Node | None:
        """Return the node of a metadata field; None for a field of words."""
        if read := READERS.get(field.kind):
            self.notes += inclusion_note(field, token)
            return read(Value(token, self.place(token), field, scope.possibly, self.today))
        if field.kind is not Kind.NAME or not has_words(token.text):
            return None
        if token.mark not in (Mark.WORD, Mark.PHRASE) or token.number or token.pattern:
            raise whole_names(self.place(token), field, token)
        return Named(field.name, self._whole_name(token, scope))

    def _whole_name(self, token: Token, scope: Scope) -> str:
        """Take a name; in a bracket, adjacent words are one name: author:(Van Auken)."""
        words = [token.text]
        if token.mark is Mark.WORD and scope.grouped:
            while self.peek(Mark.WORD) and not self.is_but_not():
                words.append(self.take().text)
        return " ".join(words)
