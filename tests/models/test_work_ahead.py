"""Values computed in worker processes: in order, the same as computed here, and bounded."""

import os
import signal

import pytest

from archive.db.processes import BATCHES_AHEAD, WorkAhead, count_characters
from archive.duplicates.overlap import ComparableBodies
from archive.text.similarity import compute_all_terms

TEXTS = [{number: (f"Harbour {number}", "The harbour is closed. " * 3, "en")} for number in range(12)]


def dump(results):
    return [(texts, [terms.to_bytes() for terms in values.values()]) for texts, values in results]


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_order_whatever_the_number_of_processes(processes):
    with WorkAhead(compute_all_terms, processes) as work:
        results = dump(work.iter_computed(TEXTS))

    assert results == dump((texts, compute_all_terms(texts)) for texts in TEXTS)


def test_no_more_is_read_ahead_than_the_processes_need():
    read = []

    def read_texts():
        for texts in TEXTS:
            read.append(texts)
            yield texts

    with WorkAhead(compute_all_terms, 2) as work:
        next(work.iter_computed(read_texts()))

    assert len(read) == BATCHES_AHEAD * 2 + 1


def test_a_killed_worker_costs_no_result():
    with WorkAhead(compute_all_terms, 2) as work:
        computed = work.iter_computed(TEXTS)
        first = next(computed)
        for process in work._pool._processes.values():
            os.kill(process.pid, signal.SIGKILL)
        results = dump([first, *computed])

    assert results == dump((texts, compute_all_terms(texts)) for texts in TEXTS)


def test_characters_are_counted_wherever_they_are():
    bodies = ComparableBodies({1: "abcd", 2: "ef"}, frozenset({7}), {})

    assert count_characters([("ab", 1, None), {"x": ["cde"]}, bodies]) == 11
