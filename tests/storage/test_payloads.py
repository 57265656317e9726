"""Original bytes are written once, whole, and found again."""

import errno
import gzip
import hashlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.errors import PayloadError
from archive.models import Payload
from archive.storage import payloads
from archive.storage.payloads import (
    get_payload_path,
    open_payload,
    read_record_bytes,
    read_record_text,
    remove_stale_files,
    stage_payload,
)
from tests import factories
from tests.storage.stored_payloads import store_payload

pytestmark = pytest.mark.django_db


def list_files(root):
    return sorted(path.relative_to(root).as_posix() for path in Path(root).rglob("*") if path.is_file())


class Once(io.BytesIO):
    """A stream that cannot be read twice, as a pipe."""

    def seekable(self):
        return False


def test_bytes_are_kept_under_their_digest(settings):
    row = store_payload(io.BytesIO(b"some bytes"), "text/plain")

    digest = hashlib.sha256(b"some bytes").hexdigest()
    assert (row.sha256, row.size, row.media_type) == (digest, 10, "text/plain")
    assert list_files(settings.PAYLOAD_ROOT) == [f"{digest[:2]}/{digest[2:4]}/{digest}"]
    with open_payload(row) as file:
        assert file.read() == b"some bytes"


@pytest.mark.parametrize("stream", [io.BytesIO, Once])
def test_equal_bytes_are_kept_once(settings, stream):
    first = store_payload(stream(b"same"), "text/plain")
    again = store_payload(stream(b"same"), "text/plain")

    assert first == again
    assert Payload.objects.count() == len(list_files(settings.PAYLOAD_ROOT)) == 1


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_come_back_as_they_were(content):
    with open_payload(store_payload(Once(content), "application/octet-stream")) as file:
        assert file.read() == content


def test_kept_files_are_read_only():
    assert get_payload_path(store_payload(io.BytesIO(b"x"), "text/plain").sha256).stat().st_mode & 0o222 == 0


def test_what_is_staged_and_not_kept_leaves_nothing(settings):
    stored = stage_payload(Once(b"unwanted"), "text/plain")
    with stored.open() as file:
        assert file.read() == b"unwanted"

    stored.discard()

    assert list_files(settings.PAYLOAD_ROOT) == []


def test_keeping_twice_does_no_harm(settings):
    stored = stage_payload(Once(b"x"), "text/plain")
    stored.store()
    stored.store()
    stored.discard()

    assert len(list_files(settings.PAYLOAD_ROOT)) == 1


def test_a_full_disk_is_explained_and_nothing_half_written_stays(settings, monkeypatch):
    def no_space(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)

    with pytest.raises(PayloadError, match=r"incoming/.*No space left on device.*Free space") as caught:
        store_payload(Once(b"x" * 100), "text/plain")

    assert str(settings.PAYLOAD_ROOT) in str(caught.value)
    assert list_files(settings.PAYLOAD_ROOT) == []
    assert not Payload.objects.exists()


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/dev/full").exists(), reason="needs /dev/full")
def test_the_kernels_own_full_device_is_explained(settings, monkeypatch):
    open_file = Path.open

    def onto_full(self, mode="r", *rest, **options):
        return open_file(
            Path("/dev/full") if mode == "xb" else self,
            "wb" if mode == "xb" else mode,
            *rest,
            **options,
        )

    monkeypatch.setattr(Path, "open", onto_full)

    with pytest.raises(PayloadError, match="No space left on device"):
        store_payload(Once(b"x" * 10_000_000), "text/plain")


def test_a_store_that_cannot_be_written_is_explained(settings):
    settings.PAYLOAD_ROOT.rmdir()
    settings.PAYLOAD_ROOT.write_text("a file where a folder should be")

    with pytest.raises(PayloadError, match="could not be written"):
        store_payload(Once(b"x"), "text/plain")


def test_a_stream_that_fails_leaves_nothing(settings):
    class Broken(Once):
        def read(self, *_):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store_payload(Broken(), "text/plain")

    assert list_files(settings.PAYLOAD_ROOT) == []


def test_bytes_that_are_gone_are_named():
    row = store_payload(io.BytesIO(b"x"), "text/plain")
    get_payload_path(row.sha256).unlink()

    with pytest.raises(PayloadError, match=f"{row.sha256}.*check the originals"):
        open_payload(row)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_record_is_its_bytes_whatever_it_is_packed_in(pack):
    payload = store_payload(io.BytesIO(pack(b"first\nsecond\nthird\n")), "application/gzip")
    capture = factories.capture(factories.article(), payload=payload, offset=6, length=6)

    assert read_record_bytes(capture) == b"second"


def test_a_record_is_the_text_its_evidence_counts_in():
    payload = store_payload(io.BytesIO("déjà vu".encode("windows-1252")), "text/plain")
    capture = factories.capture(factories.article(), payload=payload, length=7, encoding="windows-1252 (inferred)")

    assert read_record_text(capture) == "déjà vu"


def test_a_damaged_container_is_explained():
    payload = store_payload(io.BytesIO(gzip.compress(b"x" * 1000)[:-9]), "application/gzip")
    capture = factories.capture(factories.article(), payload=payload, offset=0, length=2000)

    with pytest.raises(PayloadError, match="cannot be read"):
        read_record_bytes(capture)


def test_halves_of_dead_processes_are_swept_and_those_of_the_living_stay(settings):
    folder = settings.PAYLOAD_ROOT / payloads.INCOMING_FOLDER
    folder.mkdir()
    (folder / "99999999-dead").write_bytes(b"half")
    (folder / f"{os.getpid()}-alive").write_bytes(b"half")

    assert remove_stale_files() == 1
    assert list_files(settings.PAYLOAD_ROOT) == [f"incoming/{os.getpid()}-alive"]
