"""Files made to do harm: bounded, refused or made harmless, and the run goes on."""

import json
import os
import signal
import time
import tracemalloc

import pytest
from django.urls import reverse

from archive.ingest import workers
from archive.ingest.pipeline import default_extraction_options
from archive.ingest.sources import SourceReader
from archive.ingest.workers import CRASH_MESSAGE, ExtractionPool
from archive.models import Article, Author, Outlet
from tests.formats.container_builders import build_mhtml, build_warc
from tests.ingest.article_reading import BODY, make_document
from tests.ingest.container_files import LONG, RSS, build_page
from tests.ingest.file_reading import get_refusals, ingest_paths, read_items

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


# Pages and feeds


def build_slow_bodies(size):
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


KINDS = list(build_slow_bodies(0))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [100_000, pytest.param(9_500_000, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
def test_a_page_made_to_choke_a_parser_ends_no_run(kind, size, tmp_path, settings):
    settings.INGEST_PROCESSES = 2  # a page this large is read in a process that can be ended
    start = b"<!doctype html><html><head><title>Choke</title></head><body>"
    (tmp_path / "a.html").write_bytes(start + build_slow_bodies(size)[kind])
    (tmp_path / "b.txt").write_text(f"Good one\n\n{BODY}")

    report = ingest_paths([tmp_path])

    assert report.added + report.refused == 2
    assert Article.objects.filter(title="Good one").exists()


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.mark.django_db
def test_scripts_in_titles_and_names_are_words_or_nothing_on_every_page(tmp_path, client):
    escaped = SCRIPT.replace("<", "&lt;").replace(">", "&gt;")
    (tmp_path / "a.html").write_bytes(build_page(escaped, text=f"{LONG} {escaped}"))
    (tmp_path / "b.jsonl").write_text(
        json.dumps(
            {
                "title": SCRIPT,
                "author": f"Jane {SCRIPT} Roe",
                "outlet": f"The {SCRIPT}",
                "text": f"{SCRIPT} {BODY}",
                "section": SCRIPT,
                "url": "javascript:alert(3)",
            }
        )
    )
    (tmp_path / "c.xml").write_bytes(RSS.replace(b"Harbour closed", escaped.encode()))
    (tmp_path / "d.csv").write_text(f'title,text\n"{SCRIPT}","{BODY}"\n')

    ingest_paths([tmp_path])

    addresses = [reverse("home"), reverse("authors"), reverse("outlets")]
    rows = [*Article.objects.all(), *Author.objects.all(), *Outlet.objects.all()]
    assert len(Article.objects.all()) == 6
    for address in [*addresses, *(row.get_absolute_url() for row in rows)]:
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert not Article.objects.filter(canonical_url__startswith="javascript").exists()


@pytest.mark.django_db
def test_entities_that_multiply_are_not_expanded(tmp_path):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]>'
    (tmp_path / "a.xml").write_bytes(bomb.encode() + RSS.partition(b"?>")[2].replace(b"Harbour closed", b"&l11;"))
    secret = b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (tmp_path / "b.xml").write_bytes(secret + RSS.partition(b"?>")[2].replace(b"Trams", b"&x;"))

    ingest_paths([tmp_path])

    for article in Article.objects.all():
        assert len(article.title) <= 1000
        assert "root:" not in article.title + article.body


def test_feeds_that_loop_have_an_end(tmp_path):
    nested = b"<rss><channel>" + b"<item>" * 30_000 + b"</item>" * 30_000 + b"</channel></rss>"
    open_ended = b"<feed>" + b"<entry><title>x</title>" * 30_000

    assert len(read_items(tmp_path, nested, "a.xml")) <= 20_000
    assert len(read_items(tmp_path, open_ended, "b.xml")) <= 20_000


def test_a_mail_of_mails_has_an_end(tmp_path):
    content = build_mhtml(b"x")
    nest = b"".join(b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (n, n + 1) for n in range(3000))
    parts = content.replace(b"------B----\r\nContent-Type: image", b"------B----\r\nX: y\r\n\r\n" * 60_000)

    head = content[: content.find(b"------B----\r\n")]
    assert "more parts" in join_reasons(read_items(tmp_path, head + nest, "a.mhtml"))
    assert "more parts" in join_reasons(read_items(tmp_path, parts, "b.mhtml"))


# Encodings and records


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (build_page("Déjà vu"), "utf-7"),
        (build_page("Déjà vu"), "utf-16"),
        (build_page("Déjà vu"), "x-nothing"),
        (build_page("Déjà vu"), "hex"),
        (build_page("Déjà vu"), "rot13"),
        (build_page("Déjà vu").decode().encode("latin-1"), "utf-8"),
        (build_page("Déjà vu").replace(b"<title>", b"<meta charset=utf-16><title>"), "utf-8"),
        (build_page("Déjà vu") + b"\xff\xfe\x00", "utf-8"),
    ],
)
def test_encodings_that_lie_cost_no_page(content, charset, tmp_path, db):
    headers = [("Content-Type", f"text/html; charset={charset}")]
    (tmp_path / "a.warc").write_bytes(build_warc(("https://g.example/a", "2024-03-14T00:00:00Z", headers, content)))

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
    items = read_items(tmp_path, head, "lie.warc")
    with SourceReader([str(at)], store_containers=False) as sources:
        large = list(sources.iter_items())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "of 2,000,000,000 bytes are there" in join_reasons(items)
    assert "of 2,000,000,000 bytes are there" in join_reasons(large)
    assert peak < 60_000_000


# The process itself


def test_a_document_that_takes_too_long_is_refused(monkeypatch):
    def endless(*_):
        while True:
            pass

    monkeypatch.setattr(workers, "DOCUMENT_SECONDS", 0.2)
    monkeypatch.setattr(workers, "extract", endless)

    fault = workers.extract_document(make_document("Title\n\ntext"), default_extraction_options())

    assert "seconds" in fault


def test_a_fault_of_a_library_is_a_refusal(monkeypatch):
    def fails(*_):
        raise RecursionError("maximum depth")

    monkeypatch.setattr(workers, "extract", fails)

    fault = workers.extract_document(make_document("Title\n\ntext"), default_extraction_options())

    assert "The fault is the program’s" in fault


def test_a_document_that_kills_its_process_is_refused_and_the_others_are_read():
    reading = ExtractionPool(default_extraction_options(), 2)
    some = [make_document(f"Title {n}\n\n{BODY}") for n in range(60)]
    try:
        reading.submit(some)
        assert [one.title for one in reading.collect_results()] == [f"Title {n}" for n in range(60)]

        reading.submit(some)
        os.kill(reading._workers[0]._process.pid, signal.SIGKILL)
        results = reading.collect_results()
    finally:
        reading.close()

    assert [one.title for one in results if one != CRASH_MESSAGE] == [f"Title {n}" for n in range(60)]


@pytest.mark.django_db
def test_many_cores_make_the_same_archive(tmp_path, settings):
    settings.INGEST_PROCESSES = 2
    lines = [json.dumps({"title": f"T {n}", "text": f"text {n}"}) for n in range(450)]
    (tmp_path / "many.jsonl").write_text("\n".join([*lines, "{broken"]))
    outcomes = []

    report = ingest_paths([tmp_path / "many.jsonl"], on_outcome=outcomes.append)

    assert (report.added, report.refused) == (450, 1)
    assert [one.record for one in outcomes] == [f"line {n}" for n in range(1, 452)]
