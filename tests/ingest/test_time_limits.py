"""Limits of time count what a document costs to read, not how busy the machine is."""

import os
import signal
import subprocess
import sys
import time

import pytest

from archive.errors import UnreadableDocument
from archive.ingest import workers
from archive.ingest.pipeline import default_extraction_options
from archive.ingest.time_limits import limit_computing, limit_waiting
from archive.ingest.workers import TIMEOUT_MESSAGE, ExtractionPool
from tests.ingest.article_reading import BODY, make_document
from tests.ingest.other_processes import ROOT

ERROR = UnreadableDocument("too long")


def compute_for_ever():
    while True:
        pass


def test_waiting_for_the_processor_is_not_counted():
    with limit_computing(0.05, 60, ERROR):
        time.sleep(0.15)


def test_computing_without_end_is_stopped():
    with pytest.raises(UnreadableDocument, match="too long"), limit_computing(0.05, 60, ERROR):
        compute_for_ever()


def test_waiting_without_end_is_stopped_by_the_clock():
    with pytest.raises(UnreadableDocument, match="too long"), limit_computing(60, 0.05, ERROR):
        time.sleep(60)


def test_a_library_that_swallows_the_first_error_meets_it_again(monkeypatch):
    monkeypatch.setattr("archive.ingest.time_limits._REPEAT_SECONDS", 0.02)

    def swallow_one():
        try:
            compute_for_ever()
        except UnreadableDocument:
            compute_for_ever()

    with pytest.raises(UnreadableDocument, match="too long"), limit_computing(0.02, 60, ERROR):
        swallow_one()


def test_a_limit_within_a_limit_leaves_the_outer_one_running():
    def wait_twice():
        with limit_waiting(60, ERROR):
            pass
        time.sleep(60)

    with pytest.raises(UnreadableDocument, match="outer"), limit_waiting(0.1, UnreadableDocument("outer")):
        wait_twice()


def test_a_process_whose_library_never_returns_is_ended_by_the_system():
    code = "import itertools; from archive.ingest.time_limits import end_process_after; end_process_after(0.1)"
    endless = f"{code}; sum(itertools.repeat(0))"  # never looks whether a signal has come

    process = subprocess.run([sys.executable, "-c", endless], cwd=ROOT, check=False)

    assert process.returncode == -signal.SIGXCPU


def test_a_document_whose_process_was_ended_for_its_time_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(workers, "MIN_PARALLEL_DOCUMENTS", 1)
    pool = ExtractionPool(default_extraction_options(), 2)
    try:
        pool.submit([make_document(f"First\n\n{BODY}")])
        assert pool.collect_results()[0].title == "First"

        pool.submit([])
        for worker in pool._workers:
            os.kill(worker._process.pid, signal.SIGXCPU)
            worker._process.join()
        pool.submit([make_document(f"Second\n\n{BODY}")])
        assert pool.collect_results() == [TIMEOUT_MESSAGE]

        pool.submit([make_document(f"Third\n\n{BODY}")])
        assert pool.collect_results()[0].title == "Third"
    finally:
        pool.close()
