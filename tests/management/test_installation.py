"""`pip install .` into an empty environment, used without the checkout."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.management.demo_process import ROOT, Demo, get_outside_environment


def run_command(*command: object, folder: Path, **environment: str) -> str:
    """Run a command; returns its output, and fails the test with it where the command fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=get_outside_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and re.search("NewConnectionError|ConnectTimeoutError", done.stderr):
        assert "CI" not in os.environ, done.stderr
        pytest.skip("no package registry can be reached from here")
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel that is built of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run_command(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", folder, ROOT, folder=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel, tmp_path_factory) -> Path:
    """`cuttings` in an environment that holds nothing but the wheel and what it depends on.

    The versions are those of the pins, so that what others publish tomorrow changes nothing here;
    which packages there are is for the wheel to say.
    """
    folder = tmp_path_factory.mktemp("installed")
    pins = (ROOT / "requirements" / "run.txt").read_text()
    pinned = re.findall(r"^[\w.-]+==[^\\\n]+", pins, re.MULTILINE)
    (folder / "pins.txt").write_text("\n".join(pinned))
    run_command(sys.executable, "-m", "venv", folder / "venv", folder=folder)
    pip = (folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-compile")
    run_command(*pip, "-c", folder / "pins.txt", wheel, folder=folder)
    return folder / "venv" / "bin" / "cuttings"


def test_the_wheel_holds_everything_that_pages_and_the_demo_are_made_of(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = run_command("git", "ls-files", "archive", "templates", "static", "fixtures", folder=ROOT)

    missing = {
        path
        for path in tracked.splitlines()
        if (path if path.startswith("archive/") else f"archive/assets/{path}") not in held
    }

    assert missing == set()


@pytest.mark.slow
def test_an_installed_program_serves_the_demo_from_an_empty_folder(program, tmp_path):
    empty, data = tmp_path / "empty", tmp_path / "data"
    empty.mkdir()

    with Demo(data, (program,), empty, "XDG_DATA_HOME") as demo:
        status, page, _ = demo.get("/")
        style = demo.get(re.search(r'href="(/static/[^"]+\.css)"', page)[1])[0]
        found = demo.get("/search/?q=harbour")[1]
        login = demo.get("/admin/login/")[0]
    found_in_the_shell = run_command(program, "search", "harbour", folder=empty, XDG_DATA_HOME=str(data))

    assert (status, style, login) == (200, 200, 200)
    assert "Harbour Gazette" in found
    assert "Harbour Gazette" in found_in_the_shell
    assert (demo.status, list(empty.iterdir())) == (0, []), demo.rest
    assert (data / "cuttings" / "cuttings.sqlite3").exists()
