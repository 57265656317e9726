"""A full disk is reported in words, and articles already saved are unharmed."""

import errno
import os
import shutil
import subprocess

import pytest

from archive.models import Article, Capture, Payload
from archive.storage.payloads import get_payload_path
from tests.ingest.article_reading import BODY
from tests.ingest.file_reading import ingest_paths

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_disk(tmp_path, settings):
    """A payload store on a file system of its own with room for 300 kB."""
    store = tmp_path / "small"
    store.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=300k", "cuttings-test", str(store)]
    if shutil.which("mount") is None or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a small file system")
    settings.PAYLOAD_ROOT = store
    yield store
    subprocess.run(["umount", str(store)], check=True)


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "in"
    root.mkdir()
    (root / "a-small.txt").write_text(f"Small one\n\n{BODY}")
    (root / "b-large.txt").write_text(f"Large one\n\n{BODY * 2000}")
    (root / "c-small.txt").write_text(f"Small two\n\n{BODY}")
    (root / "d-large.jsonl").write_text('{"title": "A line", "text": "' + "x" * 400_000 + '"}\n')
    return root


def test_a_really_full_disk(small_disk, folder):
    report = ingest_paths([folder])

    assert sorted(Article.objects.values_list("title", flat=True)) == ["Small one", "Small two"]
    assert [refusal.source.rpartition("/")[2] for refusal in report.refusals] == [
        "b-large.txt",
        "d-large.jsonl",
    ]
    assert all("No space left on device" in refusal.reason for refusal in report.refusals)
    assert all("take the same in again" in refusal.reason for refusal in report.refusals)
    assert len([path for path in small_disk.rglob("*") if path.is_file()]) == 2


def test_the_system_says_that_the_disk_is_full(folder, settings, monkeypatch):
    sync = os.fsync

    def no_room_for_large_files(descriptor):
        if os.fstat(descriptor).st_size > 300_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", no_room_for_large_files)

    report = ingest_paths([folder])

    assert (report.added, report.refused) == (2, 2)
    assert Payload.objects.count() == Capture.objects.count() == 2
    assert all(get_payload_path(payload.sha256).exists() for payload in Payload.objects.all())
    assert not [path for path in (settings.PAYLOAD_ROOT / "incoming").iterdir() if path.is_file()]


def test_with_room_again_the_rest_goes_in(folder, monkeypatch):
    def no_room(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        assert ingest_paths([folder]).added == 0

    assert ingest_paths([folder]).added == 4
