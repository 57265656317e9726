"""A command where there is no archive, or one of another version: one line, and nothing is made."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = "<title>Harbour shut</title><article><p>Nothing moved in the harbour today.</p></article>"
COMMANDS = [
    ["search", "harbour"],
    ["check_index"],
    ["rebuild_index"],
    ["update_index"],
    ["check_payloads"],
    ["export_capture", "7k2m9qxa"],
    ["find_quotations"],
    ["find_duplicates"],
    ["find_stories"],
    ["work", "--once"],
    ["createsuperuser", "--noinput", "--username", "maud", "--email", "maud@example.org"],
    ["changepassword", "maud"],
    ["clearsessions"],
    ["ingest", "--retry", "1"],
    ["ingest", "/there/is/nothing"],
]


FORK_FOR_EACH = """
import json, os, sys
from pathlib import Path
os.environ |= {"CUTTINGS_MODE": "local", "DJANGO_SETTINGS_MODULE": "archive.settings"}
import django
from archive.__main__ import main
django.setup()
folder, runs = Path(sys.argv[1]), []
for command in json.loads(sys.argv[2]):
    if (pid := os.fork()) == 0:
        for stream, name in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(folder / name, os.O_CREAT | os.O_TRUNC | os.O_WRONLY), stream)
        sys.argv = ["manage.py", *command]
        main()
        sys.exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    texts = {name: (folder / name).read_text() for name in ("stdout", "stderr")}
    runs.append({"status": status, "made": (folder / "home").exists(), **texts})
print(json.dumps(runs))
"""


def build_environment(home):
    """Variables for an archive in `home`, without those of the tests."""
    ours = ("CUTTINGS_", "DATABASE_URL", "DJANGO_")
    return {name: v for name, v in os.environ.items() if not name.startswith(ours)} | {"CUTTINGS_HOME": str(home)}


def run_command(home, *command, umask=0o022):
    """Run a command of the archive in `home` under the usual umask; returns the finished process."""
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=ROOT,
        env=build_environment(home),
        umask=umask,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive of one article, as `ingest` makes it by itself."""
    home = tmp_path_factory.mktemp("homes") / "archive"
    page = home.parent / "page.html"
    page.write_text(PAGE)
    done = run_command(home, "ingest", page)
    assert done.returncode == 0, done.stderr
    assert f"A new archive was made in {home}." in done.stderr
    return home


@pytest.fixture(scope="module")
def runs_without_archive(tmp_path_factory):
    """Each command run in a process of its own, where there is no archive: status, output, and whether it made one.

    One process starts, and forks for each command: Python and Django are imported once.
    """
    folder = tmp_path_factory.mktemp("none")
    done = subprocess.run(
        [sys.executable, "-c", FORK_FOR_EACH, str(folder), json.dumps(COMMANDS)],
        cwd=ROOT,
        env=build_environment(folder / "home"),
        umask=0o022,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    return dict(zip(map(tuple, COMMANDS), json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_without_an_archive_says_so_and_makes_none(command, runs_without_archive):
    done = runs_without_archive[tuple(command)]

    assert done["status"] == 1
    assert done["stdout"] == ""
    assert done["stderr"].count("\n") == 1, done["stderr"]
    assert "There is no archive" in done["stderr"]
    assert not done["made"]


def test_a_folder_without_an_archive_is_left_as_it_is(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    (home / "notes.txt").write_text("mine")

    done = run_command(home, "search", "harbour")

    assert f"There is no archive in {home} yet." in done.stderr
    assert [path.name for path in home.iterdir()] == ["notes.txt"]
    assert stat.S_IMODE(home.stat().st_mode) == 0o755


def test_a_run_that_only_looks_makes_no_archive_either(tmp_path):
    (tmp_path / "page.html").write_text(PAGE)

    done = run_command(tmp_path / "home", "ingest", "--dry-run", tmp_path / "page.html")

    assert "would add: Harbour shut" in done.stdout
    assert done.returncode == 0
    assert not (tmp_path / "home").exists()


def test_what_ingest_made_is_an_archive(archive):
    assert "1 found" in run_command(archive, "search", "harbour").stdout


def test_nothing_in_an_archive_is_for_others_to_read(archive):
    entries = [archive, *archive.rglob("*")]
    own = [path for path in entries if path != archive / "static"]

    assert archive / "cuttings.sqlite3" in own
    assert {path.name for path in own if path.stat().st_mode & 0o077} == set()


def test_what_a_proxy_may_read_stays_readable(archive):
    done = run_command(archive, "collectstatic", "--no-input", umask=0o077)

    assert done.returncode == 0, done.stderr
    static = archive / "static"
    files = [path for path in static.rglob("*") if path.is_file()]
    assert any(path.suffix == ".gz" for path in files)
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in files)
    assert all(path.stat().st_mode & 0o055 == 0o055 for path in static.rglob("*") if path.is_dir())


@pytest.mark.parametrize("mode", [0o755, 0o711])
def test_what_was_left_for_others_to_read_is_closed_to_them(archive, mode):
    """By an older version, or by whoever copied it. Leave to pass through the folder is kept."""
    for path in (archive, archive / "payloads", archive / "index", archive / "cuttings.sqlite3"):
        path.chmod(mode if path.is_dir() else 0o644)

    run_command(archive, "check_payloads")

    assert stat.S_IMODE(archive.stat().st_mode) == (0o711 if mode == 0o711 else 0o700)
    assert stat.S_IMODE((archive / "cuttings.sqlite3").stat().st_mode) == 0o600


def copy_changed_database(archive, tmp_path, statement):
    """Copy the archive's database and execute a statement in the copy."""
    path = tmp_path / "cuttings.sqlite3"
    with sqlite3.connect(archive / "cuttings.sqlite3") as source, sqlite3.connect(path) as copy:
        source.backup(copy)
        copy.execute(statement)
    return tmp_path


@pytest.mark.parametrize("command", [["search", "harbour"], ["ingest", __file__], ["work"]])
def test_an_archive_of_an_older_version_is_not_touched(archive, tmp_path, command):
    last = "(SELECT max(id) FROM django_migrations WHERE app = 'archive')"
    home = copy_changed_database(archive, tmp_path, f"DELETE FROM django_migrations WHERE id = {last}")

    done = run_command(home, *command)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "older version" in done.stderr
    assert "manage.py migrate" in done.stderr


@pytest.mark.parametrize("command", [["search", "harbour"], ["migrate"], ["demo", "--no-serve"]])
def test_an_archive_of_a_newer_version_is_not_touched(archive, tmp_path, command):
    home = copy_changed_database(
        archive,
        tmp_path,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('archive', '9999_of_tomorrow', '2040-01-01')",
    )

    done = run_command(home, *command)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "newer version" in done.stderr
    assert "9999_of_tomorrow" in done.stderr


def test_a_database_that_is_none_is_said_in_one_line(tmp_path):
    (tmp_path / "cuttings.sqlite3").write_text("something else entirely " * 1000)

    done = run_command(tmp_path, "search", "harbour")

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be read (file is not a database)" in done.stderr


def test_a_database_that_does_not_answer_is_said_in_one_line(tmp_path):
    environment = {
        "CUTTINGS_HOME": str(tmp_path),
        "DATABASE_URL": "postgres://reader:hidden-word@127.0.0.1:9/cuttings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "search", "harbour"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "hidden-word" not in done.stderr
