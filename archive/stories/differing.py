"""Numbers that outlets give differently for the same thing, as far as their words show it.

The rule: the same noun in the plural, and a telling word near both numbers; two such words where
the noun is money or a measure, which may be of anything, and one more where one number is more than
three times the other, two more where it is more than ten times, which is hardly a difference in the
count of one thing. Sentences that name different days of the week tell of different moments, and
two numbers of one paragraph are of two things.
Whether the outlets meant the same is for the reader: each number stands with its sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.text.figures import MONEY, Figure
from archive.text.function_words import is_function_word
from archive.text.terms import stem

MOST: Final = 12
"""Things that are shown."""
MOST_FIGURES: Final = 400
"""Numbers of one noun that are compared with one another."""

_NEAR: Final = 8
_FAR: Final = (3, 10)
"""How many times as large a number is that is hardly, or not, another count of the same thing."""
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_STOP: Final = re.compile(r"[;:—–]")
_WEEKDAY: Final = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_EMPTY: Final = frozenset(
    "said says people year years month months week weeks days hour hours time times".split()
)
_MEASURES: Final = MONEY | frozenset(
    "kilometres kilometers miles metres meters feet centimetres centimeters inches kilograms tonnes"
    " tons litres liters acres hectares barrels votes points".split()
)


@dataclass(frozen=True, slots=True)
class Given:
    """A number as one article gives it: the article's key, its outlet's, the paragraph's number."""

    article: int
    outlet: int | None
    paragraph: int
    figure: Figure
    language: str = ""


@dataclass(frozen=True, slots=True)
class Differing:
    """One thing, and every number given for it, the smallest first."""

    noun: str
    given: tuple[Given, ...]


def differing(figures: Sequence[Given]) -> list[Differing]:
    """The things for which at least two outlets give numbers that are not the same."""
    by_noun: dict[str, list[Given]] = {}
    for one in figures:
        by_noun.setdefault(one.figure.noun, []).append(one)
    found = [
        Differing(noun, tuple(sorted(group, key=lambda one: (one.figure.value, one.article))))
        for noun, given in sorted(by_noun.items())
        for group in _groups(given[:MOST_FIGURES])
        if _differ(group)
    ]
    return sorted(found, key=lambda one: -len({given.outlet for given in one.given}))[:MOST]


def _differ(group: list[Given]) -> bool:
    """Whether two outlets give different numbers, and each outlet one or two of its own."""
    values: dict[int | None, set[float]] = {}
    for one in group:
        values.setdefault(one.outlet, set()).add(one.figure.value)
    several = len(values) > 1 and len(set.union(*values.values())) > 1
    return several and max(map(len, values.values())) <= 2


def _groups(given: list[Given]) -> Iterator[list[Given]]:
    """Figures that hang together by the telling words near them."""
    groups: list[tuple[set[str], list[Given]]] = []
    for one in given:
        words = _telling(one)
        for shared, members in groups:
            if len(shared & words) >= _needed(members[0], one) and not _are_apart(members[0], one):
                members.append(one)
                break
        else:
            groups.append((words, [one]))
    return (members for _, members in groups)


def _needed(one: Given, other: Given) -> int:
    """The telling words that two figures must share to be taken for counts of one thing."""
    small, large = sorted((one.figure.value, other.figure.value))
    return 1 + (one.figure.noun in _MEASURES) + sum(large > far * small for far in _FAR)


def _are_apart(one: Given, other: Given) -> bool:
    """Whether they stand in one paragraph, or name days of the week and no day in common."""
    if (one.article, one.paragraph) == (other.article, other.paragraph):
        return one.figure.value != other.figure.value
    days = [
        set(_WEEKDAY.findall(given.figure.before + given.figure.after)) for given in (one, other)
    ]
    return all(days) and days[0].isdisjoint(days[1])


def _telling(given: Given) -> set[str]:
    """The stems of the words near a number, but for names and what tells nothing."""
    before = _STOP.split(given.figure.before)[-1]
    after = _STOP.split(given.figure.after)[0]
    words = [*_WORD.findall(before)[-_NEAR:], *_WORD.findall(after)[:_NEAR]]
    return {
        stem(word, given.language)
        for word in words
        if word[0].islower() and word not in _EMPTY and not is_function_word(word, given.language)
    }
