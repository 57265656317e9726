"""Archives of their own for runs in other processes, which can be killed."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_PRINT_ARCHIVE = """
import json
from tests.ingest.archive_rows import get_article_values, get_authority_names
from archive.models import Batch, IndexChange, Article, Payload
print(json.dumps({
    "contents": get_article_values(), "authorities": get_authority_names(),
    "payloads": sorted(Payload.objects.values_list("sha256", flat=True)),
    "batches": list(Batch.objects.order_by("pk").values_list("state", flat=True)),
    "queued": IndexChange.objects.values("article_id").distinct().count(),
}))
"""


def build_environment(home: Path, processes: int = 1) -> dict[str, str]:
    """Variables of an archive that lives in `home`; so many processes read beside a run."""
    inherited = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return inherited | {
        "CUTTINGS_MODE": "local",
        "CUTTINGS_HOME": str(home),
        "CUTTINGS_INGEST_PROCESSES": str(processes),
        "CUTTINGS_HASHED_STATIC": "false",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "PYTHONPATH": str(ROOT),
    }


def start_command(home: Path, *arguments: object, processes: int = 1) -> subprocess.Popen:
    """Start `manage.py` with these arguments in an archive of its own."""
    command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
    return subprocess.Popen(
        command,
        env=build_environment(home, processes),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def create_archive(home: Path) -> Path:
    """Create an archive without articles in `home`; the first one of a process is migrated, the others are copies."""
    shutil.copytree(_migrate_template(), home, dirs_exist_ok=True)
    return home


@cache
def _migrate_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cuttings-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    status, _, err = wait_for_exit(start_command(folder / "home", "migrate", "-v0"))
    assert status == 0, err
    return folder / "home"


def wait_for_exit(process: subprocess.Popen) -> tuple[int, str, str]:
    """Wait for a process: exit status, standard output, standard error."""
    out, err = process.communicate(timeout=150)
    return process.returncode, out, err


def read_archive(home: Path) -> dict:
    """The rows of the archive in `home`, as plain values."""
    status, out, err = wait_for_exit(start_command(home, "shell", "--no-imports", "-c", _PRINT_ARCHIVE))
    assert status == 0, err
    return json.loads(out.splitlines()[-1])


def list_payload_files(home: Path) -> list[str]:
    """The files of the payload store."""
    root = home / "payloads"
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
