"""Packs beyond ZIP and tar: bzip2, xz, zstd, 7z and RAR, each record found again, hostile ones stopped."""

import bz2
import hashlib
import io
import lzma
import struct
import sys
import tarfile
import zlib
from contextlib import suppress
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.errors import UnreadableDocument
from archive.formats.containers import compression, unpack_process, unpacking
from archive.formats.containers.compression import open_packing
from archive.models import Article, Capture
from archive.storage.payloads import read_record_bytes
from tests.formats.container_builders import build_tar, build_zip
from tests.ingest.container_files import ANSWERS, LINES, NAMES, PAGES, TABLE, build_warc
from tests.ingest.file_reading import get_documents, get_refusals, ingest_paths, read_items

libarchive = pytest.importorskip("libarchive")


def build_7z(files: dict[str, bytes], format_name="7zip") -> bytes:
    """A 7z (or another pack that libarchive writes) of these files."""
    parts: list[bytes] = []

    def write(part: bytes) -> int:
        parts.append(bytes(part))
        return len(part)

    with libarchive.custom_writer(write, format_name) as pack:
        for name, content in files.items():
            pack.add_file_from_memory(name, len(content), content)
    return b"".join(parts)


def build_rar(files: dict[str, bytes]) -> bytes:
    """A RAR (of the fourth kind) that stores these files as they are."""

    def build_block(kind: int, flags: int, body: bytes, size: int) -> bytes:
        head = struct.pack("<BHH", kind, flags, size) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    pack = b"Rar!\x1a\x07\x00" + build_block(0x73, 0, bytes(6), 13)
    for name, content in files.items():
        facts = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0x586F4A6B, 20, 0x30, len(name), 0x81A4
        )
        pack += build_block(0x74, 0x8000, facts + name.encode(), 32 + len(name)) + content
    return pack + build_block(0x7B, 0x4000, b"", 7)


PACKS = {
    "tar.bz2": bz2.compress(build_tar(PAGES)),
    "tar.xz": lzma.compress(build_tar(PAGES)),
    "jsonl.xz": lzma.compress(LINES),
    "jsonl.bz2": bz2.compress(LINES),
    "csv.bz2": bz2.compress(TABLE),
    "warc.xz": lzma.compress(build_warc(*ANSWERS, packed=False)),
    "jsonl.xz of two parts": lzma.compress(LINES[:100]) + bytes(4) + lzma.compress(LINES[100:]),
    "7z": build_7z(PAGES),
    "7z in a ZIP": build_zip({"inner.7z": build_7z(PAGES)}),
    "7z of a ZIP": build_7z({"inner.zip": build_zip(PAGES)}),
    "rar": build_rar(PAGES),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PACKS)
def test_every_record_of_a_pack_goes_in_and_is_found_again(kind, tmp_path):
    path = tmp_path / f"pack.{kind.partition(' ')[0]}"
    path.write_bytes(PACKS[kind])

    report = ingest_paths([path])

    assert (report.added, report.refused) == (3, 0), report.refusals
    assert ingest_paths([path]).known == 3
    assert sorted(Article.objects.values_list("title", flat=True)) == sorted(NAMES)
    for capture in Capture.objects.select_related("payload"):
        assert hashlib.sha256(read_record_bytes(capture)).hexdigest() == capture.digest


def test_a_tar_named_tgz_is_read(tmp_path):
    assert len(get_documents(read_items(tmp_path, build_tar(PAGES, "w:gz"), "pages.tgz"))) == 3


def test_the_format_given_is_that_of_the_file_within_the_packing(tmp_path):
    items = read_items(tmp_path, lzma.compress(LINES), "a.jsonl.xz", format_name="jsonl")

    assert len(get_documents(items)) == 3


def test_packs_that_break_off_keep_what_came_before(tmp_path):
    items = read_items(tmp_path, bz2.compress(LINES * 400)[:-500], "a.jsonl.bz2")

    assert "its end is missing" in get_refusals(items)[-1][1]


def test_a_damaged_7z_is_refused_with_the_next_step(tmp_path):
    ((_, reason),) = get_refusals(read_items(tmp_path, PACKS["7z"][:-40], "a.7z"))

    assert reason.startswith("It is a pack that is damaged")
    assert "Unpack it on your computer" in reason
    assert "errno" not in reason


def test_links_in_a_7z_are_refused_and_never_followed(tmp_path):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w|") as pack:
        link = SimpleNamespace(pathname="secret.txt", mtime=0, isreg=False, isdir=False, linkname="/etc/passwd")
        unpack_process.write_entry(pack, link)

    items = read_items(tmp_path, target.getvalue(), "a.tar")

    assert [reason for _, reason in get_refusals(items)] == ["It is a link or a device, no file. Pack the file itself."]
    assert get_documents(items) == []


def test_bombs_are_stopped_by_their_size(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.formats.streams.ALWAYS_ALLOWED", 1_000_000)
    zeros = bytes(6_000_000)
    for name, content in (
        ("a.txt.xz", lzma.compress(zeros)),
        ("a.txt.bz2", bz2.compress(zeros)),
        ("a.7z", build_7z({"a.jsonl": zeros})),
    ):
        reasons = [reason for _, reason in get_refusals(read_items(tmp_path, content, name))]
        assert any("times its size" in reason or "larger than" in reason for reason in reasons), (name, reasons)


def test_without_libarchive_a_7z_is_refused_with_a_way_without(tmp_path, monkeypatch):
    script = tmp_path / "script.py"
    script.write_text("import sys\nsys.exit(3)\n")
    monkeypatch.setattr(unpacking, "SCRIPT", script)

    ((_, reason),) = get_refusals(read_items(tmp_path, PACKS["7z"], "a.7z"))

    assert "Unpack it on your computer" in reason
    assert "pip" not in reason
    assert reason.remedy == "install packs"


def test_a_locked_pack_is_refused_as_locked(tmp_path, monkeypatch):
    script = tmp_path / "script.py"
    script.write_text("import sys\nsys.exit(5)\n")
    monkeypatch.setattr(unpacking, "SCRIPT", script)

    ((_, reason),) = get_refusals(read_items(tmp_path, PACKS["7z"], "a.7z"))

    assert reason.startswith("It is a pack locked by a password")


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python unpacks zstd itself")
def test_without_zstd_its_packs_are_refused_with_the_next_step(tmp_path):
    ((_, reason),) = get_refusals(read_items(tmp_path, b"\x28\xb5\x2f\xfd" + bytes(50), "a.jsonl.zst"))

    assert "packed by zstd" in reason
    assert "Unpack it on your computer" in reason


def test_xz_that_asks_for_much_memory_is_refused(monkeypatch):
    packed = lzma.compress(b"x" * 100, preset=9)
    monkeypatch.setattr(compression, "MAX_MEMORY", 1_000_000)

    with pytest.raises(UnreadableDocument, match="damaged"):
        open_packing(io.BytesIO(packed), "xz").read()


@given(st.binary(max_size=300), st.integers(0, 300), st.sampled_from(["xz", "bzip2"]))
@hypothesis_settings(max_examples=40, deadline=None)
def test_any_bytes_in_a_packing_are_read_or_refused(noise, at, packing):
    whole = (lzma if packing == "xz" else bz2).compress(LINES)
    content = whole[:at] + noise + whole[at:]
    with suppress(UnreadableDocument):  # and nothing else
        assert len(open_packing(io.BytesIO(content), packing).read()) <= len(LINES) * 2
