"""WARC and ARC: every record is found, and found again by its place, whatever stands around it."""

import gzip
import io
import json
import random
import zlib
from datetime import UTC, datetime

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import LimitExceeded, UnreadableDocument
from archive.formats import streams
from archive.formats.documents import SourceLocation
from archive.formats.web import warc, warc_records
from archive.formats.web.http import HttpHead, decode_body, join_chunks, split_message
from tests.environment import CORPORA
from tests.formats.container_builders import HTML, build_warc

MOST, CONTAINER = 1_000_000, 100_000_000
URL, MOMENT = "https://gazette.example/a", "2024-03-14T09:00:00Z"
PACKED = gzip.compress(b"a page", mtime=0)


def read_records(content, max_bytes=MOST):
    return list(warc_records.iter_records(io.BytesIO(content), max_bytes=max_bytes, max_container_bytes=CONTAINER))


def read_pages(content):
    return [
        decode_body(*record.parse_message(), MOST)
        for record in read_records(content)
        if record.record_type == "response"
    ]


def build_answers(*bodies):
    return [(f"{URL}/{n}", MOMENT, [HTML], body) for n, body in enumerate(bodies)]


@pytest.mark.parametrize("options", [{}, {"packed": False}, {"whole": True}])
@given(bodies=st.lists(st.binary(max_size=3000), max_size=5))
@settings(max_examples=30, deadline=None)
def test_every_record_is_read_and_read_again_by_its_place(options, bodies):
    content = build_warc(*build_answers(*bodies), **options)

    result = read_records(content)

    assert [record.record_type for record in result] == ["warcinfo", *["response"] * len(bodies)]
    assert read_pages(content) == bodies
    assert not any(record.fault for record in result)
    assert {record.check_fixity() for record in result[1:]} <= {"sound"}
    for record in result:
        assert warc_records.read_record_at(io.BytesIO(content), record.position, max_bytes=MOST).block == record.block


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"a page"),
        ({"Content-Encoding": "gzip"}, PACKED),
        ({"Content-Encoding": "deflate"}, zlib.compress(b"a page")),
        ({"Content-Encoding": "deflate"}, zlib.compress(b"a page", wbits=-15)),
        ({"Content-Encoding": "br"}, brotli.compress(b"a page")),
        ({"Content-Encoding": "gzip"}, b"a page"),
        ({"Content-Encoding": "br"}, b"a page"),
        ({"Content-Encoding": "rot13"}, b"a page"),
        ({"Transfer-Encoding": "chunked"}, b"2\r\na \r\n4;x=y\r\npage\r\n0\r\n\r\n"),
        ({"Transfer-Encoding": "chunked"}, b"a page"),
        ({"Transfer-Encoding": "chunked"}, b"2\r\na \r\n4\r\npage"),
        (
            {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"},
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED),
        ),
    ],
)
def test_a_page_is_unpacked_as_its_headers_say_where_they_say_true(headers, body):
    content = build_warc((URL, MOMENT, [HTML, *headers.items()], body))

    assert read_pages(content) == [b"a page"]


def test_a_digest_that_is_not_the_bytes_own_is_told():
    sound = build_warc((URL, MOMENT, [HTML], b"words of a page"), packed=False)

    assert read_records(sound)[1].check_fixity() == "sound"
    assert read_records(sound.replace(b"words", b"swords"[1:]))[1].check_fixity() == "sound"
    assert read_records(sound.replace(b"words of", b"wordy of"))[1].check_fixity() == "failed"


@pytest.mark.parametrize("algorithm", ["md5", "sha256", "SHA-1", "sha1"])
def test_digests_in_hex_of_any_usual_kind_are_checked(algorithm):
    import hashlib

    digest = hashlib.new(algorithm.replace("-", ""), b"words").hexdigest()
    content = build_warc((URL, MOMENT, [HTML], b"words"), **{"WARC-Payload-Digest": f"{algorithm}:{digest}"})
    other = build_warc((URL, MOMENT, [HTML], b"words"), **{"WARC-Payload-Digest": "crc32:12345678"})

    assert read_records(content)[1].check_fixity() == "sound"
    assert read_records(other)[1].check_fixity() == "sound"  # the digest of the block is checked


