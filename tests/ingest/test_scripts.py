"""A script that calls `ingest` itself: its processes import it, so it must not do its work on import."""

import json
import subprocess
import sys
import textwrap

import pytest

from tests.ingest.other_processes import (
    ROOT,
    build_environment,
    create_archive,
    read_archive,
)

UNGUARDED = """
with SourceReader(sys.argv[1:]) as sources:
    print(ingest(sources.iter_items(), source="a script"))
"""
GUARDED = f'if __name__ == "__main__":\n{textwrap.indent(UNGUARDED, "    ")}'
HEAD = """
import sys

import django

django.setup()

from archive.ingest.pipeline import ingest
from archive.ingest.sources import SourceReader

"""


@pytest.fixture
def run(tmp_path):
    """Run a script on enough documents that processes are started for them."""
    home, lines, script = tmp_path / "home", tmp_path / "in.jsonl", tmp_path / "script.py"
    lines.write_text("".join(json.dumps({"title": f"T {n}", "text": f"Words {n}."}) + "\n" for n in range(60)))
    create_archive(home)

    def run_script(text, *, by_name=True):
        script.write_text(HEAD + text)
        done = subprocess.run(
            [sys.executable, str(script) if by_name else "-", str(lines)],
            input=None if by_name else script.read_text(),
            env=build_environment(home, processes=2),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done, read_archive(home)

    return run_script


def test_a_script_that_ingests_when_imported_ends_at_once_and_says_what_to_do(run):
    done, archive = run(UNGUARDED)

    assert done.returncode != 0
    assert '`if __name__ == "__main__":`' in done.stderr.splitlines()[-1]
    assert done.stderr.count("Traceback") == 1
    assert (archive["batches"], archive["contents"]) == (["interrupted"], {})


def test_a_script_that_is_piped_in_ends_at_once(run):
    done, archive = run(GUARDED, by_name=False)

    assert done.returncode != 0
    assert "run it from a file" in done.stderr.splitlines()[-1]
    assert (archive["batches"], archive["contents"]) == (["interrupted"], {})


def test_a_script_that_ingests_only_when_run_is_served_by_its_processes(run):
    done, archive = run(GUARDED)

    assert (done.returncode, done.stderr) == (0, "")
    assert (archive["batches"], len(archive["contents"])) == (["finished"], 60)
