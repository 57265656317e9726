"""Words that one outlet uses more than the others on the same event (Monroe et al. 2008).

For a word w, y of n words in the outlet's articles and y' of n' in the others':

    δ = ln((y + a) / (n + A − y − a)) − ln((y' + a) / (n' + A − y' − a))
    z = δ / √(1 / (y + a) + 1 / (y' + a))

The prior is informative: a is a tenth of how often all the story's outlets print w, A a tenth of
all their words, so that common words need more to stand out. Words with a z of 1.96 or more are
returned, except function words.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from archive.text.function_words import is_function_word, without_contraction
from archive.text.normalize import JOINERS

PRIOR: Final = 0.1
LEAST_Z: Final = 1.96
LEAST_COUNT: Final = 3
LEAST_LETTERS: Final = 3
MOST: Final = 10

_WORD = re.compile(rf"[^\W\d_](?:[^\W_]|['’{JOINERS}-](?=\w)){{2,}}")


@dataclass(frozen=True, slots=True)
class Distinctive:
    """A word with its counts in the outlet and elsewhere, and the z-score of the difference."""

    word: str
    count: int
    elsewhere: int
    z: float


def words_in(text: str, language: str = "") -> Counter[str]:
    """Count words, case-folded and without contractions (`bank’s`, `l’orge`)."""
    return Counter(without_contraction(word.casefold(), language) for word in _WORD.findall(text))


def distinctive(
    texts: Mapping[int, Counter[str]], language: str = ""
) -> dict[int, list[Distinctive]]:
    """Return, for each key (an outlet), the words overrepresented against all others."""
    everything: Counter[str] = Counter()
    for counts in texts.values():
        everything.update(counts)
    total = sum(everything.values())
    return {key: _of(counts, everything, total, language) for key, counts in texts.items()}


def _of(
    counts: Counter[str], everything: Counter[str], total: int, language: str
) -> list[Distinctive]:
    mine = sum(counts.values())
    found = []
    for word, count in counts.items():
        if count < LEAST_COUNT or len(word) < LEAST_LETTERS:
            continue
        rest = everything[word] - count
        z = _z((count, mine), (rest, total - mine), PRIOR * everything[word], PRIOR * total)
        if z >= LEAST_Z and not is_function_word(word, language):
            found.append(Distinctive(word, count, rest, round(z, 2)))
    return sorted(found, key=lambda one: (-one.z, one.word))[:MOST]


def _z(here: tuple[int, int], there: tuple[int, int], a: float, prior: float) -> float:
    """Return the z-score of a word from (count, total) here and elsewhere."""
    if not there[1]:
        return 0.0
    odds = [
        math.log((y + a) / (n + prior - y - a)) if n + prior > y + a else 0.0
        for y, n in (here, there)
    ]
    return (odds[0] - odds[1]) / math.sqrt(sum(1 / (y + a) for y, _ in (here, there)))
