"""Files made to do harm: bounded, refused or made harmless, and the run goes on."""

import gzip
import io
import json
import os
import signal
import stat
import struct
import tarfile
import time
import tracemalloc
import zipfile

import pytest
from django.urls import reverse

from archive.containers import bounds
from archive.ingest import extracting
from archive.ingest.extracting import BROUGHT_DOWN, Extracting
from archive.ingest.pipeline import ingest_paths, usual_reading
from archive.ingest.sources import Sources
from archive.models import Article, Author, Outlet
from tests.containers.built import HTML, mhtml, tarred, warc, zipped
from tests.ingest.printed import BODY, document
from tests.ingest.taking import documents, refused, taken
from tests.ingest.test_containers import LONG, RSS, page

QUICK = 25  # seconds, on a busy machine


@pytest.fixture(autouse=True)
def in_good_time(request):
    began = time.monotonic()
    yield
    assert "long" in request.keywords or time.monotonic() - began < QUICK


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
    monkeypatch.setattr(bounds, "FLOOR", 1_000_000)
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


EVIL = ["../../etc/passwd.txt", "/etc/evil.txt", "C:\\evil.txt", "a\nrefused: all.txt",
        "\u202eevil.txt", "x" * 3000 + ".txt"]  # fmt: skip


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_in_packs_are_only_names(pack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = [f"Title {number}\n\n{BODY}".encode() for number in range(len(EVIL))]
    files = dict(zip(EVIL, texts, strict=True))

    items = taken(tmp_path, pack(files))

    assert len(documents(items)) == len(EVIL)
    assert all(one.record.isprintable() and len(one.record) <= 100 for one in documents(items))
    assert sorted(os.listdir(tmp_path)) == ["a", "payloads"]


def test_a_wacz_that_climbs_out_of_itself_is_read_in_place(tmp_path):
    inner = warc(("https://g.example/a", "2024-03-14T00:00:00Z", [HTML], page("A day")))
    content = zipped({"datapackage.json": "{}", "archive/../../../tmp/a.warc.gz": inner})

    assert len(documents(taken(tmp_path, content, "a.wacz"))) == 1
    assert sorted(os.listdir(tmp_path)) == ["a.wacz", "payloads"]


def test_links_and_devices_in_a_tar_are_refused(tmp_path):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as pack:
        for name, kind in (
            ("link.txt", tarfile.SYMTYPE), ("hard.txt", tarfile.LNKTYPE),
            ("null.txt", tarfile.CHRTYPE), ("pipe.txt", tarfile.FIFOTYPE),
        ):  # fmt: skip
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


# Pages and feeds


def choking(size):
    """Bodies of some `size` bytes, each of which some parser takes too long for."""
    return {
        "deep": b"<div>" * (size // 11) + b"<p>" + BODY.encode() + b"</div>" * (size // 11),
        "a long attribute": b'<p class="' + b"x" * size + b'">' + BODY.encode() + b"</p>",
        "many attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(size // 8)) + b">x</p>",
        "unclosed tags": b"<b><i><a href=x>" * (size // 16) + BODY.encode(),
        "only openings": b"<" * size,
        "comments without end": b"<!--" * (size // 4),
        "entities": b"&lt;" * (size // 4),
        "one word": b"<p>" + b"a" * size + b"</p>",
        "a table without end": b"<table><tr><td>" * (size // 15),
        "broken JSON-LD": b'<script type="application/ld+json">' + b'{"a":[' * (size // 6),
    }


KINDS = list(choking(0))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "size", [100_000, pytest.param(9_500_000, marks=[pytest.mark.long, pytest.mark.timeout(600)])]
)
def test_a_page_made_to_choke_a_parser_ends_no_run(kind, size, tmp_path, settings):
    settings.INGEST_PROCESSES = 2  # a page this large is read in a process that can be ended
    start = b"<!doctype html><html><head><title>Choke</title></head><body>"
    (tmp_path / "a.html").write_bytes(start + choking(size)[kind])
    (tmp_path / "b.txt").write_text(f"Good one\n\n{BODY}")

    report = ingest_paths([tmp_path])

    assert report.added + report.refused == 2
    assert Article.objects.filter(title="Good one").exists()


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.mark.django_db
def test_scripts_in_titles_and_names_are_words_or_nothing_on_every_page(tmp_path, client):
    escaped = SCRIPT.replace("<", "&lt;").replace(">", "&gt;")
    (tmp_path / "a.html").write_bytes(page(escaped, text=f"{LONG} {escaped}"))
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"title": SCRIPT, "author": f"Jane {SCRIPT} Roe", "outlet": f"The {SCRIPT}",
                    "text": f"{SCRIPT} {BODY}", "section": SCRIPT, "url": "javascript:alert(3)"})
    )  # fmt: skip
    (tmp_path / "c.xml").write_bytes(RSS.replace(b"Harbour closed", escaped.encode()))
    (tmp_path / "d.csv").write_text(f'title,text\n"{SCRIPT}","{BODY}"\n')

    ingest_paths([tmp_path])

    addresses = [reverse("home"), reverse("authors"), reverse("outlets")]
    rows = [*Article.objects.all(), *Author.objects.all(), *Outlet.objects.all()]
    assert len(Article.objects.all()) == 6
    for address in [*addresses, *(row.get_absolute_url() for row in rows)]:
        shown = client.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    assert not Article.objects.filter(canonical_url__startswith="javascript").exists()


@pytest.mark.django_db
def test_entities_that_multiply_are_not_expanded(tmp_path):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]>'
    (tmp_path / "a.xml").write_bytes(
        bomb.encode() + RSS.partition(b"?>")[2].replace(b"Harbour closed", b"&l11;")
    )
    secret = b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (tmp_path / "b.xml").write_bytes(secret + RSS.partition(b"?>")[2].replace(b"Trams", b"&x;"))

    ingest_paths([tmp_path])

    for article in Article.objects.all():
        assert len(article.title) <= 1000
        assert "root:" not in article.title + article.body


def test_feeds_that_loop_have_an_end(tmp_path):
    nested = b"<rss><channel>" + b"<item>" * 30_000 + b"</item>" * 30_000 + b"</channel></rss>"
    open_ended = b"<feed>" + b"<entry><title>x</title>" * 30_000

    assert len(taken(tmp_path, nested, "a.xml")) <= 20_000
    assert len(taken(tmp_path, open_ended, "b.xml")) <= 20_000


def test_a_mail_of_mails_has_an_end(tmp_path):
    content = mhtml(b"x")
    nest = b"".join(
        b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (n, n + 1)
        for n in range(3000)
    )
    parts = content.replace(
        b"------B----\r\nContent-Type: image", b"------B----\r\nX: y\r\n\r\n" * 60_000
    )

    head = content[: content.find(b"------B----\r\n")]
    assert "more parts" in reasons(taken(tmp_path, head + nest, "a.mhtml"))
    assert "more parts" in reasons(taken(tmp_path, parts, "b.mhtml"))


# Encodings and records


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (page("Déjà vu"), "utf-7"),
        (page("Déjà vu"), "utf-16"),
        (page("Déjà vu"), "x-nothing"),
        (page("Déjà vu"), "hex"),
        (page("Déjà vu"), "rot13"),
        (page("Déjà vu").decode().encode("latin-1"), "utf-8"),
        (page("Déjà vu").replace(b"<title>", b"<meta charset=utf-16><title>"), "utf-8"),
        (page("Déjà vu") + b"\xff\xfe\x00", "utf-8"),
    ],
)
def test_encodings_that_lie_cost_no_page(content, charset, tmp_path, db):
    headers = [("Content-Type", f"text/html; charset={charset}")]
    (tmp_path / "a.warc").write_bytes(
        warc(("https://g.example/a", "2024-03-14T00:00:00Z", headers, content))
    )

    report = ingest_paths([tmp_path])

    assert (report.added, report.refused) == (1, 0), report.refusals
    assert Article.objects.get().title in {"Déjà vu", "Dï¿½jï¿½ vu", "D\ufffdj\ufffd vu"}


