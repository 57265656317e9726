"""What a text costs to read grows with the text: the worst of `tests/bench/hostile_texts.py`, four times as long."""

import time

import pytest

from archive.text.author_parts import split_segments
from tests.bench.hostile_texts import FOLLOWING, READERS, build_hostile_text

QUADRATIC = 16  # times as much for four times the text
TRIES = 3


def read_author_field(text):
    return split_segments(text, 0, len(text), lambda _: False)


def read_linked_data(text):
    return READERS["page, as it is"](f'<script type="application/ld+json">{{"a":{text}1,}}</script>')


def measure_growth(step, kind, size):
    """Return by how much more CPU time a text takes that is four times as long."""
    seconds = []
    for length in (size, size * 4):
        text = build_hostile_text(kind, length)
        started = time.process_time()
        step(text)
        seconds.append(time.process_time() - started)
    return seconds[1] / seconds[0]


@pytest.mark.parametrize(
    ("step", "kind", "size"),
    [
        (READERS["text file"], "broken words", 5_000),
        (READERS["text file"], "apostrophes in words", 12_000),
        (read_author_field, "at signs and dots", 6_000),
        (read_author_field, "spaces", 20_000),
        (read_linked_data, "spaces", 10_000),
        (FOLLOWING["quotations"], "quotations and reports", 5_000),
        (FOLLOWING["quotations"], "reports of an article", 10_000),
        (FOLLOWING["quotations"], "marks of every kind", 5_000),
    ],
)
def test_time_grows_with_the_text(step, kind, size):
    step(build_hostile_text(kind, 1000))  # what is made only once

    growths = []
    while len(growths) < TRIES and min(growths, default=QUADRATIC) > QUADRATIC * 0.6:  # another process may disturb one
        growths.append(measure_growth(step, kind, size))

    assert min(growths) < QUADRATIC * 0.6, growths
