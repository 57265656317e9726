"""Runs killed at any moment: run again, the archive is as after an uninterrupted run."""

import json
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.formats.container_builders import HTML, build_warc, build_zip
from tests.ingest.article_reading import BODY
from tests.ingest.container_files import build_page as web_page
from tests.ingest.other_processes import create_archive, list_payload_files, read_archive, start_command, wait_for_exit

pytestmark = pytest.mark.slow

KILLS = 3
NAMES = ("Harbour closed", "Trams return", "Zinc in the water", "Ice and herring")


@pytest.fixture(scope="module")
def empty_archive(tmp_path_factory):
    """A migrated archive without articles, to copy."""
    return create_archive(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A mixed folder: pages, lines, a WARC, a ZIP, a table, captures of one article, a bad file."""
    root = tmp_path_factory.mktemp("in")
    for number in range(60):
        url = f"https://gazette.example/{number % 55}"
        (root / f"page-{number:03d}.md").write_text(
            f"---\noutlet: Gazette {number % 3}\nurl: {url}\ncaptured:"
            f" 2024-03-{1 + number % 28:02d}\n---\n"
            f"# Page {number}\n\nBy Writer {chr(65 + number % 7)}bel\n{1 + number % 28} March"
            f" 2024\n\n{BODY}\n"
        )
    (root / "bad.txt").write_bytes(b"\x00")
    answers = [
        (f"https://observer.example/{n % 3}", f"2024-03-1{n}T09:00:00Z", [HTML], web_page(name))
        for n, name in enumerate(NAMES)
    ]
    (root / "pages.warc.gz").write_bytes(build_warc(*answers))
    (root / "pages.zip").write_bytes(
        build_zip({f"{n}.html": web_page(f"{name}, again") for n, name in enumerate(NAMES)})
    )
    rows = "".join(f'"{name} in a table","{BODY}"\n' for name in NAMES)
    (root / "table.csv").write_text(f"title,text\n{rows}")
    records = (
        {
            "title": f"Line {n}",
            "text": f"Words {n}. {BODY}",
            "author": f"Liner {chr(65 + n % 9)}bel",
        }
        for n in range(450)
    )
    (root / "lines.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return root


@pytest.fixture(scope="module")
def uninterrupted_run(empty_archive, folder, tmp_path_factory):
    home = tmp_path_factory.mktemp("unbroken") / "home"
    shutil.copytree(empty_archive, home)
    status, out, err = wait_for_exit(start_command(home, "ingest", folder, "--no-comparing"))
    assert (status, out) == (1, "516 added, 6 new versions, 0 known, 1 refused\n"), err
    return read_archive(home), list_payload_files(home)


def kill_run_after(home, folder, seconds, processes):
    """Start a run and kill it once it is under way and some time has gone by."""
    process = start_command(home, "ingest", folder, "--no-comparing", processes=processes)
    store = home / "payloads"
    deadline = time.monotonic() + 60
    while process.poll() is None and not any(store.rglob("*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode


@pytest.mark.parametrize("kills", [KILLS, pytest.param(50, marks=[pytest.mark.long, pytest.mark.timeout(1500)])])
def test_killed_and_run_again_is_as_if_unbroken(kills, empty_archive, folder, uninterrupted_run, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(empty_archive, home)
    moments = random.Random(7)

    codes = [kill_run_after(home, folder, moments.uniform(0, 2), 1 + number % 2) for number in range(kills)]
    wait_for_exit(start_command(home, "ingest", folder, "--no-comparing"))

    rows, files = uninterrupted_run
    after = read_archive(home)
    assert -signal.SIGKILL in codes
    assert after["contents"] == rows["contents"]
    assert after["authorities"] == rows["authorities"]
    assert after["payloads"] == rows["payloads"]
    assert list_payload_files(home) == files
    assert after["queued"] == 0
    assert after["batches"][-1] == "finished"
    assert "running" not in after["batches"]


def test_two_runs_at_once_make_one_archive(empty_archive, folder, uninterrupted_run, tmp_path):
    home, results = run_two_at_once(empty_archive, tmp_path, folder, "--no-comparing")

    added = sum(int(out.split()[0].replace(",", "")) for _, out, _ in results)
    after, (rows, files) = read_archive(home), uninterrupted_run
    assert added == 516
    assert after["contents"] == rows["contents"]
    assert after["authorities"] == rows["authorities"]
    assert list_payload_files(home) == files
    assert after["batches"] == ["finished", "finished"]


def test_two_runs_at_once_compare_without_standing_in_each_others_way(empty_archive, folder, tmp_path):
    few = tmp_path / "few"
    shutil.copytree(folder, few, ignore=shutil.ignore_patterns("lines.jsonl"))

    home, results = run_two_at_once(empty_archive, tmp_path, few)

    assert read_archive(home)["batches"] == ["finished", "finished"]
    assert any("66 articles compared" in err for _, _, err in results), results


def run_two_at_once(empty, tmp_path, *given):
    """Run two processes over the same input at once; both end as one alone would."""
    home = tmp_path / "home"
    shutil.copytree(empty, home)
    results = [wait_for_exit(run) for run in [start_command(home, "ingest", *given) for _ in range(2)]]
    assert [status for status, _, _ in results] == [1, 1], results
    assert all(out for _, out, _ in results), [err[-1500:] for _, _, err in results]
    return home, results


def test_processes_that_read_end_with_the_run_that_is_killed(empty_archive, folder, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(empty_archive, home)
    process = start_command(home, "ingest", folder, "--no-comparing", processes=2)
    deadline = time.monotonic() + 60
    while len(readers := list_children(process.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    while any(Path(f"/proc/{pid}").exists() for pid in readers) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert readers
    assert not any(Path(f"/proc/{pid}").exists() for pid in readers)


def list_children(pid):
    """The processes that a process started."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