def test_a_record_of_two_gigabytes_costs_no_memory(tmp_path):
    length, at = 2_000_000_000, tmp_path / "large.warc"
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://g.example/a\r\n"
        f"WARC-Date: 2024-03-14T00:00:00Z\r\nContent-Length: {length}\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"
    ).encode()
    with at.open("wb") as file:
        file.write(head)
        file.truncate(len(head) - 48 - 9 + 120_000_000)  # sparse: declared, and mostly not there

    tracemalloc.start()
    items = taken(tmp_path, head, "lie.warc")
    with Sources([str(at)], kept=False) as sources:
        large = list(sources.documents())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "of 2,000,000,000 bytes are there" in reasons(items)
    assert "of 2,000,000,000 bytes are there" in reasons(large)
    assert peak < 60_000_000


# The process itself


def test_a_document_that_takes_too_long_is_refused(monkeypatch):
    def endless(*_):
        while True:
            pass

    monkeypatch.setattr(extracting, "SECONDS", 0.2)
    monkeypatch.setattr(extracting, "extract", endless)

    made = extracting.extracted(document("Title\n\ntext"), usual_reading())

    assert "seconds" in made


def test_a_fault_of_a_library_is_a_refusal(monkeypatch):
    def fails(*_):
        raise RecursionError("maximum depth")

    monkeypatch.setattr(extracting, "extract", fails)

    made = extracting.extracted(document("Title\n\ntext"), usual_reading())

    assert "The fault is the program’s" in made


def test_a_document_that_kills_its_process_is_refused_and_the_others_are_read():
    reading = Extracting(usual_reading(), 2)
    some = [document(f"Title {n}\n\n{BODY}") for n in range(60)]
    try:
        reading.begin(some)
        assert [one.title for one in reading.finish()] == [f"Title {n}" for n in range(60)]

        reading.begin(some)
        os.kill(reading._workers[0]._process.pid, signal.SIGKILL)
        made = reading.finish()
    finally:
        reading.close()

    assert [one.title for one in made if one != BROUGHT_DOWN] == [f"Title {n}" for n in range(60)]


@pytest.mark.django_db
def test_many_cores_make_the_same_archive(tmp_path, settings):
    settings.INGEST_PROCESSES = 2
    lines = [json.dumps({"title": f"T {n}", "text": f"text {n}"}) for n in range(450)]
    (tmp_path / "many.jsonl").write_text("\n".join([*lines, "{broken"]))
    outcomes = []

    report = ingest_paths([tmp_path / "many.jsonl"], on_outcome=outcomes.append)

    assert (report.added, report.refused) == (450, 1)
    assert [one.record for one in outcomes] == [f"line {n}" for n in range(1, 452)]
