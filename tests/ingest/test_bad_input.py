"""Each kind of bad input, one by one: a clear reason, an exit status, and nothing else harmed."""

import gzip
import re
import resource
import time

import pytest
from django.core.management import call_command

from archive.models import Article
from tests.ingest.article_reading import BODY
from tests.ingest.other_processes import create_archive, read_archive, start_command, wait_for_exit

GOOD = f"A good one\n\n{BODY}"

#     name of the file, its bytes, what standard error says of it
BAD = {
    "empty": ("bad.txt", b"", "It is empty"),
    "white space": ("bad.txt", b" \n\n\t\n", "It is empty"),
    "binary": ("bad.txt", bytes(range(256)) * 10, "It is binary"),
    "an image with another name": ("bad.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00", "It is binary"),
    "a web page without a word": ("bad.txt", b"<!doctype html><p> </p>", "page without text"),
    "a PDF": ("bad.pdf", b"%PDF-1.7 x", "‘pdf’|It is a PDF"),
    "XML of another kind": ("bad.xml", b"<?xml version='1.0'?><x/>", "no feed, no web page"),
    "no encoding at all": ("bad.txt", b"\x81\x8d\x90 \xff\xfe", "UTF-8"),
    "only a date": ("bad.txt", b"4 February 2016\n", "no line that could be a title"),
    "broken JSON": ("bad.jsonl", b'{"title": "x"\n', "line 1: The line is broken JSON"),
    "no title": ("bad.jsonl", b'{"text": "x"}\n', "line 1: The line has no key title"),
    "not an object": ("bad.jsonl", b"[1]\n", "are no objects"),
    "a broken archive": (
        "bad.jsonl.gz",
        gzip.compress(b'{"title"' * 999, mtime=0)[:-20],
        "breaks off|broken",
    ),
    "an unknown kind": ("bad.xyz", b"x", "not known here"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An archive that all these runs share."""
    return create_archive(tmp_path_factory.mktemp("home"))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_refused_and_the_good_one_beside_it_goes_in(kind, tmp_path, capsys):
    name, content, reason = BAD[kind]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "good.txt").write_text(GOOD)

    with pytest.raises(SystemExit) as stop:
        call_command("ingest", str(folder))

    printed = capsys.readouterr()
    assert stop.value.code == 1
    assert printed.out == "1 added, 0 new versions, 0 known, 1 refused\n"
    assert re.search(rf"refused: \S*{re.escape(name)}.*(?:{reason})", printed.err)
    assert [article.title for article in Article.objects.all()] == ["A good one"]


def test_two_hundred_megabytes_of_text_are_refused_in_little_memory(home, tmp_path):
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        for _ in range(200):
            file.write(b"x" * 999_999 + b"\n")
    (tmp_path / "large.jsonl").write_bytes(
        b'{"title": "' + b"x" * 50_000_000 + b'"}\n{"title": "After it", "text": "Boats."}\n'
    )

    def in_little_memory(*arguments):
        command = start_command(home, *arguments)
        resource.prlimit(command.pid, resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
        return wait_for_exit(command)

    began = time.monotonic()
    status, out, err = in_little_memory("ingest", large, tmp_path / "large.jsonl")

    assert (status, out) == (1, "1 added, 0 new versions, 0 known, 2 refused\n"), err
    assert err.count("larger than 10 MB") == 2
    assert time.monotonic() - began < 60


def test_windows_1252_goes_in_and_says_so(home, tmp_path):
    (tmp_path / "old.txt").write_bytes("L’été à Saint-Aubrac\n\nLa préfète — déjà — s’inquiète.".encode("windows-1252"))

    status, _, err = wait_for_exit(start_command(home, "ingest", tmp_path / "old.txt"))

    assert status == 0, err
    titles = [article["title"] for article in read_archive(home)["contents"].values()]
    assert "L’été à Saint-Aubrac" in titles


def test_an_archive_that_is_not_there_yet_is_made(tmp_path):
    (tmp_path / "good.txt").write_text(GOOD)

    status, out, err = wait_for_exit(start_command(tmp_path / "home", "ingest", tmp_path / "good.txt"))

    assert (status, out) == (0, "1 added, 0 new versions, 0 known, 0 refused\n"), err
    assert "A new archive was made in" in err
