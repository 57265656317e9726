"""Whatever goes wrong with the index on the disk: it is named, nothing is lost, nothing is wrong.

The short runs are here in every suite; `-m long` runs each fifty times as often.
"""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from random import Random

import pytest

from archive.errors import SearchError
from archive.search.engines.base import EngineQuery
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.query.nodes import Term
from tests.search.contract import find_pks, make_entry

ROOT = Path(__file__).resolve().parents[2]
ALEPPO = EngineQuery(query=Term("aleppo"), limit=1000)

ACTIONS = """
    import sys
    from pathlib import Path
    from archive.search.engines.whoosh.building import commit, worker_pool
    from archive.search.engines.whoosh.engine import WhooshSearchEngine
    from tests.search.contract import make_entry

    action, folder = sys.argv[1:]
    engine, number = WhooshSearchEngine(Path(folder), 1_000_000), 0

    def articles(pks):
        return [make_entry(pk, f"aleppo {number} " + "word " * 50) for pk in pks]

    if __name__ == "__main__":
        engine.rebuild(articles(range(1, 41)), lambda _: ((), ()))
        print("ready", flush=True)
        while True:
            number += 1
            if action == "write":
                engine.write(articles(range(1, 41)))
            elif action == "merge":
                commit.MERGE_FACTOR = 2
                engine.write(articles([number % 40 + 1]))
                engine.optimize()
            elif action == "rebuild":
                engine.rebuild(articles(range(1, 41)), lambda _: ((), ()))
            else:
                worker_pool._MAX_SERIAL_CHUNKS, worker_pool.CHUNK_ARTICLES = 1, 5
                engine.rebuild(articles(range(1, 41)), lambda _: ((), ()))
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "whoosh"


@pytest.fixture
def engine(folder):
    return WhooshSearchEngine(folder, 10_000_000)


def kill_process_after(folder: Path, action: str, seconds: float) -> None:
    """Kill a process in the middle of an action that it repeats."""
    script = folder.parent / "actions.py"
    script.write_text(textwrap.dedent(ACTIONS))
    process = subprocess.Popen(
        [sys.executable, script, action, folder],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("action", ["write", "merge", "rebuild", "rebuild on all cores"])
@pytest.mark.parametrize("times", [1, pytest.param(50, marks=pytest.mark.long)])
@pytest.mark.timeout(600)
def test_what_is_killed_at_any_moment_leaves_the_last_good_generation(folder, action, times):
    chance = Random(action)
    for _ in range(times):
        kill_process_after(folder, action, 0.6 * chance.random())
        engine = WhooshSearchEngine(folder, 1_000_000)

        assert find_pks(engine, Term("aleppo"), limit=100) == list(range(1, 41))
        assert engine.find_damaged_files() == []
        assert engine.write([make_entry(41, "aleppo")]) == 1
        assert engine.find(ALEPPO).total == 41
        engine.rebuild([make_entry(pk, "aleppo") for pk in range(1, 41)], lambda _: ((), ()))
        assert engine.find(ALEPPO).total == 40
        assert len(list(folder.glob("index-*"))) == 1


FULL = """
    import resource, signal, sys
    from pathlib import Path
    from archive.errors import SearchError
    from archive.search.engines.whoosh.building import worker_pool
    from archive.search.engines.whoosh.engine import WhooshSearchEngine
    from tests.search.contract import make_entry

    action, folder = sys.argv[1:]
    if __name__ == "__main__":
        engine = WhooshSearchEngine(Path(folder), 1_000_000)
        engine.write([make_entry(pk, "aleppo") for pk in range(1, 11)])
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
        large = [make_entry(pk, " ".join(f"w{pk}x{n}" for n in range(300))) for pk in range(1, 41)]
        if action == "rebuild on all cores":
            worker_pool._MAX_SERIAL_CHUNKS, worker_pool.CHUNK_ARTICLES = 1, 5
        try:
            if action == "write":
                engine.write(large)
            else:
                engine.rebuild(large, lambda _: ((), ()))
        except SearchError as error:
            print(error)
