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

from archive.text.figures import MONEY_UNITS, Figure
from archive.text.function_words import is_function_word
from archive.text.terms import stem_word

MAX_SHOWN: Final = 12
"""Maximum number of discrepancies."""
MAX_PER_NOUN: Final = 400
"""Maximum number of figures compared per noun."""

_NEARBY_WORDS: Final = 8
_FAR_RATIOS: Final = (3, 10)
"""Ratios of two figures at which more shared words are required."""
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_CLAUSE_BREAK: Final = re.compile(r"[;:—–]")
_WEEKDAY: Final = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_NOISE_WORDS: Final = frozenset(
    "said says people year years month months week weeks days hour hours time times".split()
)
_MEASURES: Final = MONEY_UNITS | frozenset(
    "kilometres kilometers miles metres meters feet centimetres centimeters inches kilograms tonnes"
    " tons litres liters acres hectares barrels votes points".split()
)


@dataclass(frozen=True, slots=True)
class FigureMention:
    """A figure in an article, with the keys of article and outlet, and the paragraph number."""

    article: int
    outlet: int | None
    paragraph: int
    figure: Figure
    language: str = ""


@dataclass(frozen=True, slots=True)
class FigureDiscrepancy:
    """One thing with every figure reported for it, the smallest first."""

    noun: str
    mentions: tuple[FigureMention, ...]


def find_discrepancies(mentions: Sequence[FigureMention]) -> list[FigureDiscrepancy]:
    """Return the things for which at least two outlets report different figures."""
    by_noun: dict[str, list[FigureMention]] = {}
    for mention in mentions:
        by_noun.setdefault(mention.figure.noun, []).append(mention)
    discrepancies = [
        FigureDiscrepancy(
            noun, tuple(sorted(group, key=lambda mention: (mention.figure.value, mention.article)))
        )
        for noun, mentions_of_noun in sorted(by_noun.items())
        for group in _group_mentions(mentions_of_noun[:MAX_PER_NOUN])
        if _is_discrepancy(group)
    ]
    return sorted(
        discrepancies,
        key=lambda mention: (
            -len({mentions_of_noun.outlet for mentions_of_noun in mention.mentions})
        ),
    )[:MAX_SHOWN]


def _is_discrepancy(group: list[FigureMention]) -> bool:
    """Return whether two outlets differ, each with at most two figures of its own."""
    values: dict[int | None, set[float]] = {}
    for mention in group:
        values.setdefault(mention.outlet, set()).add(mention.figure.value)
    has_different_values = len(values) > 1 and len(set.union(*values.values())) > 1
    return has_different_values and max(map(len, values.values())) <= 2


def _group_mentions(mentions: list[FigureMention]) -> Iterator[list[FigureMention]]:
    """Group figures by shared content words near them."""
    groups: list[tuple[set[str], list[FigureMention]]] = []
    for mention in mentions:
        words = _extract_nearby_stems(mention)
        for group_words, members in groups:
            if len(group_words & words) >= _count_required_words(
                members[0], mention
            ) and not _are_different_things(members[0], mention):
                members.append(mention)
                break
        else:
            groups.append((words, [mention]))
    return (members for _, members in groups)


def _count_required_words(first: FigureMention, second: FigureMention) -> int:
    """Return how many content words two figures must share to be of one thing."""
    small, large = sorted((first.figure.value, second.figure.value))
    return 1 + (first.figure.noun in _MEASURES) + sum(large > far * small for far in _FAR_RATIOS)


def _are_different_things(first: FigureMention, second: FigureMention) -> bool:
    """Return whether they are in one paragraph, or name weekdays and none in common."""
    if (first.article, first.paragraph) == (second.article, second.paragraph):
        return first.figure.value != second.figure.value
    weekdays = [
        set(_WEEKDAY.findall(mention.figure.before + mention.figure.after))
        for mention in (first, second)
    ]
    return all(weekdays) and weekdays[0].isdisjoint(weekdays[1])


def _extract_nearby_stems(mention: FigureMention) -> set[str]:
    """Return the stems of content words near a figure, without names."""
    text_before = _CLAUSE_BREAK.split(mention.figure.before)[-1]
    text_after = _CLAUSE_BREAK.split(mention.figure.after)[0]
    words = [
        *_WORD.findall(text_before)[-_NEARBY_WORDS:],
        *_WORD.findall(text_after)[:_NEARBY_WORDS],
    ]
    return {
        stem_word(word, mention.language)
        for word in words
        if word[0].islower()
        and word not in _NOISE_WORDS
        and not is_function_word(word, mention.language)
    }
