"""Parser: tokens to a tree, with operator precedence and repairs.

From tight to loose: quotation marks and brackets; field prefixes; proximity; NOT; AND (also when
nothing stands between two words); OR.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from archive.search.language.combining import (
    Everything,
    Part,
    alternatives,
    any_of,
    joined,
    required,
)
from archive.search.language.cursor import LEAVES
from archive.search.language.faults import (
    BRACKETS,
    MAX_DEPTH,
    MAX_LEAVES,
    chain_too_long,
    error,
    mixed_note,
    nothing_left,
    operator_alone,
    operators_meet,
    small_operator_notes,
    too_deep,
    too_many_words,
    unplaced,
)
from archive.search.language.marks import Mark, Token
from archive.search.language.nearness import MOST_IN_CHAIN, Nearness
from archive.search.language.operands import Operands, Scope
from archive.search.language.places import Place
from archive.search.language.placing import can_stand, spread, why_not
from archive.search.query import And, Node, Not, Or
from archive.search.request import Match
from archive.text.messages import said

_ALONE = frozenset({Mark.AND, Mark.OR, Mark.NOT, Mark.PLUS, Mark.NEAR})


@dataclass(slots=True)
class _Musts:
    """Nodes marked with `+` in one OR group."""

    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class _Chain:
    """Operands joined by one proximity operator so far, and their span.

    `depth`: how many chains of other operators are nested in the first operand.
    """

    operands: list[Part]
    place: Place
    depth: int = 0
    operators: list[Token] = field(default_factory=list)
    negated: bool = False

    @property
    def near(self) -> Nearness:
        """Proximity operator of the chain."""
        return self.operators[0].near or Nearness()

    @property
    def is_too_long(self) -> bool:
        """True if there are more operands than can be matched in any order."""
        return not self.near.ordered and len(self.operands) > MOST_IN_CHAIN

    def goes_on(self, operator: Token, *, negated: bool) -> bool:
        """Return whether the operator extends the chain; negated chains have two operands only."""
        return operator.near == self.near and not negated and not self.negated


class Grammar(Operands):
    """Parser of one text. Call `parse()` once, then read `repairs`, `notes` and `parts`."""

    def __init__(self, text: str, today: date, mode: Match = Match.ALL) -> None:
        super().__init__(text, today, mode)
        self._musts: list[_Musts] = []

    def read(self) -> Node | None:
        """Return the tree (None: everything), or raise QuerySyntaxError if nothing can be run."""
        if self.tokens and all(token.mark in _ALONE for token in self.tokens):
            raise operator_alone(self.text, self.tokens)
        if (leaves := sum(token.mark in LEAVES for token in self.tokens)) > MAX_LEAVES:
            raise too_many_words(Place(self.text, 0, len(self.text)), leaves)
        parts: list[Part] = []
        while self.at < len(self.tokens):
            parts.append(self.either(Scope()))
            if self.peek(Mark.CLOSE):
                self.repair("The closing bracket {here} opens nowhere; left out.", self.take())
        node = self._side_by_side(parts)
        if node is None and self.tokens:
            raise nothing_left(self.text, self.repairs)
        self.notes += small_operator_notes(self.tokens)
        return None if isinstance(node, Everything) else node

    def either(self, scope: Scope) -> Part:
        """Parse alternatives separated by OR."""
        parts: list[Part] = []
        mixed = False
        self._musts.append(_Musts())
        while True:
            between, is_and = self._between_ors(scope)
            mixed = mixed or is_and
            parts += between
            if not self.peek(Mark.OR):
                break
            self._operator(parts[-1])
        musts = self._musts.pop()
        node = self._with_musts(alternatives(parts), musts)
        if mixed and not musts.nodes and len(parts) > 1 and not isinstance(node, Everything | None):
            self.notes.append(mixed_note(said("AND binds before OR"), node, self.mode))
        return node

    def _between_ors(self, scope: Scope) -> tuple[list[Part], bool]:
        """Return the alternatives up to the next OR, and whether one of them is an AND without
        brackets.

        Adjacent parts are one alternative, or one each in `MatchMode.ANY`.
        """
        start, groups = self.at, self._all(scope)
        if self.mode is Match.ANY:
            return any_of(groups, of_values=scope.grouped)
        part = joined([part for group in groups for part in group])
        return [part], self._is_bare_and(part, start)

    def _side_by_side(self, parts: list[Part]) -> Part:
        """Combine parts separated by an unmatched closing bracket."""
        if self.mode is Match.ALL:
            return joined(parts)
        return alternatives(any_of([[part] for part in parts], of_values=False)[0])

    def _with_musts(self, node: Part, musts: _Musts) -> Part:
        """Make operands of `+` required beside OR and in `MatchMode.ANY`.

        Elsewhere all are required anyway.
        """
        if not musts.nodes or isinstance(node, Everything | None):
            return node
        read = required(node, tuple(dict.fromkeys(musts.nodes)))
        if node in (read, *musts.nodes) or (self.mode is Match.ALL and not isinstance(node, Or)):
            self.notes.append(said("All words are required anyway; the + was left out."))
            return node
        why = said("+ beside OR makes a word required")
        if self.mode is Match.ANY:
            why = said("+ makes a word required")
        self.notes.append(mixed_note(why, read, self.mode))
        return read

    def _all(self, scope: Scope) -> list[list[Part]]:
        """Parse parts up to the next OR, in groups; AND was typed between the parts of a group."""
        groups: list[list[Part]] = [[]]
        is_joined = True
        while self.at < len(self.tokens):
            token, before = self.tokens[self.at], groups[-1]
            if token.mark is Mark.AND:
                self._operator(before[-1] if before else None)
                is_joined = True
            elif token.mark is Mark.NEAR:
                self.repair("Nothing stands before {token} {here}; left out.", self.take())
            elif self.operand_follows():
                if before and self.is_but_not():
                    self.at += 1
                if not is_joined:
                    groups.append([])
                groups[-1].append(self.negated(scope))
                is_joined = False
            else:
                break
        return groups

    def negated(self, scope: Scope) -> Part:
        """Parse an operand with any NOT, `-` or `+` before it."""
        negations, must = 0, False
        while self.peek(Mark.NOT) or self.peek(Mark.PLUS):
            token = self.take()
            if token.mark is Mark.PLUS:
                must = True
                continue
            negations += 1
            if not self.follows(token):
                return None
        first = self.tokens[self.at]
        if negations > BRACKETS:
            raise too_deep(first)
        node: Part = self._near(scope)
        if negations and isinstance(node, Everything):
            raise error(
                said("Everything without everything is nothing. Leave out NOT *."), "nothing", first
            )
        if isinstance(node, Everything | None):
            return node
        for _ in range(negations):
            node = Not(node)
        if must:
            self._musts[-1].nodes.append(node)
        return node

    # Proximity

    def _near(self, scope: Scope) -> Part:
        """Parse operands of proximity operators: equal operators make a chain, different ones bind
        from left to right."""
        first, kinds = self.tokens[self.at], set()
        chain = _Chain([self.operand(scope)], self.stretch(first))
        while step := self._nearness():
            token, negated = step
            self._refuse_meeting(token)
            if not self.follows(token):
                break
            self._refuse_negated_operand(token)
            if chain.operators and not chain.goes_on(token, negated=negated):
                chain = _Chain([self._placed(chain)], chain.place, chain.depth + 1)
                if chain.depth > MAX_DEPTH:
                    raise too_deep(token)
            self._link(chain, token, self.operand(scope), negated=negated)
            chain.place = self.stretch(first)
            kinds |= {(one.near, chain.negated) for one in chain.operators}
        node = self._placed(chain)
        if len(kinds) > 1 and not isinstance(node, Everything | None):
            why = said("Nearness binds from left to right")
            self.notes.append(mixed_note(why, node, self.mode))
        return node

    def _link(self, chain: _Chain, operator: Token, operand: Part, *, negated: bool) -> None:
        """Append an operand, unless it or the one before it was dropped."""
        if operand is None or chain.operands == [None]:
            if operand is not None:
                chain.operands = [operand]
            self.repair("{token} {here} has nothing on one side; left out.", operator)
            return
        chain.operands.append(operand)
        chain.operators.append(operator)
        chain.negated = negated
        if chain.is_too_long:
            raise chain_too_long(self.place(operator), operator.printed)

    def _nearness(self) -> tuple[Token, bool] | None:
        """Take the next proximity operator; return it and whether NOT stands before it."""
        if self.peek(Mark.NEAR):
            return self.take(), False
        for length in (2, 3):  # AND NOT W/5 is the same
            following = self.tokens[self.at : self.at + length]
            if [token.mark for token in following] == [Mark.AND, Mark.NOT, Mark.NEAR][-length:]:
                self.at += length
                return following[-1], True
        return None

    def _refuse_negated_operand(self, operator: Token) -> None:
        if not self.peek(Mark.NOT):
            return
        place = Place(self.text, operator.start, self.tokens[self.at].end)
        raise place.fault(
            said(
                "To exclude what stands near, write NOT before {printed} ({here}).",
                printed=operator.printed,
                here=place.here,
            ),
            "not-near",
            f"NOT {operator.printed} ",
        )

    def _placed(self, chain: _Chain) -> Part:
        """Build the proximity node, or raise the error that explains why the operands cannot be
        near."""
        if not chain.operators:
            return chain.operands[0]
        token, near, place = chain.operators[0], chain.near, chain.place
        nodes = tuple(one for one in chain.operands if not isinstance(one, Everything | None))
        if len(nodes) < len(chain.operands):
            raise unplaced(place, token, "* has no place in a text", None)
        if chain.negated and near.unit:
            why = "NOT goes with a number only"
            raise unplaced(place, token, why, And((nodes[0], Not(nodes[1]))), self.mode)
        join, bordered = near.not_of if chain.negated else near.of, near.unit is not None
        if not can_stand(*nodes, bordered=bordered):
            why = why_not(*nodes, bordered=bordered)
            instead = spread(join, nodes, bordered=bordered)
            raise unplaced(place, token, why, instead, self.mode)
        node, reading = join(nodes), near.reading(len(nodes))
        if chain.negated:
            reading = said("the first without the second {nearness}", nearness=reading)
        for operator in chain.operators:
            self.read_as(self.place(operator), reading, node)
        return node

    # AND beside OR

    def _is_bare_and(self, part: Part, start: int) -> bool:
        """Return whether `part` is an AND that no bracket encloses."""
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

    def _operator(self, before: Part) -> None:
        """Take AND or OR; note a repair if one of its sides is missing."""
        token = self.take()
        if before is None:
            self.repair("Nothing stands before {token} {here}; left out.", token)
        self._refuse_meeting(token)
        self.follows(token)

    def _refuse_meeting(self, token: Token) -> None:
        """Raise for adjacent operators: AND OR, W/5 AND."""
        if self.peek(Mark.AND) or self.peek(Mark.OR) or self.peek(Mark.NEAR):
            raise operators_meet(self.text, token, self.tokens[self.at])
