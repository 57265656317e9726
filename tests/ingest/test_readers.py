"""Streams into documents, one at a time, within bounds."""

import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableDocument
from archive.formats import streams
from archive.formats.containers.read import DocumentReader
from archive.formats.detection.detection import DetectedFormat
from archive.formats.documents import RefusedItem, SourceDocument, SourceLocation
from archive.formats.file_formats import FILE_FORMATS
from archive.formats.streams import BoundedStream, SizeLimits
from archive.formats.structured.json_lines import read_lines
from tests.ingest.article_reading import make_document

PLACE = SourceLocation(source="a.jsonl", captured_at=make_document("").captured_at, original="the file")


def read_documents(content, max_bytes=1000):
    stream = content if hasattr(content, "read") else io.BytesIO(content)
    return list(read_lines(stream, PLACE, SizeLimits(max_bytes, 10**9), "application/json"))


def test_each_line_is_a_document_and_knows_its_place():
    content = b'\xef\xbb\xbf{"a": 1}\r\n\n  \n{"b": 2}'

    read = read_documents(content)

    assert [item.record for item in read] == ["line 1", "line 4"]
    assert [content[item.offset :][: len(item.content)] for item in read] == [item.content for item in read]
    assert read[1].content == b'{"b": 2}'


@given(
    st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=8),
    st.integers(1, 25),
)
def test_lines_are_where_they_say_and_none_is_lost(parts, max_bytes):
    content = b"\n".join(parts)

    read = read_documents(content, max_bytes)

    documents_read = [item for item in read if isinstance(item, SourceDocument)]
    assert all(content[item.offset :].startswith(item.content) for item in documents_read)
    assert all(len(item.content) <= max_bytes for item in documents_read)
    long = [part for part in content.split(b"\n") if len(part.rstrip(b"\r")) > max_bytes]
    assert len([item for item in read if isinstance(item, RefusedItem)]) == len(long)


def test_a_line_too_long_is_skipped_and_the_next_one_read():
    read = read_documents(b'{"a": "' + b"x" * 5_000_000 + b'"}\n{"b": 2}\n')

    assert "larger than" in read[0].reason
    assert read[1].content == b'{"b": 2}'


def test_a_packed_stream_that_breaks_off_keeps_what_came_before():
    packed = gzip.compress(b"\n".join(json.dumps({"title": f"{n} {hash(str(n))}"}).encode() for n in range(3000)))

    read = read_documents(gzip.GzipFile(fileobj=io.BytesIO(packed[: len(packed) // 2])))

    assert isinstance(read[0], SourceDocument)
    assert isinstance(read[-1], RefusedItem)
    assert "breaks off" in read[-1].reason


def test_a_file_too_large_is_refused_without_reading_it():
    class Endless(io.RawIOBase):
        bytes_read = 0

        def read(self, size=-1):
            assert size >= 0
            self.bytes_read += size
            return b"x" * size

    stream = Endless()
    text = DetectedFormat(FILE_FORMATS["text"], is_gzip=False)

    (read,) = DocumentReader(SizeLimits(10_000, 10**9)).read_documents(stream, text, PLACE)

    assert "larger than" in read.reason
    assert stream.bytes_read <= 10_001


def test_a_bomb_is_defused(monkeypatch):
    monkeypatch.setattr(streams, "ALWAYS_ALLOWED", 1_000_000)
    packed = io.BytesIO(gzip.compress(b"\0" * 20_000_000))
    stream = BoundedStream(gzip.GzipFile(fileobj=packed), packed=packed, max_bytes=10**9)

    with pytest.raises(UnreadableDocument, match="times its size"):
        list(iter(lambda: stream.read(100_000), b""))


def test_a_stream_has_a_bound_of_its_own():
    stream = BoundedStream(io.BytesIO(b"x" * 100), max_bytes=50)

    with pytest.raises(UnreadableDocument, match="holds more than"):
        stream.read()
