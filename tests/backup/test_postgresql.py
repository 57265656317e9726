"""A backup of an archive whose rows are in PostgreSQL, and the archive made of it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.backup.test_backup import PAGE
from tests.ingest.other_processes import ROOT, build_environment

INITDB = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not INITDB, reason="no PostgreSQL here: install Debian's postgresql"),
]


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL of our own with two empty databases: the address they share."""
    programs = INITDB[-1].parent
    as_postgres = []
    folder = Path(tempfile.mkdtemp(prefix="cuttings-postgresql-"))
    if os.geteuid() == 0:  # as root it does not run
        shutil.chown(folder, "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def program(name, *arguments):
        command = [*as_postgres, programs / name, "-D", folder / "data", *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=120)

    program("initdb", "-A", "trust", "-U", "cuttings", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
    program("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
    try:
        for name in ("old", "new"):
            command = ["createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "cuttings", name]
            subprocess.run([str(programs / command[0]), *command[1:]], check=True, timeout=60)
        yield f"postgres://cuttings@127.0.0.1:{port}"
    finally:
        program("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def run_command(home, database, *command, **variables):
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=ROOT,
        env=build_environment(home) | {"DATABASE_URL": database} | variables,
        check=False,
        capture_output=True,
        text=True,
        timeout=150,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_the_archive_of_a_backup_is_the_one_it_was_made_of(server, tmp_path):
    old, new, backup = tmp_path / "old", tmp_path / "new", tmp_path / "backup.tar"
    (tmp_path / "page.md").write_text(PAGE.format(1))
    assert "There is no archive" in run_command(old, f"{server}/old", "search", "harbour").stderr
    assert run_command(old, f"{server}/old", "ingest", tmp_path / "page.md").returncode == 0
    lacking = run_command(old, f"{server}/old", "backup", backup, PATH="/nowhere")
    assert "pg_dump is not installed here" in lacking.stderr

    assert run_command(old, f"{server}/old", "backup", backup).returncode == 0
    assert "Set DATABASE_URL" in run_command(tmp_path / "other", "", "restore", backup).stderr
    assert run_command(new, f"{server}/new", "restore", backup).returncode == 0

    assert "1 found" in run_command(new, f"{server}/new", "search", "harbour").stdout
    assert "1 sound, 0 damaged" in run_command(new, f"{server}/new", "check_payloads").stdout
    again = run_command(tmp_path / "again", f"{server}/new", "restore", backup)
    assert "is not empty" in again.stderr
    assert not (tmp_path / "again").exists()
