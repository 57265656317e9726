"""Numbers in which the outlets of a story differ: those of one quantity, by its noun, what governs it and its names."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations
from math import floor, log10
from typing import Final

from archive.stories.figure_context import MEASURES, FigureContext
from archive.text.numbers import Figure

MAX_SHOWN: Final = 12
MAX_PER_NOUN: Final = 400  # figures compared per noun
MAX_RATIO: Final = 2.0  # of two figures of one quantity
MAX_CASUALTY_RATIO: Final = 3.0  # counts of the dead and injured rise, …
MAX_CASUALTY_RATIO_ELSEWHERE: Final = 1.5  # … but not so far where the sentences name no place in common
NEAR_RATIO: Final = 1.25  # of sums that need no common verb
MIN_WORDS: Final = 2  # content words in common, with the governing one
MIN_WORDS_OF_MEASURES: Final = 3
MIN_SHARE_OF_MEASURES: Final = 0.6  # … and of the words of the shorter sentence, where no names are printed
MAX_DAYS: Final = 1  # between the articles: later ones tell of later quantities
MAX_DAYS_OF_CASUALTIES: Final = 14
MAX_FIGURES_OF_OUTLET: Final = 2  # of one quantity; who gives more counts several things
_HEDGED_RATIO: Final = 1.05
_MIN_ROUNDED: Final = 100  # smaller numbers are counted, not rounded
MAX_HEADING_WORDS: Final = 2


@dataclass(frozen=True)
class FigureMention:
    """A figure in an article, with the keys of article and outlet, the number of its paragraph and the day."""

    article: int
    outlet: int | None
    paragraph: int
    figure: Figure
    language: str = ""
    day: date | None = None

    @cached_property
    def context(self) -> FigureContext:
        """The figure with what its sentence says of it."""
        return FigureContext(self.figure, self.language)


@dataclass(frozen=True, slots=True)
class FigureDiscrepancy:
    """One quantity with every figure reported for it, the smallest first; `about` are words that say which it is."""

    noun: str
    about: tuple[str, ...]
    mentions: tuple[FigureMention, ...]


def find_discrepancies(mentions: Sequence[FigureMention]) -> list[FigureDiscrepancy]:
    """Return the quantities for which at least two outlets report different figures."""
    by_noun: defaultdict[str, list[FigureMention]] = defaultdict(list)
    for mention in mentions:
        by_noun[mention.figure.noun].append(mention)
    discrepancies: dict[tuple[str, tuple[str, ...]], FigureDiscrepancy] = {}
    for noun, of_noun in sorted(by_noun.items()):
        comparable = [mention for mention in of_noun[:MAX_PER_NOUN] if mention.context.is_comparable]
        for group in _group_mentions(comparable):
            if _do_outlets_differ(group, of_noun):
                group.sort(key=lambda mention: (mention.figure.value, mention.article))
                about = _choose_heading(group)
                discrepancies.setdefault((noun, about), FigureDiscrepancy(noun, about, tuple(group)))
    by_outlets = sorted(discrepancies.values(), key=lambda row: -len({mention.outlet for mention in row.mentions}))
    return by_outlets[:MAX_SHOWN]


def _group_mentions(mentions: list[FigureMention]) -> list[list[FigureMention]]:
    """Group figures of one noun by the quantity that they give: like one in the group, and against none."""
    groups: list[list[FigureMention]] = []
    for mention in mentions:
        for members in groups:
            if any(_are_same_quantity(member, mention) for member in members) and not any(
                _are_other_quantities(member, mention) for member in members
            ):
                members.append(mention)
                break
        else:
            groups.append([mention])
    return groups


def _are_other_quantities(first: FigureMention, second: FigureMention) -> bool:
    """Return whether two figures cannot be of one quantity."""
    if first.figure.value != second.figure.value and first.article == second.article:
        return True
    one, other = first.context, second.context
    days = MAX_DAYS_OF_CASUALTIES if one.casualties & other.casualties else (0 if one.is_rate else MAX_DAYS)
    if first.day and second.day and abs((first.day - second.day).days) > days:
        return True
    if (
        one.has_other_time(other)
        or one.is_rate != other.is_rate
        or (one.casualties and other.casualties and one.casualties.isdisjoint(other.casualties))
    ):
        return True
    limit = MAX_RATIO
    if one.casualties & other.casualties:
        have_other_names = one.names and other.names and one.names.isdisjoint(other.names)
        limit = MAX_CASUALTY_RATIO_ELSEWHERE if have_other_names else MAX_CASUALTY_RATIO
    return _compute_ratio(first, second) > limit


def _are_same_quantity(first: FigureMention, second: FigureMention) -> bool:
    """Return whether two figures count the same: by what governs both, or by names where they are nearly equal."""
    if _are_other_quantities(first, second):
        return False
    one, other = first.context, second.context
    if one.casualties & other.casualties:
        return True
    shared_words = len(one.words & other.words)
    is_near = _compute_ratio(first, second) <= NEAR_RATIO
    have_common_governor = bool(one.governors & other.governors)
    if first.figure.noun not in MEASURES:
        is_other_subject = one.names and other.names and one.names.isdisjoint(other.names)
        return have_common_governor and not is_other_subject and shared_words >= MIN_WORDS - is_near
    if not is_near or shared_words < MIN_WORDS_OF_MEASURES:
        return False
    if one.names and other.names:
        is_one_subject = one.names <= other.names or other.names <= one.names
        return is_one_subject and (have_common_governor or not one.is_rate)
    share = shared_words / max(1, min(len(one.words), len(other.words)))
    return have_common_governor and shared_words > MIN_WORDS_OF_MEASURES and share >= MIN_SHARE_OF_MEASURES


def _compute_ratio(first: FigureMention, second: FigureMention) -> float:
    small, large = sorted((first.figure.value, second.figure.value))
    return large / small if small > 0 else 1.0


def _do_outlets_differ(group: Sequence[FigureMention], of_noun: Iterable[FigureMention]) -> bool:
    """Return whether two outlets give different figures, neither of them the other's anywhere."""
    all_values, values = (_collect_values(mentions) for mentions in (of_noun, group))
    if max(map(len, values.values())) > MAX_FIGURES_OF_OUTLET:
        return False
    pairs = ((one, other) for one, other in combinations(group, 2) if one.outlet != other.outlet)
    return any(
        not _are_one_number(one, other)
        and one.figure.value not in all_values[other.outlet]
        and other.figure.value not in all_values[one.outlet]
        for one, other in pairs
    )


