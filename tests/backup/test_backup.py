"""A backup of an archive in use, and the archive made of it."""

import hashlib
import io
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing

import pytest

from tests.ingest.other_processes import ROOT, build_environment, create_archive, start_command, wait_for_exit

PATIENCE = 120
PAGE = "# Page {0}\n\nShip {0} lay in the harbour and nobody knew for how long it would stay there.\n"


def run_command(home, *command):
    """Run a command of the archive in `home`; returns exit status, output and errors."""
    status, out, err = wait_for_exit(start_command(home, *command))
    assert "Traceback" not in err, err
    return status, out, err


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive of three articles."""
    home = tmp_path_factory.mktemp("homes") / "archive"
    pages = tmp_path_factory.mktemp("pages")
    for number in range(3):
        (pages / f"{number}.md").write_text(PAGE.format(number))
    assert run_command(home, "ingest", pages)[0] == 0
    return home


@pytest.fixture(scope="module")
def backup(archive, tmp_path_factory):
    path = tmp_path_factory.mktemp("backups") / "backup.tar"
    status, out, err = run_command(archive, "backup", path)
    assert status == 0, err
    assert f"{archive} is backed up in {path}" in out
    return path


def query_database(home, question):
    """The rows that a query finds in the database of an archive."""
    with closing(sqlite3.connect(home / "cuttings.sqlite3", timeout=PATIENCE)) as database:
        database.execute("PRAGMA ignore_check_constraints=ON")  # their functions are Django's
        return database.execute(question).fetchall()


def count_articles(home):
    try:
        return query_database(home, "SELECT count(*) FROM archive_article")[0][0]
    except sqlite3.OperationalError:  # no table yet
        return 0


def wait_until(is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def find_lost_or_changed(home):
    """Originals that a database names and that are not there as they were."""
    store = home / "payloads"
    return [
        digest
        for (digest,) in query_database(home, "SELECT sha256 FROM archive_payload")
        if not (path := store / digest[:2] / digest[2:4] / digest).exists()
        or hashlib.sha256(path.read_bytes()).hexdigest() != digest
    ]


@pytest.mark.slow
def test_a_backup_made_while_articles_come_in_is_an_archive(tmp_path):
    home, pages, stop = tmp_path / "home", tmp_path / "pages", tmp_path / "stop"
    pages.mkdir()
    create_archive(home)
    command = [sys.executable, "-m", "tests.backup.writer", pages, stop]
    writer = subprocess.Popen(list(map(str, command)), cwd=ROOT, env=build_environment(home))
    counts = []
    try:
        for number in range(2):
            before = count_articles(home)
            wait_until(lambda least=before: count_articles(home) > least + 5)
            counts.append(count_articles(home))
            assert run_command(home, "backup", tmp_path / f"{number}.tar")[0] == 0
            most = count_articles(home)
            wait_until(lambda least=most: count_articles(home) > least)  # it went on all the while
    finally:
        stop.touch()
        writer.wait(timeout=PATIENCE)
    assert writer.returncode == 0

    for number, least in enumerate(counts):
        restored = tmp_path / f"restored-{number}"
        assert run_command(restored, "restore", tmp_path / f"{number}.tar")[0] == 0

        assert query_database(restored, "PRAGMA integrity_check") == [("ok",)]
        assert count_articles(restored) >= least
        assert find_lost_or_changed(restored) == []
        assert run_command(restored, "check_index")[0] == 0
        assert query_database(restored, "SELECT count(*) FROM archive_batch WHERE state = 'running'") == [(0,)]


def test_the_archive_of_a_backup_is_the_one_it_was_made_of(archive, backup, tmp_path):
    home = tmp_path / "deep" / "restored"

    status, out, err = run_command(home, "restore", backup)

    assert status == 0, err
    assert "3 articles and 3 originals" in out
    assert "3 found" in run_command(home, "search", "harbour")[1]
    assert query_database(home, "SELECT * FROM archive_article ORDER BY id") == query_database(
        archive, "SELECT * FROM archive_article ORDER BY id"
    )
    assert (home / "secret.key").read_text() == (archive / "secret.key").read_text()


def test_a_backup_and_what_is_made_of_it_are_for_their_owner_alone(backup, tmp_path):
    home = tmp_path / "restored"
    run_command(home, "restore", backup)

    files = [path for path in (backup, home, *home.rglob("*")) if path != home / "static"]
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_any_machine_can_open_a_backup_and_compare_its_checksums(backup, tmp_path):
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path, filter="data")

    lines = (tmp_path / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    files = {path for path in tmp_path.rglob("*") if path.is_file()} - {tmp_path / "SHA256SUMS"}
    assert {str(path.relative_to(tmp_path)) for path in files} == set(listed)
    for path in files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert listed[str(path.relative_to(tmp_path))] == digest


def test_a_folder_to_write_to_gives_a_backup_the_name_of_its_moment(archive, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()

    assert run_command(archive, "backup", folder)[0] == 0

    (path,) = folder.iterdir()
    assert path.name.startswith("cuttings-20")
    assert path.suffix == ".tar"


def test_neither_a_backup_nor_an_archive_is_overwritten(archive, backup, tmp_path):
    there = {path: path.stat().st_mtime_ns for path in archive.rglob("*") if path.is_file()}

    status, _, err = run_command(archive, "backup", backup)
    assert status == 1
    assert "is there already" in err
    status, _, err = run_command(archive, "restore", backup)
    assert status == 1
    assert f"{archive} is not empty" in err
    assert err.count("\n") == 1
    assert all(path.stat().st_mtime_ns == moment for path, moment in there.items())
    (tmp_path / "notes.txt").write_text("mine")
    assert run_command(tmp_path, "restore", backup)[0] == 1
    assert {path.name for path in tmp_path.iterdir()} == {"notes.txt", "payloads"}


def test_a_folder_that_a_server_was_started_in_too_early_is_restored_into(archive, backup, tmp_path):
    home = tmp_path / "home"
    for folder in ("payloads/incoming", "index", "logs", "static"):
        (home / folder).mkdir(parents=True)
    (home / "logs" / "cuttings.log").write_text("{}\n")
    (home / "secret.key").write_text("another")

    assert run_command(home, "restore", backup)[0] == 0

    assert (home / "secret.key").read_text() == (archive / "secret.key").read_text()


def test_what_editors_handed_over_is_taken_in_by_the_archive_of_the_backup(archive, tmp_path):
    home, restored = tmp_path / "home", tmp_path / "restored"
    shutil.copytree(archive, home)
    folder = home / "uploads" / "0123456789abcdef"
    folder.mkdir(parents=True)
    (folder / "00001").write_text(PAGE.format("handed over"))
    script = (
        "from archive.models import Batch; from django.contrib.auth.models import User;"
        " maud = User.objects.create_user('maud');"
        " options = {'files': {%r: 'page.md'}, 'outlet': None, 'collection': None};"
        " Batch.objects.create(source='upload: page.md', state='waiting', given_by=maud,"
        " options=options)"
    )
    assert run_command(home, "shell", "-c", script % str(folder / "00001"))[0] == 0

    assert run_command(home, "backup", tmp_path / "backup.tar")[0] == 0
    shutil.rmtree(home)
    assert run_command(restored, "restore", tmp_path / "backup.tar")[0] == 0
    status, out, err = run_command(restored, "work", "--once")

    assert status == 0, err
    assert "1 added" in out


def test_an_original_that_the_archive_lost_is_told_and_the_rest_is_backed_up(archive, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(archive, home)
    lost, changed, _ = sorted(path for path in (home / "payloads").rglob("*") if path.is_file())
    lost.unlink()
    changed.chmod(0o600)
    changed.write_text("something else")

    status, _, err = run_command(home, "backup", tmp_path / "backup.tar")

    assert status == 1
    assert f"lost: {lost.name}" in err
    assert f"changed: {changed.name}" in err
    assert run_command(tmp_path / "restored", "restore", tmp_path / "backup.tar")[0] == 0
    assert count_articles(tmp_path / "restored") == 3


KILLED = """
import os, signal
from archive.backup import write
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
write._add_originals = die
from django.core.management import call_command
call_command("backup", {path!r})
"""


@pytest.mark.slow
def test_an_incremental_backup_writes_each_original_once_and_restores(archive, tmp_path):
    home, backups = tmp_path / "home", tmp_path / "backups"
    backups.mkdir()
    shutil.copytree(archive, home)
    assert run_command(home, "backup", "--incremental", backups / "1.tar")[0] == 0
    first = {path: path.stat().st_ino for path in (backups / "originals").rglob("*") if path.is_file()}
    (tmp_path / "new.md").write_text(PAGE.format(9))
    assert run_command(home, "ingest", tmp_path / "new.md", "--no-comparing")[0] == 0
    assert run_command(home, "backup", "--incremental", backups / "2.tar")[0] == 0
    both = {path: path.stat().st_ino for path in (backups / "originals").rglob("*") if path.is_file()}

    assert (len(first), len(both)) == (3, 4)
    assert first.items() <= both.items()
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in both)
    assert "is whole" in run_command(tmp_path / "none", "restore", "--check", backups / "1.tar")[1]
    assert not (tmp_path / "none").exists()
    assert run_command(tmp_path / "restored", "restore", backups / "2.tar")[0] == 0
    assert count_articles(tmp_path / "restored") == 4
    assert find_lost_or_changed(tmp_path / "restored") == []

    damaged = next(iter(first))
    damaged.chmod(0o600)
    damaged.write_bytes(b"x" * damaged.stat().st_size)
    status, _, err = run_command(tmp_path / "other", "restore", backups / "1.tar")
    assert (status, str(damaged) in err) == (1, True)
    assert not (tmp_path / "other").exists()


def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(archive, tmp_path):
    path = tmp_path / "backup.tar"

    status, _, _ = run_command(archive, "shell", "-c", KILLED.format(path=str(path)))

    assert status == -signal.SIGKILL
    assert {left.suffix for left in tmp_path.glob("backup*")} <= {".partial"}
    (partial,) = (left for left in tmp_path.glob("backup*") if left.is_file())
    status, _, err = run_command(tmp_path / "home", "restore", partial)
    assert status == 1
    assert "is no whole backup" in err
    assert not (tmp_path / "home").exists()
    assert run_command(archive, "backup", path)[0] == 0


@pytest.mark.parametrize("killed_in", ["restore._move_into_place", "restore.os.sync"])
def test_a_restoring_that_is_killed_can_be_begun_again(killed_in, backup, tmp_path):
    home = tmp_path / "home"
    script = KILLED.replace("write._add_originals", killed_in).replace("import write", "import restore")
    script = script.replace('"backup"', '"restore"').format(path=str(backup))

    assert run_command(home, "shell", "-c", script)[0] == -signal.SIGKILL
    assert "There is no archive" in run_command(home, "search", "harbour")[2]

    assert run_command(home, "restore", backup)[0] == 0
    assert [path.name for path in home.iterdir() if path.name.startswith("restoring")] == []
    assert "3 found" in run_command(home, "search", "harbour")[1]


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a file system of its own with room for 300 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=300k", "cuttings-test", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mounting, check=False).returncode:
        pytest.skip("this user may not mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_in_one_line_and_nothing_is_left(archive, backup, small_disk):
    status, _, err = run_command(archive, "backup", small_disk / "backup.tar")

    assert status == 1
    assert err.count("\n") == 1
    assert "full" in err or "No space left" in err
    assert list(small_disk.iterdir()) == []

    status, _, err = run_command(small_disk / "home", "restore", backup)

    assert status == 1
    assert err.count("\n") == 1
    assert "No space left" in err
    assert list(small_disk.iterdir()) == []


def write_changed_backup(backup, path, **facts):
    """Copy a backup with changed facts about itself and new checksums."""
    with tarfile.open(backup) as old, tarfile.open(path, "w") as new:
        for member in old:
            raw = old.extractfile(member).read()
            if member.name == "backup.json":
                raw = json.dumps(json.loads(raw) | facts).encode()
            member.size = len(raw)
            new.addfile(member, io.BytesIO(raw))
    return path


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"form": 3, "version": "9.0"}, "newer version of Cuttings (9.0)"),
        ({"migrations": ["9999_of_tomorrow"]}, "newer version"),
        ({"database": "postgresql"}, "Set DATABASE_URL"),
        ({"made_at": None, "originals": "many"}, "cannot be read"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused_before_anything_is_written(facts, reason, backup, tmp_path):
    path = write_changed_backup(backup, tmp_path / "other.tar", **facts)

    status, _, err = run_command(tmp_path / "home", "restore", path)

    assert status == 1
    assert reason in err
    assert err.count("\n") == 1
    assert not (tmp_path / "home").exists()


def test_a_backup_is_made_of_an_archive_that_waits_to_be_migrated(archive, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(archive, home)
    with closing(sqlite3.connect(home / "cuttings.sqlite3")) as database, database:
        database.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'archive')"
        )

    assert run_command(home, "search", "harbour")[0] == 1
    assert run_command(home, "backup", tmp_path / "backup.tar")[0] == 0
