"""Packs made to do harm: bombs, names that climb, links; bounded or refused."""

import gzip
import io
import stat
import struct
import tarfile
import time
import zipfile

import pytest

from archive.formats import streams
from tests.formats.built import HTML, tarred, warc, zipped
from tests.ingest.container_files import page
from tests.ingest.printed import BODY
from tests.ingest.taking import documents, refused, taken

QUICK = 25  # seconds, on a busy machine


@pytest.fixture(autouse=True)
def in_good_time(request):
    began = time.monotonic()
    yield
    assert "long" in request.keywords or time.monotonic() - began < QUICK


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def reasons(items):
    return " | ".join(reason for _, reason in refused(items))


# Bombs


def test_a_zip_bomb_is_refused(tmp_path):
    content = zipped({"a.txt": b"\0" * 30_000_000, "good.txt": f"Good\n\n{BODY}"})

    items = taken(tmp_path, content)

    assert "opens to more than 200 times its size" in reasons(items)
    assert [one.record for one in documents(items)] == ["good.txt"]


def test_a_zip_that_lies_about_its_sizes_is_bounded(tmp_path, settings):
    settings.MAX_DOCUMENT_BYTES = 1_000_000
    content = bytearray(zipped({"a.txt": b"A word. " * 2_000_000}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 100)

    assert documents(taken(tmp_path, bytes(content))) == []


def test_a_gzip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "ALWAYS_ALLOWED", 1_000_000)
    lines = gzip.compress((b'{"a": "' + b"x" * 9_000 + b'"}\n') * 3000, 9)

    assert "times its size" in reasons(taken(tmp_path, lines, "a.jsonl.gz"))


def test_packs_within_packs_have_an_end(tmp_path):
    content = f"Good\n\n{BODY}".encode()
    for number in range(6):
        content = zipped({f"{number}.zip" if number else "a.txt": content})

    assert "packed more than 3 times over" in reasons(taken(tmp_path, content))


def test_a_zip_of_overlapping_files_is_refused_or_bounded(tmp_path):
    """Many names for one piece of packed text: the bomb that needs no packs within packs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("0.txt", b"A word or two. " * 1000)
        for number in range(1, 50):
            info = zipfile.ZipInfo(f"{number}.txt")
            first = pack.filelist[0]
            info.compress_type, info.CRC = first.compress_type, first.CRC
            info.compress_size, info.file_size = first.compress_size, first.file_size
            info.header_offset = first.header_offset
            pack.filelist.append(info)
        pack._didModify = True

    items = taken(tmp_path, file.getvalue())

    assert len(documents(items)) <= 1
    assert len(refused(items)) >= 1


# Names and links


EVIL = [
    "../../etc/passwd.txt",
    "/etc/evil.txt",
    "C:\\evil.txt",
    "a\nrefused: all.txt",
    "\u202eevil.txt",
    "x" * 3000 + ".txt",
]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_in_packs_are_only_names(pack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = [f"Title {number}\n\n{BODY}".encode() for number in range(len(EVIL))]
    files = dict(zip(EVIL, texts, strict=True))

    items = taken(tmp_path, pack(files))

    assert len(documents(items)) == len(EVIL)
    assert all(one.record.isprintable() and len(one.record) <= 100 for one in documents(items))
    assert names_in(tmp_path) == ["a", "payloads"]


def test_a_wacz_that_climbs_out_of_itself_is_read_in_place(tmp_path):
    inner = warc(("https://g.example/a", "2024-03-14T00:00:00Z", [HTML], page("A day")))
    content = zipped({"datapackage.json": "{}", "archive/../../../tmp/a.warc.gz": inner})

    assert len(documents(taken(tmp_path, content, "a.wacz"))) == 1
    assert names_in(tmp_path) == ["a.wacz", "payloads"]


def test_links_and_devices_in_a_tar_are_refused(tmp_path):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as pack:
        for name, kind in (
            ("link.txt", tarfile.SYMTYPE),
            ("hard.txt", tarfile.LNKTYPE),
            ("null.txt", tarfile.CHRTYPE),
            ("pipe.txt", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            pack.addfile(info)

    items = taken(tmp_path, file.getvalue())

    assert (documents(items), len(refused(items))) == ([], 4)


def test_a_link_in_a_zip_is_refused(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        pack.writestr(info, "/etc/passwd")

    assert "It is a link" in reasons(taken(tmp_path, file.getvalue()))


def test_an_encrypted_zip_says_so(tmp_path):
    content = bytearray(zipped({"a.txt": b"words"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + flags] |= 1

    assert "It is encrypted" in reasons(taken(tmp_path, bytes(content)))