def _collect_values(mentions: Iterable[FigureMention]) -> dict[int | None, set[float]]:
    values: defaultdict[int | None, set[float]] = defaultdict(set)
    for mention in mentions:
        values[mention.outlet].add(mention.figure.value)
    return values


def _are_one_number(first: FigureMention, second: FigureMention) -> bool:
    """Return whether two figures are one number, exact and rounded: 118 and nearly 120, 2.35 and 2.4 million."""
    small, large = sorted((first, second), key=lambda mention: mention.figure.value)
    if small.figure.value == large.figure.value:
        return True
    if small.figure.value <= 0 or large.figure.value < _MIN_ROUNDED:
        return False
    if _compute_ratio(small, large) <= _HEDGED_RATIO and (small.context.is_hedged or large.context.is_hedged):
        return True
    return any(_is_rounded(one.figure.value, other.figure.value) for one, other in ((small, large), (large, small)))


def _is_rounded(rounded: float, exact: float) -> bool:
    """Return whether a number is the other with fewer digits, but more than one."""
    digits = len(f"{rounded:.6e}".split("e")[0].rstrip("0").replace(".", ""))
    scale = 10 ** (floor(log10(exact)) - digits + 1)
    return digits > 1 and abs(rounded - exact) <= scale / 2


def _choose_heading(group: Sequence[FigureMention]) -> tuple[str, ...]:
    """Return the words that most of the sentences have in common, those next to the figure first."""
    governing = Counter(stem for mention in group for stem in mention.context.governors)
    counts = Counter(stem for mention in group for stem in mention.context.words)
    common = [stem for stem, count in counts.items() if count > 1]
    common.sort(key=lambda stem: (-governing[stem], -counts[stem], stem))
    forms = {stem: form for mention in reversed(group) for stem, form in mention.context.printed.items()}
    return tuple(forms.get(stem, stem).lower() for stem in common[:MAX_HEADING_WORDS])
