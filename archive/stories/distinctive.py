"""Words that one outlet uses more than the others on the same event (Monroe et al. 2008).

For a word w, y of n words in the outlet's articles and y' of n' in the others':

    δ = ln((y + a) / (n + A − y − a)) − ln((y' + a) / (n' + A − y' − a))
    z = δ / √(1 / (y + a) + 1 / (y' + a))

The prior is informative: a is A = 500 times the share of w in all the story's words, so that common
words need more to stand out. Shown are words with z of 1.96 and more.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PRIOR_WORDS: Final = 500.0
LEAST_Z: Final = 1.96
LEAST_COUNT: Final = 3
MOST: Final = 10

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’-](?=\w)){2,}")


@dataclass(frozen=True, slots=True)
class Distinctive:
    """A word, how often the outlet and the others print it, and how surely that differs."""

    word: str
    count: int
    elsewhere: int
    z: float


def words_in(text: str) -> Counter[str]:
    """Words of three letters and more, without case."""
    return Counter(word.casefold() for word in _WORD.findall(text))


def distinctive(texts: Mapping[int, Counter[str]]) -> dict[int, list[Distinctive]]:
    """For each key (an outlet), the words it uses surely more than all the others together."""
    everything: Counter[str] = Counter()
    for counts in texts.values():
        everything.update(counts)
    total = sum(everything.values())
    return {key: _of(counts, everything, total) for key, counts in texts.items()}


def _of(counts: Counter[str], everything: Counter[str], total: int) -> list[Distinctive]:
    mine = sum(counts.values())
    found = []
    for word, count in counts.items():
        if count < LEAST_COUNT:
            continue
        rest = everything[word] - count
        z = _z(count, mine, rest, total - mine, PRIOR_WORDS * everything[word] / total)
        if z >= LEAST_Z:
            found.append(Distinctive(word, count, rest, round(z, 2)))
    return sorted(found, key=lambda one: (-one.z, one.word))[:MOST]


def _z(y: int, n: int, other_y: int, other_n: int, a: float) -> float:
    if not other_n:
        return 0.0
    mine = math.log((y + a) / max(n + PRIOR_WORDS - y - a, 1e-9))
    theirs = math.log((other_y + a) / max(other_n + PRIOR_WORDS - other_y - a, 1e-9))
    return (mine - theirs) / math.sqrt(1 / (y + a) + 1 / (other_y + a))
