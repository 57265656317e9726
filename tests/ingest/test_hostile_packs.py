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
from tests.formats.container_builders import HTML, build_tar, build_warc, build_zip
from tests.ingest.article_reading import BODY
from tests.ingest.container_files import build_page
from tests.ingest.file_reading import get_documents, get_refusals, read_items

QUICK = 25  # seconds, on a busy machine


@pytest.fixture(autouse=True)
def in_good_time(request):
    began = time.monotonic()
    yield
    assert "long" in request.keywords or time.monotonic() - began < QUICK


def list_names(folder):
    return sorted(path.name for path in folder.iterdir())


def join_reasons(items):
    return " | ".join(reason for _, reason in get_refusals(items))


# Bombs


def test_a_zip_bomb_is_refused(tmp_path):
    content = build_zip({"a.txt": b"\0" * 30_000_000, "good.txt": f"Good\n\n{BODY}"})

    items = read_items(tmp_path, content)

    assert "opens to more than 200 times its size" in join_reasons(items)
    assert [one.record for one in get_documents(items)] == ["good.txt"]


def test_a_zip_that_lies_about_its_sizes_is_bounded(tmp_path, settings):
    settings.MAX_DOCUMENT_BYTES = 1_000_000
    content = bytearray(build_zip({"a.txt": b"A word. " * 2_000_000}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 100)

    assert get_documents(read_items(tmp_path, bytes(content))) == []


def test_a_gzip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "ALWAYS_ALLOWED", 1_000_000)
    lines = gzip.compress((b'{"a": "' + b"x" * 9_000 + b'"}\n') * 3000, 9)

    assert "times its size" in join_reasons(read_items(tmp_path, lines, "a.jsonl.gz"))


def test_packs_within_packs_have_an_end(tmp_path):
    content = f"Good\n\n{BODY}".encode()
    for number in range(6):
        content = build_zip({f"{number}.zip" if number else "a.txt": content})

    assert "packed more than 3 times over" in join_reasons(read_items(tmp_path, content))


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

    items = read_items(tmp_path, file.getvalue())

    assert len(get_documents(items)) <= 1
    assert len(get_refusals(items)) >= 1


# Names and links


EVIL = [
    "../../etc/passwd.txt",
    "/etc/evil.txt",
    "C:\\evil.txt",
    "a\nrefused: all.txt",
    "\u202eevil.txt",
    "x" * 3000 + ".txt",
]


@pytest.mark.parametrize("pack", [build_zip, build_tar])
def test_names_in_packs_are_only_names(pack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = [f"Title {number}\n\n{BODY}".encode() for number in range(len(EVIL))]
    files = dict(zip(EVIL, texts, strict=True))

    items = read_items(tmp_path, pack(files))

    assert len(get_documents(items)) == len(EVIL)
    assert all(one.record.isprintable() and len(one.record) <= 100 for one in get_documents(items))
    assert list_names(tmp_path) == ["a", "payloads"]


def test_a_wacz_that_climbs_out_of_itself_is_read_in_place(tmp_path):
    inner = build_warc(("https://g.example/a", "2024-03-14T00:00:00Z", [HTML], build_page("A day")))
    content = build_zip({"datapackage.json": "{}", "archive/../../../tmp/a.warc.gz": inner})

    assert len(get_documents(read_items(tmp_path, content, "a.wacz"))) == 1
    assert list_names(tmp_path) == ["a.wacz", "payloads"]


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

    items = read_items(tmp_path, file.getvalue())

    assert (get_documents(items), len(get_refusals(items))) == ([], 4)


def test_a_link_in_a_zip_is_refused(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        pack.writestr(info, "/etc/passwd")

    assert "It is a link" in join_reasons(read_items(tmp_path, file.getvalue()))


def test_an_encrypted_zip_says_so(tmp_path):
    content = bytearray(build_zip({"a.txt": b"words"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + flags] |= 1

    assert "It is encrypted" in join_reasons(read_items(tmp_path, bytes(content)))
