"""Numbers that outlets give differently for the same thing, as far as their words show it.

The rule: the same noun in the plural, and a telling word near both numbers; two such words where
the noun is money or a measure, which may be of anything.
Whether the outlets meant the same is for the reader: each number stands with its sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.text.figures import Figure

MOST: Final = 12
"""Things that are shown."""
MOST_FIGURES: Final = 400
"""Numbers of one noun that are compared with one another."""

_NEAR: Final = 8
_WORD = re.compile(r"[^\W\d_]{4,}")
_EMPTY: Final = frozenset(
    "about least more most than that this have been were with from into over they their there which"
    " when what some said says also after before while where would could only around nearly almost"
    " people last year years month months week weeks days today hour hours time times first next"
    " since until between among under other another such still only even very every".split()
)
_MEASURES: Final = frozenset(
    "marks dollars euros pounds francs crowns rubles rupees pesos kilometres kilometers miles"
    " metres meters feet centimetres centimeters inches kilograms tonnes tons litres liters acres"
    " hectares barrels votes points".split()
)


@dataclass(frozen=True, slots=True)
class Given:
    """A number as one article gives it: the article's key, its outlet's, the paragraph's number."""

    article: int
    outlet: int | None
    paragraph: int
    figure: Figure


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
    needed = 2 if given[0].figure.noun in _MEASURES else 1
    for one in given:
        words = _telling(one.figure)
        for shared, members in groups:
            if len(shared & words) >= needed:
                members.append(one)
                break
        else:
            groups.append((words, [one]))
    return (members for _, members in groups)


def _telling(figure: Figure) -> set[str]:
    """The first four letters of the words near a number, but for names and what tells nothing."""
    words = [*_WORD.findall(figure.before)[-_NEAR:], *_WORD.findall(figure.after)[:_NEAR]]
    return {word[:4] for word in words if word[0].islower() and word not in _EMPTY}
