"""Logs: files that rotate while several processes write them, and strangers who cannot fill them."""

import logging
from contextlib import ExitStack, closing

import pytest

from archive.logs import KEPT_FILES, ForeignHostFilter, LogFile


@pytest.fixture
def open_log():
    """A function that opens a log file."""
    with ExitStack() as stack:
        yield lambda path, max_bytes: stack.enter_context(closing(LogFile(path, max_bytes=max_bytes)))


def build_record(text):
    return logging.makeLogRecord({"msg": text, "levelno": logging.INFO})


def test_a_log_is_renamed_when_it_is_large_and_no_line_is_lost(tmp_path, open_log):
    path = tmp_path / "logs" / "archive.log"
    writers = [open_log(path, 1000) for _ in range(3)]  # as of three processes

    for number in range(150):
        writers[number % 3].emit(build_record(f"line {number:03} {'x' * 20}"))

    texts = {file.name: file.read_text() for file in path.parent.iterdir()}
    lines = sorted(line for text in texts.values() for line in text.splitlines())
    assert len(lines) == 150
    assert set(texts) == {"archive.log", *(f"archive.log.{number}" for number in range(1, len(texts)))}
    assert all(len(text) <= 1100 for text in texts.values())


def test_only_the_newest_files_are_kept(tmp_path, open_log):
    handler = open_log(tmp_path / "archive.log", 100)

    for number in range(100):
        handler.emit(build_record(f"line {number:03} {'x' * 100}"))

    assert len(list(tmp_path.glob("archive.*"))) == 1 + KEPT_FILES
    assert "line 099" in (tmp_path / "archive.log").read_text()


def test_where_another_program_rotates_them_they_are_left_alone(tmp_path, open_log):
    handler = open_log(tmp_path / "archive.log", 0)

    for _ in range(20):
        handler.emit(build_record("x" * 1000))

    assert [path.name for path in tmp_path.glob("archive.*")] == ["archive.log"]


@pytest.mark.usefixtures("caplog")
def test_refused_hosts_are_a_line_a_minute_without_traceback(client, caplog, monkeypatch):
    clock = iter([0.0, 1.0, 2.0, 70.0])
    foreign_hosts = ForeignHostFilter()
    monkeypatch.setattr("archive.logs.time.monotonic", lambda: next(clock))
    logger = logging.getLogger("django.security.DisallowedHost")
    monkeypatch.setattr(logger, "filters", [foreign_hosts])

    for number in range(4):
        assert client.get("/", HTTP_HOST=f"h{number}.example").status_code == 400

    messages = [record.getMessage() for record in caplog.records if record.name == logger.name]
    assert len(messages) == 2
    assert "h0.example" in messages[0]
    assert "(2 more since the last line)" in messages[1]
    assert not any(record.exc_info for record in caplog.records if record.name == logger.name)
