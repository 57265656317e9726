"""Words and names that one outlet prints more often than the others do (Monroe et al. 2008)."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.text.languages import get_base_language, is_function_word, strip_contraction
from archive.text.normalize import JOINERS
from archive.text.similarity import stem_word

PRIOR: Final = 0.1
MIN_Z: Final = 1.96
MIN_COUNT: Final = 4  # printed by the outlet
MIN_LETTERS: Final = 3
MAX_WORDS: Final = 8  # of each kind
_WORD: Final = re.compile(rf"[^\W\d_](?:[^\W_]|['’{JOINERS}-](?=\w)){{2,}}")
_CAPITALISED_NOUNS: Final = frozenset({"de", "lb"})  # languages whose nouns look like names
_MIN_SHARE_OF_CAPITALS: Final = 0.9  # of the occurrences of a name
_PLAIN_WORDS: Final = frozenset(  # of news everywhere
    "said say says saying told tell tells asked added adding according including reported report reports year years"
    " month months week weeks day days time times today yesterday monday tuesday wednesday thursday friday saturday"
    " sunday one two three four five six seven eight nine ten first second third many much also even still just"
    " like make made makes get got going come came go went take took know think want wanted see seen new last next"
    " mr mrs ms people thing things way lot".split()
)


@dataclass(frozen=True, slots=True)
class PrintedWords:
    """Counts of words by stem, with the forms in which each was printed."""

    stems: Counter[str] = field(default_factory=Counter)
    forms: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def total(self) -> int:
        """Return the number of words."""
        return self.stems.total()

    def update(self, other: "PrintedWords") -> None:
        """Add the counts of another text."""
        self.stems.update(other.stems)
        for stem, forms in other.forms.items():
            self.forms[stem].update(forms)


@dataclass(frozen=True, slots=True)
class DistinctiveWord:
    """A word or name in its commonest form, with how often the outlet and the others print it."""

    word: str
    count: int
    elsewhere: int
    z: float
    is_name: bool = False


def count_words(text: str, language: str = "") -> PrintedWords:
    """Count the words of a text by stem, without contractions (`bank’s`, `l’orge`)."""
    counts = PrintedWords()
    for match in _WORD.finditer(text):
        form = strip_contraction(match[0], language)
        stem = stem_word(form, language)
        counts.stems[stem] += 1
        counts.forms[stem][form] += 1
    return counts


def find_distinctive_words(texts: Mapping[int, PrintedWords], language: str = "") -> dict[int, list[DistinctiveWord]]:
    """Return, for each key (an outlet), the words overrepresented against all others; names last."""
    all_counts = PrintedWords()
    for counts in texts.values():
        all_counts.update(counts)
    return {key: _rank_words(counts, all_counts, language) for key, counts in texts.items()}


def _rank_words(counts: PrintedWords, all_counts: PrintedWords, language: str) -> list[DistinctiveWord]:
    outlet_total, total = counts.total(), all_counts.total()
    rows = []
    for stem, count in counts.stems.items():
        forms = all_counts.forms[stem]
        if count < MIN_COUNT or any(_is_plain(form, language) for form in forms):
            continue
        elsewhere = all_counts.stems[stem] - count
        both_sides = ((count, outlet_total), (elsewhere, total - outlet_total))
        z = _compute_z(both_sides, PRIOR * all_counts.stems[stem], PRIOR * total)
        if z >= MIN_Z:
            is_name = _is_name(forms, language)
            form = counts.forms[stem].most_common(1)[0][0]
            rows.append(DistinctiveWord(form if is_name else form.lower(), count, elsewhere, round(z, 2), is_name))
    rows.sort(key=lambda row: (-row.z, row.word))
    return [row for kind in (False, True) for row in [row for row in rows if row.is_name == kind][:MAX_WORDS]]


def _is_plain(form: str, language: str) -> bool:
    """Return whether a word tells nothing of what an outlet writes about."""
    word = form.casefold()
    return len(word) < MIN_LETTERS or word in _PLAIN_WORDS or is_function_word(word, language)


def _is_name(forms: Counter[str], language: str) -> bool:
    """Return whether a word is nearly always capitalised; in German nouns are, too."""
    capitals = sum(count for form, count in forms.items() if form[0].isupper())
    return get_base_language(language) not in _CAPITALISED_NOUNS and capitals >= _MIN_SHARE_OF_CAPITALS * forms.total()


def _compute_z(both_sides: Sequence[tuple[int, int]], alpha: float, prior: float) -> float:
    """Return the z-score of a word from (count, total) here and elsewhere."""
    if not both_sides[1][1]:
        return 0.0
    odds, other_odds = (
        math.log((y + alpha) / (n + prior - y - alpha)) if n + prior > y + alpha else 0.0 for y, n in both_sides
    )
    return (odds - other_odds) / math.sqrt(sum(1 / (y + alpha) for y, _ in both_sides))
