"""Readers, writers and rebuilds at once: every answer is that of some committed state."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from random import Random

import pytest

from archive.errors import IndexLocked
from archive.search.engines.base import EngineQuery
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.query.nodes import Fuzzy, Phrase, Term, Wildcard
from tests.search.contract import make_entry

PKS = range(1, 61)


def make_entries(pks, number):
    return [make_entry(pk, f"aleppo peace talks in geneva {number}") for pk in pks]


def read_repeatedly(folder, seconds, answers):
    """Ask again and again; every article is always there, once."""
    engine, totals, until = WhooshSearchEngine(folder, 5_000_000), set(), time.monotonic() + seconds
    while time.monotonic() < until:
        for query in (None, Term("aleppo"), Phrase("peace talks in geneva")):
            answer = engine.find(EngineQuery(query=query, limit=100))
            totals.add((answer.total, len({hit.pk for hit in answer.hits})))
    answers.put(totals)


def write_repeatedly(folder, seconds, answers, seed):
    """Edit a few articles at a time, and rebuild now and then."""
    engine, chance, until = (
        WhooshSearchEngine(folder, 5_000_000),
        Random(seed),
        time.monotonic() + seconds,
    )
    while time.monotonic() < until:
        try:
            if chance.random() < 0.1:
                engine.rebuild(make_entries(PKS, 0), lambda late: (make_entries(late, 1), ()))
            engine.write(make_entries(chance.sample(PKS, 3), chance.random()))
        except IndexLocked:
            time.sleep(0.005)
    answers.put({(60, 60)})


@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=pytest.mark.long)])
def test_nobody_ever_sees_half_a_change(tmp_path, seconds):
    folder = tmp_path / "whoosh"
    WhooshSearchEngine(folder, 1000).write(make_entries(PKS, 0))
    context = get_context("spawn")
    answers = context.Queue()
    processes = [context.Process(target=read_repeatedly, args=(folder, seconds, answers)) for _ in range(3)]
    processes += [context.Process(target=write_repeatedly, args=(folder, seconds, answers, seed)) for seed in (1, 2)]

    for process in processes:
        process.start()
    seen = [answers.get(timeout=seconds + 60) for _ in processes]
    for process in processes:
        process.join()

    assert all(totals == {(60, 60)} for totals in seen), seen


def ask_repeatedly(engine, seed, seconds):
    """As `read`, in one thread of several that share an engine, whose cache holds next to nothing.

    Every article begins with a word of its own: what one thread asks is no other thread's answer.
    """
    chance, until, seen = Random(seed), time.monotonic() + seconds, set()
    queries = [Term("aleppo"), Phrase("peace talks in geneva"), Wildcard("alep*"), Fuzzy("alepo")]
    while time.monotonic() < until:
        pk = chance.choice(PKS)
        for query in queries:
            answer = engine.find(EngineQuery(query=query, limit=100))
            seen.add((answer.total, len({hit.pk for hit in answer.hits})))
        assert [hit.pk for hit in engine.find(EngineQuery(query=Term(f"number{pk}"), limit=9)).hits] == [pk]
        assert engine.complete_prefix(f"number{pk}", "text", 1)[0][0].startswith(f"number{pk}")
    return seen


def make_numbered_entries(pks, number):
    return [make_entry(pk, f"number{pk} aleppo peace talks in geneva {number}") for pk in pks]


@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.long)])
def test_many_threads_search_while_one_writes(tmp_path, seconds, monkeypatch):
    engine = WhooshSearchEngine(tmp_path / "whoosh", 20_000)
    engine.write(make_numbered_entries(PKS, 0))
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as threads:
            asking = [threads.submit(ask_repeatedly, engine, seed, seconds) for seed in range(8)]
            number = 0
            while not all(reader.done() for reader in asking):
                number += 1
                engine.write(make_numbered_entries(Random(number).sample(PKS, 3), number))
                if number % 10 == 0:
                    engine.rebuild(
                        make_numbered_entries(PKS, number), lambda late: (make_numbered_entries(late, 1), ())
                    )
            seen = {answer for reader in asking for answer in reader.result()}
    finally:
        sys.setswitchinterval(before)

    assert seen == {(60, 60)}
    assert number > 1
