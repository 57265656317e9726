"""Reprints: articles of BASIL and Reuters printed again with words changed, cut, under a new beginning, misread."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.altered_texts import TextAlterer
from tests.bench.common import read_json_lines
from tests.bench.comparison import Row, at_least, equal, unbounded

SEED = 20_161
COPIES = 120
MIN_WORDS = 60  # of an article of Reuters that is printed again
ALTERATIONS: tuple[tuple[str, Callable[[TextAlterer, str, str], str], float, float], ...] = (
    ("5 % of words changed", lambda alterer, text, _: alterer.change_words(text, 0.05), 1.0, 0.90),
    ("10 % of words changed", lambda alterer, text, _: alterer.change_words(text, 0.10), 0.97, 0.80),
    ("20 % of words changed", lambda alterer, text, _: alterer.change_words(text, 0.20), 0.80, 0),
    ("cut to 60 %", lambda alterer, text, _: alterer.cut(text, 0.6), 1.0, 0.80),
    ("cut to 20 %", lambda alterer, text, _: alterer.cut(text, 0.2), 0.95, 0),
    ("cut to 60 %, 5 % changed", lambda alterer, text, _: alterer.change_words(alterer.cut(text, 0.6), 0.05), 0.9, 0.8),
    ("1 % of letters misread", lambda alterer, text, _: alterer.misread(text, 0.01), 1.0, 0.90),
    ("3 % of letters misread", lambda alterer, text, _: alterer.misread(text, 0.03), 0.95, 0.80),
    ("6 % of letters misread", lambda alterer, text, _: alterer.misread(text, 0.06), 0.70, 0),
    ("another beginning", lambda alterer, text, _: alterer.begin_anew(text), 0.97, 0.80),
    ("three paragraphs in another text", lambda alterer, text, host: alterer.put_into(text, host), 0.99, 0),
)
"""Ways of altering texts, and the shares of them that must be found, and folded as one text."""


@dataclass(frozen=True, slots=True)
class Reprint:
    """An altered copy: the numbers of the articles whose words it has, the first one's above all."""

    body: str
    sources: frozenset[int]


def altered_printings_of_basil(corpora: Path) -> Iterator[Row]:
    """Altered copies among the articles of three outlets on 60 events."""
    rows = read_json_lines(corpora / "basil" / "basil.jsonl.gz")
    articles = [(row["outlet"], row["title"], row["body"], row["date"] or "") for row in rows]
    yield from _measure_alterations("BASIL", articles, range(len(articles)))


def altered_printings_of_reuters(corpora: Path) -> Iterator[Row]:
    """Altered copies among all of Reuters, where hundreds of texts are written after one form."""
    from tests.bench.stories import _reuters

    articles = list(_reuters(corpora))
    long_enough = [number for number, row in enumerate(articles) if len(row[2].split()) >= MIN_WORDS]
    yield from _measure_alterations("Reuters", articles, long_enough)


def _measure_alterations(
    corpus: str, articles: list[tuple[str, str, str, str]], known: range | list[int]
) -> Iterator[Row]:
    from archive.duplicates import update
    from archive.models import Article
    from tests.bench.stories import _add_articles, _fill_archive

    rng = random.Random(SEED)
    chosen = rng.sample(list(known), COPIES)
    alterer = TextAlterer([articles[number][2] for number in chosen], SEED)
    keys = _fill_archive((outlet, title, body, day[:10]) for outlet, title, body, day in articles)
    start = time.process_time()
    update.compare_articles(keys)
    yield unbounded(f"{corpus}: seconds for {len(keys):,} articles", round(time.process_time() - start, 1))
    natural = _load_pairs()
    yield unbounded(
        f"{corpus}: pairs of articles that are one text", sum(kind != "passages" for kind in natural.values())
    )
    all_false: list[tuple[int, int]] = []
    for name, alter, least_found, least_folded in ALTERATIONS:
        reprints = [_alter(alterer, alter, articles, number, rng.choice(chosen)) for number in chosen]
        copies = _add_articles(
            ("The Reprinter", articles[n][1], r.body, "") for n, r in zip(chosen, reprints, strict=True)
        )
        update.compare_articles(copies)
        pairs = _load_pairs()
        kinds = [pairs.get((keys[number], copy)) for number, copy in zip(chosen, copies, strict=True)]
        folded = sum(kind in {"same", "near"} for kind in kinds)
        yield at_least(f"{corpus}, {name}: pairs found", sum(map(bool, kinds)) / COPIES, least_found)
        yield at_least(f"{corpus}, {name}: folded as one text", folded / COPIES, least_folded)
        sources = {key: frozenset([number]) for number, key in enumerate(keys)}
        sources |= {copy: reprint.sources for copy, reprint in zip(copies, reprints, strict=True)}
        all_false += _find_false(pairs, natural, sources, keys)
        Article.objects.filter(pk__in=copies).delete()
    yield equal(f"{corpus}: pairs of a copy and a text with other words", len(all_false), 0)


def _alter(
    alterer: TextAlterer,
    alter: Callable[[TextAlterer, str, str], str],
    articles: list[tuple[str, str, str, str]],
    number: int,
    host: int,
) -> Reprint:
    body = alter(alterer, articles[number][2], articles[host][2])
    paragraphs = set(body.split("\n\n"))
    others = {each for each, row in enumerate(articles) if paragraphs & set(row[2].split("\n\n"))}
    return Reprint(body, frozenset({number, *others}))


def _load_pairs() -> dict[tuple[int, int], str]:
    from archive.models import NearDuplicate

    return {
        (first, second): kind for first, second, kind in NearDuplicate.objects.values_list("first", "second", "kind")
    }


def _find_false(
    pairs: dict[tuple[int, int], str],
    natural: dict[tuple[int, int], str],
    sources: dict[int, frozenset[int]],
    keys: list[int],
) -> list[tuple[int, int]]:
    """Pairs with a copy whose texts have no source in common, nor sources that are a pair themselves."""
    known = {pair for first, second in natural for pair in ((first, second), (second, first))}
    return [
        (first, second)
        for first, second in pairs.keys() - natural.keys()
        if not sources[first] & sources[second]
        and not any((keys[one], keys[other]) in known for one in sources[first] for other in sources[second])
    ]


MEASURES = (altered_printings_of_basil, altered_printings_of_reuters)
SLOW = (altered_printings_of_reuters,)
