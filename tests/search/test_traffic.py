"""Readers, writers and rebuilds at once: every answer is that of some committed state."""

import time
from multiprocessing import get_context
from random import Random

import pytest

from archive.errors import IndexLocked
from archive.search.engines.contract import Question
from archive.search.engines.whoosh.engine import WhooshArchive
from archive.search.query import Phrase, Term
from tests.search.contract import entry

PKS = range(1, 61)


def articles(pks, number):
    return [entry(pk, f"aleppo peace talks in geneva {number}") for pk in pks]


def read(folder, seconds, answers):
    """Ask again and again; every article is always there, once."""
    engine, totals, until = WhooshArchive(folder, 5_000_000), set(), time.monotonic() + seconds
    while time.monotonic() < until:
        for query in (None, Term("aleppo"), Phrase("peace talks in geneva")):
            answer = engine.find(Question(query=query, limit=100))
            totals.add((answer.total, len({found.pk for found in answer.page})))
    answers.put(totals)


def write(folder, seconds, answers, seed):
    """Edit a few articles at a time, and rebuild now and then."""
    engine, chance, until = (
        WhooshArchive(folder, 5_000_000),
        Random(seed),
        time.monotonic() + seconds,
    )
    while time.monotonic() < until:
        try:
            if chance.random() < 0.1:
                engine.rebuild(articles(PKS, 0), lambda late: (articles(late, 1), ()))
            engine.write(articles(chance.sample(PKS, 3), chance.random()))
        except IndexLocked:
            time.sleep(0.005)
    answers.put({(60, 60)})


@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=pytest.mark.long)])
def test_nobody_ever_sees_half_a_change(tmp_path, seconds):
    folder = tmp_path / "whoosh"
    WhooshArchive(folder, 1000).write(articles(PKS, 0))
    context = get_context("spawn")
    answers = context.Queue()
    processes = [context.Process(target=read, args=(folder, seconds, answers)) for _ in range(3)]
    processes += [
        context.Process(target=write, args=(folder, seconds, answers, seed)) for seed in (1, 2)
    ]

    for process in processes:
        process.start()
    seen = [answers.get(timeout=seconds + 60) for _ in processes]
    for process in processes:
        process.join()

    assert all(totals == {(60, 60)} for totals in seen), seen
