"""Sources that an operator names: files, folders, standard input, containers."""

import gzip
import io
import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from archive.formats.documents import RefusedItem, SkippedItem, SourceDocument
from archive.ingest.sources import SourceReader

pytestmark = pytest.mark.django_db


def read_sources(*paths, **options):
    with SourceReader([str(path) for path in paths], store_containers=False, **options) as sources:
        return list(sources.iter_items())


def get_kinds(items):
    return [(type(item).__name__, item.source.rpartition("/")[2]) for item in items]


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "in"
    (root / "b").mkdir(parents=True)
    (root / "b" / "two.md").write_text("Two\n\ntext")
    (root / "a.txt").write_text("One\n\ntext")
    (root / "c.jsonl").write_text('{"title": "x"}\n{"title": "y"}\n')
    return root


def test_a_folder_is_walked_in_order(folder):
    assert get_kinds(read_sources(folder)) == [
        ("SourceDocument", "a.txt"),
        ("SourceDocument", "two.md"),
        ("SourceDocument", "c.jsonl"),
        ("SourceDocument", "c.jsonl"),
    ]


def test_hidden_files_are_passed_over_and_counted(folder):
    (folder / ".DS_Store").write_text("x")
    (folder / ".git").mkdir()

    passed = [item for item in read_sources(folder) if isinstance(item, SkippedItem)]

    assert sorted(item.source.rpartition("/")[2] for item in passed) == [".DS_Store", ".git"]


def test_the_archives_own_files_are_passed_over(folder, settings):
    settings.PAYLOAD_ROOT = folder / "b"

    assert ("SkippedItem", "b") in get_kinds(read_sources(folder))
    assert ("SourceDocument", "two.md") not in get_kinds(read_sources(folder))


@pytest.mark.parametrize(
    ("name", "reason"),
    [("page.html", "has the name of a web page"), ("book.pdf", "the name of a PDF"), ("feed.xml", "of an XML file")],
)
def test_a_kind_that_no_reader_knows_is_refused_by_name(folder, name, reason):
    (folder / name).write_text("x")

    (refused,) = [item for item in read_sources(folder) if isinstance(item, RefusedItem)]

    assert refused.source.endswith(name)
    assert reason in refused.reason


def test_files_beside_saved_pages_are_passed_over_and_refused_where_they_are_named(folder):
    for name in ("picture.png", "style.css", "script.js"):
        (folder / name).write_text("x")

    assert ("SkippedItem", "style.css") in get_kinds(read_sources(folder))
    assert get_kinds(read_sources(folder / "style.css")) == [("RefusedItem", "style.css")]


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_read(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("Secret\n\ntext")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "outside").symlink_to(tmp_path)
    (folder / "same.txt").symlink_to(folder / "a.txt")
    (folder / "loop").symlink_to(folder)

    items = read_sources(folder)

    assert [item.source.rpartition("/")[2] for item in items if isinstance(item, RefusedItem)] == [
        "out.txt",
        "outside",
    ]
    assert [item.source.rpartition("/")[2] for item in items if isinstance(item, SkippedItem)] == ["loop"]
    assert ("SourceDocument", "same.txt") in get_kinds(items)


def test_links_that_lead_nowhere_or_to_themselves_are_refused(folder):
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "itself.txt").symlink_to(folder / "itself.txt")

    refused = [item for item in read_sources(folder) if isinstance(item, RefusedItem)]

    assert [item.source.rpartition("/")[2] for item in refused] == ["gone.txt", "itself.txt"]


def test_what_is_not_there_is_said_and_the_rest_goes_in(folder):
    missing, one = read_sources(folder / "nowhere", folder / "a.txt")

    assert "no such file" in missing.reason
    assert isinstance(one, SourceDocument)


def test_a_pipe_in_a_folder_is_refused(folder):
    os.mkfifo(folder / "pipe")

    (refused,) = [item for item in read_sources(folder) if isinstance(item, RefusedItem)]

    assert "no file and no folder" in refused.reason


