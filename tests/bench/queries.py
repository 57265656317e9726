"""Queries of the search benches, drawn from the articles' own words with a fixed seed."""

import random
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

QUERIES = 60
PAIRS = 24
COMMON = 400
"""So many of the most frequent words are common."""
OPERATORS = frozenset({"and", "or", "not", "but", "near", "same"})
_WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True)
class Words:
    """Words that must all be there, or any of them; `prefix`: the first one is cut and open."""

    words: tuple[str, ...]
    any: bool = False
    prefix: bool = False


def draw_words(texts) -> list[list[str]]:
    """One to four words, the first from the commonest to the rare; of rows (pk, title, body, …)."""
    ranked = _rank_words(row[2] for row in texts)
    draws = random.Random(21578)
    return [_draw_query(ranked, draws, number) for number in range(QUERIES)]


def draw_word_queries(bodies) -> list[Words]:
    """Sixty of one to four words, all and any by turns, and six that begin with some letters."""
    ranked, draws = _rank_words(bodies), random.Random(21578)
    queries = [Words(tuple(_draw_query(ranked, draws, number)), any=number % 8 > 4) for number in range(QUERIES)]
    long = [word for word in ranked if len(word) > 5]
    return queries + [Words((long[len(long) * part // 12],), prefix=True) for part in range(6)]


def draw_adjacent_pairs(bodies) -> list[tuple[str, str]]:
    """Pairs of words that stand next to each other somewhere."""
    draws = random.Random(87)
    passages = [words for body in bodies[:400] if len(words := _WORD.findall(body.casefold())) > 20]
    return [tuple(words[5:7]) for words in draws.sample(passages, PAIRS)]


def draw_common_adjacent_pairs(bodies) -> list[tuple[str, str]]:
    """Pairs of common words that stand next to each other somewhere."""
    common, draws = set(_rank_words(bodies)[:COMMON]), random.Random(87)
    pairs = sorted(
        {
            (one, other)
            for body in bodies[:400]
            for one, other in pairwise(_WORD.findall(body.casefold()))
            if one != other and {one, other} <= common
        }
    )
    return draws.sample(pairs, PAIRS)


def draw_common_pairs(bodies) -> list[tuple[str, str]]:
    """Pairs of common words."""
    ranked, draws = _rank_words(bodies)[:COMMON], random.Random(5)
    return [tuple(draws.sample(ranked, 2)) for _ in range(PAIRS)]


def _rank_words(bodies) -> list[str]:
    counts = Counter(word for body in bodies for word in set(_WORD.findall(body.casefold())))
    return [w for w, count in counts.most_common() if count >= 3 and w not in OPERATORS]


def _draw_query(ranked: list[str], draws: random.Random, number: int) -> list[str]:
    place = int(len(ranked) ** (number / QUERIES)) - 1
    others = [ranked[int(len(ranked) ** draws.random()) - 1] for _ in range(number % 4)]
    return [ranked[place], *others]
