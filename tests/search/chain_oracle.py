"""Chains of nearness read as the guide words them, by trying everything on plain lists of words.

The oracle of chains. It takes questions apart from their text no more than the archive's code is
asked to: a question here is made of the classes below, which know how they are written.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import groupby, pairwise, product


@dataclass(frozen=True)
class Document:
    """Paragraphs of sentences of words; words are numbered from the first on."""

    paragraphs: tuple

    @property
    def words(self):
        return [word for paragraph in self.paragraphs for one in paragraph for word in one]

    @property
    def text(self):
        return "\n\n".join(
            " ".join(f"{' '.join(one).capitalize()}." for one in paragraph) for paragraph in self.paragraphs
        )

    def units(self, unit):
        """For each word the number of its sentence (S) or paragraph (P)."""
        numbers, sentence = [], 0
        for number, paragraph in enumerate(self.paragraphs):
            for one in paragraph:
                sentence += 1
                numbers += [sentence if unit == "S" else number] * len(one)
        return numbers


# An occurrence is the numbers of the words that were met.


@dataclass(frozen=True)
class Word:
    pattern: str

    @property
    def syntax(self):
        return self.pattern

    def occurrences(self, document):
        return {frozenset({at}) for at, word in enumerate(document.words) if fnmatchcase(word, self.pattern)}


@dataclass(frozen=True)
class Phrase:
    words: tuple

    @property
    def syntax(self):
        return f'"{" ".join(self.words)}"'

    def occurrences(self, document):
        long, words = len(self.words), document.words
        return {
            frozenset(range(at, at + long)) for at in range(len(words)) if tuple(words[at : at + long]) == self.words
        }


@dataclass(frozen=True)
class Any:
    parts: tuple

    @property
    def syntax(self):
        return f"({' OR '.join(part.syntax for part in self.parts)})"

    def occurrences(self, document):
        return {one for part in self.parts for one in part.occurrences(document)}


@dataclass(frozen=True)
class Chain:
    """Operands, and what stands between each two: `W/3`, `PRE/3`, `W/S`, `W/P`, `NOT W/3`."""

    operands: tuple
    operators: tuple

    @property
    def syntax(self):
        return f"({self.flat})"

    @property
    def flat(self):
        """Without brackets around it."""
        pieces = [self.operands[0].syntax]
        for operator, operand in zip(self.operators, self.operands[1:], strict=True):
            pieces += [operator, operand.syntax]
        return " ".join(pieces)

    @property
    def nested(self):
        """The chain with brackets so that each pair holds one operator only, from left to right."""
        first, rest = self.operands[0], self.operands[1:]
        for operator, same in groupby(self.operators):
            count = len(list(same))
            for size in [1] * count if operator.startswith("NOT") else [count]:
                first = Chain((first, *rest[:size]), (operator,) * size)
                rest = rest[size:]
        return first

    def occurrences(self, document):
        whole = self.nested
        if whole != self:
            return whole.occurrences(document)
        operator = self.operators[0]
        each = [one.occurrences(document) for one in self.operands]
        if operator.startswith("NOT"):
            wanted, unwanted = each
            far = int(operator.partition("/")[2])
            return {one for one in wanted if not any(_measure_distance(one, other) <= far for other in unwanted)}
        return {frozenset().union(*some) for some in product(*each) if _is_match(some, operator, document)}


def _measure_distance(one, other):
    """The number of words from one to the other; 0 where they overlap."""
    return max(min(other) - max(one), min(one) - max(other), 0)


def _is_match(some, operator, document):
    """Whether these occurrences, one of each operand, stand as the operator asks."""
    kind, _, how = operator.partition("/")
    in_text = sorted(some, key=min)
    steps = list(pairwise(in_text))
    if any(min(after) <= max(before) for before, after in steps):
        return False  # one shares a word with another, or stands inside it
    if how in "SP":
        units = document.units(how)
        return len({units[at] for one in some for at in range(min(one), max(one) + 1)}) == 1
    if kind == "PRE" and in_text != list(some):
        return False
    return all(min(after) - max(before) <= int(how) for before, after in steps)