def test_a_name_with_a_newline_makes_no_line_of_its_own(folder):
    (folder / "evil\nrefused: all.txt").write_text("One\n\ntext")

    assert all("\n" not in item.source for item in read_sources(folder))


def test_a_file_name_that_is_no_text_is_shown_escaped(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with Path(os.fsdecode(path)).open("wb") as file:
        file.write(b"One\n\ntext")

    (item,) = read_sources(os.fsdecode(path))

    item.source.encode()
    assert item.source.endswith("\\udce9.txt")


@pytest.mark.parametrize(
    ("name", "content", "reads"),
    [
        ("a.txt", b'{"title": "x"}\n{"title": "y"}\n', 2),
        ("a.txt", b"{ is a brace\n\ntext", 1),
        ("a", b"Title\n\ntext", 1),
        ("a", b'{"title": "' + b"x" * 100_000 + b'"}\n{"title": "y"}', 2),
        ("a.json", b'{"title": "x"}\n', 1),
        ("a.ndjson", b'{"title": "x"}\n', 1),
        ("a.jsonl", gzip.compress(b'{"title": "x"}\n', mtime=0), 1),
        ("a.jsonl.gz", gzip.compress(b'{"title": "x"}\n', mtime=0), 1),
        ("a.txt.gz", gzip.compress(b"Title\n\ntext", mtime=0), 1),
    ],
)
def test_content_decides_and_the_name_helps(tmp_path, name, content, reads):
    (tmp_path / name).write_bytes(content)

    assert [type(item) for item in read_sources(tmp_path / name)] == [SourceDocument] * reads


@pytest.mark.parametrize("content", [b'[{"title": "x"}]', b'{\n  "title": "x"\n}', '{"title": "x"}\n'.encode("utf-16")])
def test_json_in_any_layout_is_read(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)

    (document,) = read_sources(tmp_path / "a.json")

    assert document.media_type == "application/json"


def test_a_format_may_be_told(tmp_path):
    (tmp_path / "page.html").write_text("Title\n\ntext")
    (tmp_path / "a.txt").write_text('{"title": "x"}')

    assert get_kinds(read_sources(tmp_path / "page.html", format_name="text")) == [("SourceDocument", "page.html")]
    assert read_sources(tmp_path / "a.txt", format_name="text")[0].media_type == "text/plain"


def build_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        for name in ("a.txt", "b.txt", "c.txt"):
            pack.writestr(name, f"Title {name}\n\nText.")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "count"),
    [(b"Title\n\ntext", 1), (b'{"title": "x"}\n{"title": "y"}\n', 2), (build_zip(), 3)],
    ids=["text", "lines", "zip"],
)
def test_standard_input_is_read(monkeypatch, content, count):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Pipe(content))))

    items = read_sources("-")

    assert [item.source for item in items] == ["standard input"] * count


def test_a_large_file_is_refused_by_its_size(tmp_path, settings):
    settings.MAX_DOCUMENT_BYTES = 1000
    (tmp_path / "large.txt").write_text("x" * 1001)
    (tmp_path / "large.jsonl").write_text(json.dumps({"title": "x" * 1001}) + '\n{"title": "y"}\n')

    large, line, good = read_sources(tmp_path / "large.txt", tmp_path / "large.jsonl")

    assert "larger than" in large.reason
    assert (line.record, good.record) == ("line 1", "line 2")


def test_a_container_has_a_bound(tmp_path, settings):
    settings.MAX_CONTAINER_BYTES = 100
    (tmp_path / "a.jsonl").write_text('{"title": "x"}\n' * 50)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"title": "x"}\n' * 50))

    large, *packed = read_sources(tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz")

    assert "larger than" in large.reason
    assert isinstance(packed[-1], RefusedItem)


def test_progress_counts_bytes(folder):
    with SourceReader([str(folder)], store_containers=False) as sources:
        sources.measure_size()
        list(sources.iter_items())

    assert sources.bytes_read == sources.bytes_total > 0
