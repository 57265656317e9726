"""A backup that is not as it was written is refused, wherever it was changed or cut off."""

import hashlib
import io
import json
import tarfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import __version__
from archive.backup.restore import read_backup
from archive.backup.write import BackupWriter
from archive.errors import BackupError

FACTS = {
    "form": 1,
    "version": __version__,
    "made_at": "2024-03-01T00:00:00+00:00",
    "originals": 2,
    "database": "sqlite",
    "migrations": ["0001_initial"],
    "uploads": "/there/uploads",
}
ORIGINALS = [b"harbour " * 500, b"\x00\x01\x02"]


def get_payload_name(original):
    digest = hashlib.sha256(original).hexdigest()
    return f"payloads/{digest[:2]}/{digest[2:4]}/{digest}"


FILES = {
    "backup.json": json.dumps(FACTS).encode(),
    "cuttings.sqlite3": b"",  # an empty database is a whole one
    "secret.key": b"secret",
    "uploads/0123456789abcdef/00001": b"handed over",
} | {get_payload_name(original): original for original in ORIGINALS}


def build_backup(files):
    file = io.BytesIO()
    writer = BackupWriter(file, io.BytesIO())
    for name, raw in files.items():
        writer.add(name, io.BytesIO(raw))
    writer.close()
    return file.getvalue()


@pytest.fixture
def read(tmp_path):
    """Read bytes as a backup: its files, or the reason of a refusal."""
    count = 0

    def reading(raw):
        nonlocal count
        count += 1
        folder = tmp_path / f"read-{count}"
        folder.mkdir()
        (tmp_path / "backup.tar").write_bytes(raw)
        reason = ""
        try:
            read_backup(tmp_path / "backup.tar", folder, lambda *_: None)
        except BackupError as error:
            reason = str(error)
        if reason:
            assert "\n" not in reason
            return reason
        found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
        return {name: path.read_bytes() for name, path in found.items() if name != "SHA256SUMS"}

    return reading


WHOLE = build_backup(FILES)
IN_EACH_TEST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
EXPECTED = {name: raw for name, raw in FILES.items() if name != "backup.json"}


def test_a_whole_backup_is_read(read):
    assert read(WHOLE) == EXPECTED


@IN_EACH_TEST
@given(place=st.integers(0, len(WHOLE) - 1), other=st.integers(1, 255))
def test_a_changed_byte_changes_nothing_or_is_found(read, place, other):
    raw = bytearray(WHOLE)
    raw[place] ^= other

    found = read(bytes(raw))

    assert found == EXPECTED or isinstance(found, str)


@IN_EACH_TEST
@given(length=st.integers(0, len(WHOLE)))
def test_a_backup_that_was_cut_off_is_whole_or_refused(read, length):
    found = read(WHOLE[:length])

    assert found == EXPECTED or isinstance(found, str)
    assert isinstance(found, str) or length > WHOLE.index(b"SHA256SUMS")


@pytest.mark.parametrize("name", [*list(FILES)[2:], "SHA256SUMS"])
def test_a_changed_file_is_named(read, name):
    files = FILES | ({} if name == "SHA256SUMS" else {name: FILES[name] + b"x"})
    sums = "".join(f"{hashlib.sha256(raw).hexdigest()}  {n}\n" for n, raw in FILES.items())
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for each, raw in (files | {"SHA256SUMS": sums.encode()}).items():
            if (each, name) != ("SHA256SUMS", "SHA256SUMS"):
                member = tarfile.TarInfo(each)
                member.size = len(raw)
                tar.addfile(member, io.BytesIO(raw))

    reason = read(file.getvalue())

    assert (f"{name} is not as it was written" if name != "SHA256SUMS" else "end is missing") in reason


@pytest.mark.parametrize(
    "name",
    [
        "../cuttings.sqlite3",
        "/etc/passwd",
        "secret.key/../../x",
        "index/live",
        "./secret.key",
        "payloads/aa/bb/" + "cc" * 32,
        "uploads/0123456789abcdef/../../00001",
        "notes.txt",
        "",
        "uploads/0123456789abcdef/00001\n",
        "payloads",
        "static/x.css",
    ],
)
def test_no_file_of_another_name_is_written(read, name, tmp_path):
    before = set(tmp_path.rglob("*"))

    reason = read(build_backup({"backup.json": FILES["backup.json"], name: b"x"}))

    assert "is no backup" in reason or "is no whole backup" in reason
    assert {p.name for p in {*tmp_path.rglob("*")} - before if p.is_file()} <= {
        "SHA256SUMS",
        "backup.tar",
    }


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_nothing_but_files_is_written(read, kind):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        member = tarfile.TarInfo("backup.json")
        member.size = len(FILES["backup.json"])
        tar.addfile(member, io.BytesIO(FILES["backup.json"]))
        member = tarfile.TarInfo("secret.key")
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)

    assert "is no backup of an archive: 'secret.key' is no file" in read(file.getvalue())


@pytest.mark.parametrize("raw", [b"", b"x" * 100_000, b"\x1f\x8b" * 100, b"PK\x03\x04" + b"x" * 999])
def test_what_is_no_tar_is_refused(read, raw):
    assert "is no" in read(raw)


def test_a_name_given_twice_is_refused(read):
    file = io.BytesIO()
    writer = BackupWriter(file, io.BytesIO())
    for name in ("backup.json", "secret.key", "secret.key"):
        writer.add(name, io.BytesIO(FILES[name]))
    writer.close()

    assert "secret.key is in it twice" in read(file.getvalue())
