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

from archive.text.function_words import is_function_word, strip_contraction
from archive.text.normalize import JOINERS

PRIOR: Final = 0.1
MIN_Z: Final = 1.96
MIN_COUNT: Final = 3
MIN_LETTERS: Final = 3
MAX_WORDS: Final = 10

_DISTINCTIVE_WORD = re.compile(rf"[^\W\d_](?:[^\W_]|['’{JOINERS}-](?=\w)){{2,}}")


@dataclass(frozen=True, slots=True)
class DistinctiveWord:
    """A word with its counts in the outlet and elsewhere, and the z-score of the difference."""

    word: str
    count: int
    elsewhere: int
    z: float


def count_words(text: str, language: str = "") -> Counter[str]:
    """Count words, case-folded and without contractions (`bank’s`, `l’orge`)."""
    return Counter(
        strip_contraction(word.casefold(), language) for word in _DISTINCTIVE_WORD.findall(text)
    )


def find_distinctive_words(
    texts: Mapping[int, Counter[str]], language: str = ""
) -> dict[int, list[DistinctiveWord]]:
    """Return, for each key (an outlet), the words overrepresented against all others."""
    total_counts: Counter[str] = Counter()
    for counts in texts.values():
        total_counts.update(counts)
    total = sum(total_counts.values())
    return {
        key: _rank_words(counts, total_counts, total, language) for key, counts in texts.items()
    }


def _rank_words(
    counts: Counter[str], total_counts: Counter[str], total: int, language: str
) -> list[DistinctiveWord]:
    outlet_total = sum(counts.values())
    words = []
    for word, count in counts.items():
        if count < MIN_COUNT or len(word) < MIN_LETTERS:
            continue
        count_elsewhere = total_counts[word] - count
        z = _compute_z(
            (count, outlet_total),
            (count_elsewhere, total - outlet_total),
            PRIOR * total_counts[word],
            PRIOR * total,
        )
        if z >= MIN_Z and not is_function_word(word, language):
            words.append(DistinctiveWord(word, count, count_elsewhere, round(z, 2)))
    return sorted(words, key=lambda distinctive_word: (-distinctive_word.z, distinctive_word.word))[
        :MAX_WORDS
    ]


def _compute_z(
    counts_here: tuple[int, int], counts_elsewhere: tuple[int, int], alpha: float, prior: float
) -> float:
    """Return the z-score of a word from (count, total) here and elsewhere."""
    if not counts_elsewhere[1]:
        return 0.0
    log_odds = [
        math.log((y + alpha) / (n + prior - y - alpha)) if n + prior > y + alpha else 0.0
        for y, n in (counts_here, counts_elsewhere)
    ]
    return (log_odds[0] - log_odds[1]) / math.sqrt(
        sum(1 / (y + alpha) for y, _ in (counts_here, counts_elsewhere))
    )