"""


@pytest.mark.parametrize("action", ["write", "rebuild", "rebuild on all cores"])
def test_a_full_disk_is_named_and_leaves_the_index_as_it_was(folder, engine, action):
    script = folder.parent / "full.py"
    script.write_text(textwrap.dedent(FULL))

    output = subprocess.run(
        [sys.executable, script, action, folder],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ).stdout

    assert "File too large" in output
    assert "make room" in output.lower()
    assert engine.find(ALEPPO).total == 10
    assert engine.find_damaged_files() == []
    assert engine.write([make_entry(11, "aleppo")]) == 1
    assert len(list(engine.store.live_folder.glob("*.words"))) == engine.read_state()["segments"]


@pytest.fixture
def unwritable_engine(folder, engine):
    """The index folder as nobody may write it; root is held back by a mount or not at all."""
    engine.write([make_entry(1, "aleppo")])
    if os.geteuid():
        for path in (folder, engine.store.live_folder):
            path.chmod(0o500)
        yield engine
        for path in (folder, engine.store.live_folder):
            path.chmod(0o700)
        return
    mount = ["mount", "--bind", "-o", "ro", folder, folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("root writes everywhere, and nothing may be mounted here")
    yield engine
    subprocess.run(["umount", "--lazy", folder], check=True)  # its files are still mapped


def test_a_folder_that_cannot_be_written_still_answers(unwritable_engine):
    assert unwritable_engine.find(ALEPPO).total == 1
    with pytest.raises(SearchError, match="mend the permissions"):
        unwritable_engine.write([make_entry(2, "aleppo")])
    with pytest.raises(SearchError, match="mend the permissions"):
        unwritable_engine.rebuild([make_entry(2, "aleppo")], lambda _: ((), ()))
    assert unwritable_engine.find(ALEPPO).total == 1


@pytest.mark.parametrize("kind", ["words", "rows"])
def test_a_file_cut_off_while_it_is_open_kills_nobody(engine, kind):
    engine.write([make_entry(pk, f"aleppo word{pk} " * 20) for pk in range(1, 300)])
    assert engine.find(ALEPPO).total == 299
    (path,) = engine.store.live_folder.glob(f"*.{kind}")
    os.truncate(path, path.stat().st_size // 2)

    for action in (lambda: engine.find(ALEPPO), engine.read_state, lambda: engine.write([make_entry(1, "a")])):
        with pytest.raises(SearchError, match=rf"{path.name}.*rebuild_index"):
            action()
    assert engine.find_damaged_files() == [path.name]
    assert engine.rebuild([make_entry(1, "aleppo")], lambda _: ((), ())) == 1
    assert engine.find(ALEPPO).total == 1


@pytest.mark.parametrize("times", [8, pytest.param(400, marks=pytest.mark.long)])
def test_a_bit_that_flips_while_the_file_is_open_is_named_and_never_answered_from(engine, times):
    engine.write([make_entry(pk, f"aleppo word{pk % 7} " * 5) for pk in range(1, 100)])
    whole = engine.find(ALEPPO)
    chance = Random(5)
    for _ in range(times):
        path = chance.choice([*engine.store.live_folder.glob("*.words"), *engine.store.live_folder.glob("*.rows")])
        raw, at = path.read_bytes(), chance.randrange(path.stat().st_size)
        with path.open("r+b") as stream:
            stream.seek(at)
            stream.write(bytes([raw[at] ^ 1 << chance.randrange(8)]))
        try:
            assert engine.find(ALEPPO) == whole  # a byte between two arrays
        except SearchError as error:
            named = str(error)
            assert path.name in named
            assert engine.find_damaged_files() == [path.name]
        with path.open("r+b") as stream:
            stream.write(raw)
        assert engine.find(ALEPPO) == whole


def test_a_flipped_table_of_contents_is_named(engine, folder):
    engine.write([make_entry(pk, "aleppo") for pk in range(1, 10)])
    (path,) = engine.store.live_folder.glob("*.toc")
    raw = path.read_bytes()
    for at in range(0, len(raw), len(raw) // 6):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 8]) + raw[at + 1 :])
        with pytest.raises(SearchError, match="rebuild_index"):
            WhooshSearchEngine(folder, 1_000_000).find(ALEPPO)


def test_files_restored_from_a_backup_are_read_once_and_trusted(engine, folder):
    engine.write([make_entry(pk, "aleppo") for pk in range(1, 10)])
    for path in engine.store.live_folder.iterdir():
        os.utime(path, (1, 1))

    other = WhooshSearchEngine(folder, 1_000_000)

    assert other.find(ALEPPO).total == 9
    assert other.get_snapshot() is other.get_snapshot()
