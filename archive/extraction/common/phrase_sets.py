"""Sets of phrases written as regular expressions: each is tried only in texts that have words of it.

Most texts have none of some hundred phrases, and one expression of all of them tries each at every character. Every
match of a phrase has one of a few plain strings in it (`find_literals`), and whether a text has those is a search in C.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

_PHRASE_BREAK: Final = re.compile(r"  |\n")
_OPTIONAL: Final = re.compile(r"[?*]|\{0?,")
_QUANTIFIER: Final = re.compile(r"[?*+]|\{\d*,?\d*\}")
_ATOM: Final = re.compile(r"\[\^?\]?[^\]]*\]|\\.|.", re.DOTALL)
_PLAIN_GROUP: Final = "(?:"
MAX_QUANTIFIER: Final = 12  # characters


class PhraseSet:
    """Phrases of one kind; regular expressions without case, one a line or parted by two blanks."""

    def __init__(self, phrases: str) -> None:
        parts = filter(None, _PHRASE_BREAK.split(phrases))
        self._pairs = [(literal, phrase) for phrase in parts for literal in find_literals(phrase)]

    def select(self, text: str) -> "PhraseSet":
        """Return the set of the phrases that parts of a text may have: those whose words are in it."""
        lowered = text.lower()
        selected = PhraseSet("")
        selected._pairs = [(literal, phrase) for literal, phrase in self._pairs if literal in lowered]
        return selected

    def iter_matches(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the first match of each phrase that is in a text; of some more than once."""
        lowered = text.lower()
        for literal, phrase in self._pairs:
            if literal in lowered and (match := _compile_phrase(phrase).search(text)):
                yield match

    def is_in(self, text: str) -> bool:
        """Return whether a text has a phrase of this set."""
        return next(self.iter_matches(text), None) is not None


@cache
def _compile_phrase(phrase: str) -> re.Pattern[str]:
    return re.compile(phrase, re.IGNORECASE)


def find_literals(phrase: str) -> tuple[str, ...]:
    """Return strings in lower case of which every match of an expression has one; the empty string if none is sure."""
    atoms = _ATOM.findall(phrase)
    candidates: list[tuple[str, ...]] = [("",)]
    run = ""
    position = 0
    while position < len(atoms):
        atom, next_position = atoms[position], position + 1
        if atom == "(":
            next_position = _find_group_end(atoms, position)
        rest = "".join(atoms[next_position : next_position + MAX_QUANTIFIER])
        is_sure = _OPTIONAL.match(rest) is None
        if is_sure and (char := _read_character(atom)):
            run += char
        if not is_sure or not _read_character(atom) or _QUANTIFIER.match(rest):
            candidates.append((run,))
            run = ""
        if atom == "(" and is_sure:
            candidates.append(_find_group_literals("".join(atoms[position:next_position])))
        position = next_position + _count_quantifier(rest)
    candidates.append((run,))
    return max(candidates, key=lambda literals: min(map(len, literals)))


def _read_character(atom: str) -> str:
    """Return the character that a atom stands for, in lower case; empty for classes, places and groups."""
    if atom.startswith("\\"):
        return "" if atom[1].isalnum() else atom[1]
    return atom.lower() if len(atom) == 1 and atom not in ".^$()[]{}|?*+" else ""


def _count_quantifier(rest: str) -> int:
    match = _QUANTIFIER.match(rest)
    return match.end() if match else 0


def _find_group_end(atoms: list[str], start: int) -> int:
    """Return the position behind the bracket that closes a group."""
    depth = 0
    for position in range(start, len(atoms)):
        depth += (atoms[position] == "(") - (atoms[position] == ")")
        if depth == 0:
            return position + 1
    return len(atoms)


def _find_group_literals(group: str) -> tuple[str, ...]:
    """Return strings of which every match of a group has one."""
    if not group.startswith(_PLAIN_GROUP):
        return ("",)
    parts, depth = [""], 0
    for atom in _ATOM.findall(group[len(_PLAIN_GROUP) : -1]):
        depth += (atom == "(") - (atom == ")")
        if atom == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += atom
    return tuple(literal for part in parts for literal in find_literals(part))
