"""Figures that outlets report differently for the same thing, judged by nearby words.

Two figures are compared if they have the same plural noun and share a content word near both; two
such words if the noun is money or a measure, which may be of anything; one more if one figure is
more than three times the other, two more if more than ten times. Figures whose sentences name
different weekdays, or of one paragraph, are of different things. Each figure is shown with its
sentence, for the reader to judge.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.text.figures import MONEY, Figure
from archive.text.function_words import is_function_word
from archive.text.terms import stem

MOST: Final = 12
"""Maximum number of discrepancies."""
MOST_FIGURES: Final = 400
"""Maximum number of figures compared per noun."""

_NEAR: Final = 8
_FAR: Final = (3, 10)
"""Ratios of two figures at which more shared words are required."""
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
    """A figure in an article, with the keys of article and outlet, and the paragraph number."""

    article: int
    outlet: int | None
    paragraph: int
    figure: Figure
    language: str = ""


@dataclass(frozen=True, slots=True)
class Differing:
    """One thing with every figure reported for it, the smallest first."""

    noun: str
    given: tuple[Given, ...]


def differing(figures: Sequence[Given]) -> list[Differing]:
    """Return the things for which at least two outlets report different figures."""
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
    """Return whether two outlets differ, each with at most two figures of its own."""
    values: dict[int | None, set[float]] = {}
    for one in group:
        values.setdefault(one.outlet, set()).add(one.figure.value)
    several = len(values) > 1 and len(set.union(*values.values())) > 1
    return several and max(map(len, values.values())) <= 2


def _groups(given: list[Given]) -> Iterator[list[Given]]:
    """Group figures by shared content words near them."""
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
    """Return how many content words two figures must share to be of one thing."""
    small, large = sorted((one.figure.value, other.figure.value))
    return 1 + (one.figure.noun in _MEASURES) + sum(large > far * small for far in _FAR)


def _are_apart(one: Given, other: Given) -> bool:
    """Return whether they are in one paragraph, or name weekdays and none in common."""
    if (one.article, one.paragraph) == (other.article, other.paragraph):
        return one.figure.value != other.figure.value
    days = [
        set(_WEEKDAY.findall(given.figure.before + given.figure.after)) for given in (one, other)
    ]
    return all(days) and days[0].isdisjoint(days[1])


def _telling(given: Given) -> set[str]:
    """Return the stems of content words near a figure, without names."""
    before = _STOP.split(given.figure.before)[-1]
    after = _STOP.split(given.figure.after)[0]
    words = [*_WORD.findall(before)[-_NEAR:], *_WORD.findall(after)[:_NEAR]]
    return {
        stem(word, given.language)
        for word in words
        if word[0].islower() and word not in _EMPTY and not is_function_word(word, given.language)
    }