def test_arc_records_are_read():
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>A page"
    info = b"1 0 A test\nURL IP-address Archive-date Content-type Archive-length\n\n"
    content = (
        b"filedesc://a.arc 0.0.0.0 20240314090000 text/plain %d\n%s\n" % (len(info), info)
    ) + b"http://gazette.example/a 10.0.0.1 20240314090000 text/html %d\n%s\n" % (len(page), page)

    info, result = read_records(content)

    assert (result.url, result.record_type) == ("http://gazette.example/a", "response")
    assert result.captured_at.isoformat() == "2024-03-14T09:00:00+00:00"
    assert read_pages(content) == [b"<p>A page"]


def find_broken_records(content):
    return [record for record in read_records(content) if record.fault]


def test_a_record_that_says_no_length_is_a_fault_and_the_next_is_read():
    content = build_warc(*build_answers(b"one", b"two"), packed=False)
    cut = content.replace(b"Content-Length: ", b"Content-Longth: ", 3).replace(
        b"Content-Longth: ", b"Content-Length: ", 1
    )

    assert len(find_broken_records(cut)) == 2
    assert read_records(cut)[0].record_type == "warcinfo"


def test_rubbish_between_records_is_a_fault_and_the_rest_is_read():
    first, second = build_warc(*build_answers(b"one"), packed=False), build_warc(*build_answers(b"two"), packed=False)

    assert read_pages(first + b"rubbish\nand more\n" * 50 + second) == [b"one", b"two"]
    assert len(find_broken_records(first + b"rubbish\nand more\n" * 50 + second)) == 1


def test_a_member_with_a_flipped_bit_costs_that_record_alone():
    content = bytearray(build_warc(*build_answers(b"one " * 300, b"two", b"three")))
    _, first, *_ = read_records(bytes(content))
    content[first.position[0] + 60] ^= 255

    result = read_records(bytes(content))

    assert read_pages(bytes(content))[-2:] == [b"two", b"three"]
    assert any(record.fault for record in result)


@pytest.mark.parametrize("options", [{}, {"packed": False}, {"whole": True}])
def test_a_file_cut_off_anywhere_gives_what_is_there_and_says_so(options):
    content = build_warc(*build_answers(b"one", b"two" * 500), **options)
    for end in range(0, len(content) - 4, 97):
        result = read_records(content[:end])
        assert all(
            decode_body(*record.parse_message(), MOST) in {b"one", b"two" * 500}
            for record in result
            if record.record_type == "response" and not record.fault
        )


