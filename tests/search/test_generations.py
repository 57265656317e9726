"""The index on disk: generations, other processes, locks, damage."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from threading import Thread

import pytest

from archive.errors import IndexLocked, SearchError, StaleIndex
from archive.search.engines.base import EngineQuery
from archive.search.engines.whoosh.engine import WhooshSearchEngine, get_engine
from archive.search.engines.whoosh.storage.array_file import ArrayFile
from archive.search.engines.whoosh.storage.segment import SegmentFile
from archive.search.query.nodes import Term
from tests.search.contract import find_pks, make_entry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "whoosh"


@pytest.fixture
def engine(folder):
    return WhooshSearchEngine(folder, 10_000_000)


@pytest.fixture
def other_engine(folder):
    """The same index as another process would see it."""
    return WhooshSearchEngine(folder, 10_000_000)


def test_a_process_has_one_engine_for_a_folder(folder):
    assert get_engine(folder, 1000) is get_engine(folder, 1000)


def test_nothing_is_opened_again_while_nothing_changed(engine):
    engine.write([make_entry(1, "aleppo")])

    assert engine.get_snapshot() is engine.get_snapshot()


def test_another_process_sees_a_commit_at_once(engine, other_engine):
    engine.write([make_entry(1, "aleppo")])
    assert find_pks(other_engine, Term("aleppo")) == [1]

    engine.write([make_entry(2, "aleppo")])

    assert find_pks(other_engine, Term("aleppo")) == [1, 2]


def test_a_commit_opens_only_what_it_changed(engine):
    engine.write([make_entry(1, "aleppo")])
    before = engine.get_snapshot().segments[0]

    engine.write([make_entry(2, "aleppo")])

    assert engine.get_snapshot().segments[0] is before
    assert len(engine.get_snapshot().segments) == 2


def test_another_process_sees_a_rebuild_at_once(engine, other_engine):
    engine.write([make_entry(1, "aleppo")])
    assert find_pks(other_engine, None) == [1]

    engine.rebuild([make_entry(2, "homs")], lambda _: ((), ()))

    assert find_pks(other_engine, None) == [2]
    assert find_pks(engine, None) == [2]


def test_a_search_under_way_is_not_disturbed_by_a_rebuild(engine, other_engine):
    engine.write([make_entry(1, "aleppo talks")])
    snapshot = other_engine.get_snapshot()

    engine.rebuild([make_entry(2, "homs")], lambda _: ((), ()))

    assert snapshot.segments[0].get_postings("text", b"talk").docs.tolist() == [0]
    assert snapshot.segments[0].get_positions("text", b"talk").flat.tolist()


def test_edits_leave_few_segments(engine):
    for number in range(60):
        engine.write([make_entry(number % 20 + 1, "aleppo")])

    assert find_pks(engine, Term("aleppo"), limit=100) == list(range(1, 21))
    assert engine.read_state()["segments"] < 12


def test_one_segment_after_optimizing(engine):
    for number in range(1, 8):
        engine.write([make_entry(number, "aleppo")])
    engine.write([], [3])

    engine.optimize()

    assert engine.read_state()["segments"] == 1
    assert find_pks(engine, Term("aleppo")) == [1, 2, 4, 5, 6, 7]


def test_a_second_writer_is_turned_away_at_once(engine, folder):
    engine.write([make_entry(1, "aleppo")])
    lock = engine.store.get_write_lock(engine.store.live_folder)
    assert lock.acquire()

    with pytest.raises(IndexLocked, match="wait in the queue"):
        engine.write([make_entry(2, "aleppo")])

    lock.release()
    assert engine.write([make_entry(2, "aleppo")]) == 1


def test_a_second_rebuild_is_turned_away_at_once(engine):
    def entries():
        with pytest.raises(IndexLocked, match="rebuilding"):
            engine.rebuild([], lambda _: ((), ()))
        yield make_entry(1, "aleppo")

    assert engine.rebuild(entries(), lambda _: ((), ())) == 1


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(engine):
    engine.write([make_entry(1, "aleppo")])

    def entries():
        yield make_entry(2, "homs")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(entries(), lambda _: ((), ()))

    assert find_pks(engine, None) == [1]
    assert engine.rebuild([make_entry(3, "homs")], lambda _: ((), ())) == 1
    assert len(list(engine.store.root.glob("index-*"))) == 1


def test_a_commit_that_fails_leaves_the_index_as_it_was(engine):
    engine.write([make_entry(1, "aleppo")])

    def entries():
        yield make_entry(2, "homs")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.write(entries())

    assert find_pks(engine, None) == [1]
    assert engine.write([make_entry(2, "homs")]) == 1


def test_a_stale_index_is_refused_with_the_command_to_run(engine, other_engine):
    engine.write([make_entry(1, "aleppo")])
    (engine.store.live_folder / "stamp.json").write_text('{"version": "fields-0"}')

    with pytest.raises(StaleIndex, match="rebuild_index"):
        other_engine.find(EngineQuery())


def test_a_missing_index_is_made(engine):
    assert engine.read_state() is None
    assert find_pks(engine, None) == []
    assert engine.read_state()["documents"] == 0


@pytest.mark.parametrize("kind", ["words", "rows", "toc"])
def test_a_truncated_file_is_an_error_in_words(engine, other_engine, kind):
    engine.write([make_entry(pk, f"aleppo word{pk}") for pk in range(1, 300)])
    (path,) = engine.store.live_folder.glob(f"*.{kind}")
    os.truncate(path, path.stat().st_size // 2)

    with pytest.raises(SearchError, match="rebuild_index"):
        other_engine.find(EngineQuery(query=Term("aleppo")))


@pytest.mark.parametrize("kind", ["words", "rows"])
def test_a_changed_bit_is_an_error_in_words(engine, other_engine, kind):
    engine.write([make_entry(pk, "aleppo") for pk in range(1, 300)])
    (path,) = engine.store.live_folder.glob(f"*.{kind}")
    raw = bytearray(path.read_bytes())
    raw[16] ^= 16  # in the first array: postings, or primary keys
    path.write_bytes(raw)

    with pytest.raises(SearchError, match="rebuild_index"):
        other_engine.find(ALEPPO)


def test_a_changed_bit_in_any_array_of_a_segment_is_found(engine):
    engine.write([make_entry(pk, "aleppo homs", authors=[pk]) for pk in range(1, 20)])
    (path,) = engine.store.live_folder.glob("*.words")

    for file in engine.store.live_folder.glob(f"{path.stem}.*"):
        whole, arrays = file.read_bytes(), ArrayFile(file)
        for at in [arrays.get_offset(name) for name in arrays if len(arrays[name])]:
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1 :])
            assert _is_refused(file.parent, path.stem), (file.name, at)
        file.write_bytes(whole)


def _is_refused(folder, name):
    try:
        file = SegmentFile(folder, name)
        return any(arrays.find_damaged_arrays() for arrays in (file.postings_file, file.columns_file))
    except ValueError:
        return True


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_an_error_in_words(engine):
    engine.store.root.mkdir()
    engine.store.root.chmod(0o500)

    with pytest.raises(SearchError, match="mend the permissions"):
        engine.find(EngineQuery())


ALEPPO = EngineQuery(query=Term("aleppo"))

KILLED = """
    import sys
    from pathlib import Path
    from archive.search.engines.whoosh.engine import WhooshSearchEngine
    from tests.search.contract import make_entry

    engine = WhooshSearchEngine(Path(sys.argv[1]), 1_000_000)
    number = 0
    while True:
        number += 1
        if sys.argv[2] == "write":
            engine.write([make_entry(pk, f"aleppo {number}") for pk in range(1, 40)])
        else:
            again = [make_entry(pk, f"aleppo {number}") for pk in range(1, 40)]
            engine.rebuild(again, lambda _: ((), ()))
        print(number, flush=True)
"""


@pytest.mark.parametrize("action", ["write", "rebuild"])
@pytest.mark.parametrize("moment", [0.0, 0.013, 0.029, 0.047])
def test_a_writer_killed_at_any_moment_leaves_a_whole_index(folder, action, moment):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(folder), action],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    process.stdout.readline()
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    engine = WhooshSearchEngine(folder, 1_000_000)

    assert find_pks(engine, Term("aleppo"), limit=100) == list(range(1, 40))
    assert engine.write([make_entry(40, "aleppo")]) == 1
    assert engine.rebuild([make_entry(1, "aleppo")], lambda _: ((), ())) == 1
    assert find_pks(engine, None) == [1]


def test_two_processes_may_make_the_same_index_at_once(engine, other_engine):
    totals = []
    threads = [
        Thread(target=lambda reader=reader: totals.append(reader.find(EngineQuery()).total))
        for reader in (engine, other_engine)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert totals == [0, 0]
    assert len(list(engine.store.root.glob("index-*"))) == 1