@given(st.binary(max_size=400), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_no_bytes_end_the_reading(noise, moves):
    content = bytearray(build_warc(*build_answers(b"one", b"two"), packed=moves.random() < 0.5))
    at = int(moves.random() * len(content))  # its length is another each time: records have ids
    content[at : at + moves.randrange(60)] = noise

    for record in read_records(bytes(content)):
        record.parse_message()
        record.check_fixity()


def test_a_record_that_declares_two_gigabytes_is_told_by_what_is_there():
    content = build_warc(*build_answers(b"one"), packed=False)
    changed = content.replace(b"application/http", b"application/http", 1)
    length = next(line for line in changed.split(b"\r\n")[::-1] if line.startswith(b"Content-Length:"))
    result = read_records(changed.replace(length, b"Content-Length: 2147483648"))

    assert "of 2,147,483,648 bytes are there" in result[-1].fault


def test_a_large_record_is_skipped_and_not_kept():
    content = build_warc(*build_answers(b"x" * 3_000_000, b"small"), packed=False)

    _, large, small = read_records(content, max_bytes=1000)

    assert (large.is_complete, len(large.block) < 300_000) == (False, True)
    assert (small.is_complete, small.fault) == (True, "")


def test_a_head_without_end_is_a_fault():
    endless = b"WARC/1.0\r\n" + b"A: b\r\n" * 100_000
    one_line = b"WARC/1.0\r\nA: " + b"b" * 5_000_000

    assert read_records(endless)[0].fault
    assert read_records(one_line)[0].fault


def test_a_bomb_in_gzip_is_given_up(monkeypatch):
    monkeypatch.setattr(streams, "ALWAYS_ALLOWED", 1_000_000)
    file = io.BytesIO(gzip.compress(b"WARC/1.0\r\n" + b"\0" * 15_000_000, 9))

    with pytest.raises(LimitExceeded, match="times its size"):
        list(warc_records.iter_records(file, max_bytes=MOST, max_container_bytes=10**12))


@pytest.mark.parametrize("pack", [gzip.compress, brotli.compress])
def test_a_bomb_in_a_page_is_refused(pack):
    packing, options = ("br", {"quality": 1}) if pack is brotli.compress else ("gzip", {})
    head, body = split_message(b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n" % packing.encode())

    with pytest.raises(UnreadableDocument, match="unpacks to more"):
        decode_body(head, body + pack(b"\0" * 20_000_000, **options), MOST)


@given(st.binary(max_size=200))
def test_chunks_lose_nothing_that_is_not_in_chunks(body):
    assert join_chunks(body) == body or body[:64].split(b"\n")[0].split(b";")[0].strip()


@pytest.mark.corpora
def test_the_samples_have_the_records_that_warcio_counts():
    root = CORPORA / "warc"
    for entry in json.loads((root / "manifest.json").read_text()):
        expected = entry.get("warcio_1_8_1")
        if not expected or entry["file"].endswith("bad.arc"):
            continue
        content = (root / entry["file"]).read_bytes()
        result = [record for record in read_records(content, max_bytes=10**7) if not record.fault]
        kinds = {kind: sum(record.record_type == kind for record in result) for kind in expected["types"]}
        assert kinds == expected["types"], entry["file"]
        for record in random.Random(3).sample(result, min(6, len(result))):
            reread = warc_records.read_record_at(io.BytesIO(content), record.position, max_bytes=10**7)
            assert reread.block == record.block


@pytest.mark.parametrize("url", [b"http://a.example/my page.html", b"http://a.example/a 1 b 2", b"http://a.example/ "])
@pytest.mark.parametrize("facts", [b"", b" 200 SHA1ABC - 12345678 a.arc.gz"])
def test_a_record_of_an_arc_may_have_blanks_in_its_address(url, facts):
    message = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nwords of a page"
    head = b"%s 127.0.0.1 20240314090000 text/html%s %d\n" % (url, facts.rpartition(b" ")[0], len(message))
    info = b"1 0 InternetArchive\n"
    content = (
        b"filedesc://a.arc 0.0.0.0 20240314090000 text/plain %d\n%s\n" % (len(info), info) + head + message + b"\n"
    )

    _, page = read_records(content)

    assert (page.url, page.fault) == (url.decode().replace(" ", "%20").strip(), "")
    assert page.parse_message()[1] == b"words of a page"


@pytest.mark.parametrize("link", ["", '<https://gazette.example/a>; rel="original", <x>; rel="timemap"'])
def test_a_page_out_of_a_web_archive_has_its_own_address_and_moment(link):
    url = "https://web.archive.org/web/20200102030405id_/https://gazette.example/a"
    head = HttpHead(200, {"memento-datetime": "Thu, 02 Jan 2020 03:04:05 GMT", "link": link})
    location = SourceLocation(source="a.warc", captured_at=datetime(2024, 3, 14, tzinfo=UTC), url=url)

    located = warc.locate_archived_page(location, head)

    assert (located.url, located.captured_at) == (
        "https://gazette.example/a",
        datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
    )
    assert warc.locate_archived_page(location, HttpHead(200, {})) == location
