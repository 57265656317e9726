"""Slow, idle and disconnected clients: others are served, and their own responses."""

import http.client
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.deploy.gunicorn_server import PATIENCE, PIECE, create_articles, read_page, request_page, serve_archive

MANY = 200
LONG = "tests.deploy.long_responses"
POST = b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
UNFINISHED = {
    "nothing": b"",
    "half a request line": b"GET /sea",
    "half a head": b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: te",
    "half a body": POST + b"Content-Length: 1000\r\n\r\nusername=a",
    "half a piece of a body": POST + b"Transfer-Encoding: chunked\r\n\r\n1000\r\nusername=a",
    "a body that waits for leave": POST + b"Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    create_articles(folder)
    return folder


@pytest.fixture(scope="module")
def port(home):
    with serve_archive(home, LONG) as port:
        yield port


def open_connection(port, data=b""):
    client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    client.sendall(data)
    return client


@pytest.mark.parametrize("data", UNFINISHED.values(), ids=UNFINISHED)
def test_many_unfinished_requests_change_nothing_for_a_reader(port, data):
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(open_connection(port, data))

        assert b"Report 3 on the" in read_page(port, "/search/?q=harbour")


def test_many_connections_kept_open_change_nothing_for_a_reader(port):
    with ExitStack() as stack:
        for _ in range(MANY):
            client = stack.enter_context(open_connection(port))
            client.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(20).startswith(b"HTTP/1.1 200")

        assert b"Report 3 on the" in read_page(port, "/search/?q=harbour")


def test_many_heads_that_come_byte_by_byte_change_nothing_for_a_reader(port):
    with ExitStack() as stack:
        clients = [stack.enter_context(open_connection(port, b"GET / HTTP/1.1\r\n")) for _ in range(MANY)]
        for byte in b"Host: localhost":
            for client in clients:
                client.sendall(bytes([byte]))

            assert read_page(port, "/robots.txt")


def test_many_answers_that_nobody_reads_change_nothing_for_a_reader(port):
    with ExitStack() as stack:
        for _ in range(MANY):
            client = stack.enter_context(open_connection(port))
            client.sendall(b"GET /search/?q=harbour HTTP/1.1\r\nHost: localhost\r\n\r\n")

        assert b"Report 3 on the" in read_page(port, "/search/?q=harbour")


def test_more_connections_than_there_are_places_change_nothing_for_a_reader(home):
    with ExitStack() as stack:
        port = stack.enter_context(serve_archive(home, GUNICORN_CMD_ARGS="--worker-connections=100"))
        for _ in range(MANY):
            stack.enter_context(open_connection(port, UNFINISHED["half a head"]))

        assert b"Report 3 on the" in read_page(port, "/search/?q=harbour")


def test_a_reader_who_pauses_gets_all_of_a_long_answer(port):
    with request_page(port, "/long/200") as answer:
        assert answer.read(len(PIECE)) == PIECE
        time.sleep(2)

        assert len(answer.read()) == 199 * len(PIECE)


CUT_OFF = (http.client.IncompleteRead, ConnectionResetError)


@pytest.mark.parametrize("version", [10, 11])
def test_an_answer_that_breaks_off_is_seen_to_break_off(port, version):
    """HTTP/1.0 knows no pieces: there the end of the connection would be the end of the answer."""
    with request_page(port, "/broken/3", version) as answer, pytest.raises(CUT_OFF):
        answer.read()


@pytest.mark.parametrize("version", [10, 11])
def test_a_whole_answer_ends_in_order(port, version):
    with request_page(port, "/long/3", version) as answer:
        assert len(answer.read()) == 3 * len(PIECE)


@pytest.mark.parametrize("version", [10, 11])
def test_an_answer_is_seen_to_break_off_where_its_server_is_stopped(home, version):
    with ExitStack() as stack:
        with serve_archive(home, LONG, GUNICORN_CMD_ARGS="--graceful-timeout=1") as port:
            answer = stack.enter_context(request_page(port, "/long/2000", version))
            assert answer.read(len(PIECE)) == PIECE

        with pytest.raises(CUT_OFF):
            answer.read()


def test_an_answer_under_way_is_ended_before_its_server_stops(home):
    with ExitStack() as stack:
        with serve_archive(home, LONG) as port:
            answer = stack.enter_context(request_page(port, "/long/100"))
            assert answer.read(len(PIECE)) == PIECE
            reading = stack.enter_context(ThreadPoolExecutor()).submit(read_later, answer)

        assert len(reading.result(PATIENCE)) == 99 * len(PIECE)


def read_later(answer):
    """Read the rest of an answer once its server was told to stop."""
    time.sleep(1)
    return answer.read()


def test_a_worker_is_replaced_after_enough_requests_and_with_none_open(home):
    enough = "--max-requests=3 --max-requests-jitter=0"
    with serve_archive(home, LONG, GUNICORN_CMD_ARGS=enough) as port:
        with request_page(port, "/long/2000") as answer:
            for _ in range(5):
                assert read_page(port, "/robots.txt")

            assert len(answer.read()) == 2000 * len(PIECE)
        assert read_page(port, "/robots.txt")


def test_the_log_of_requests_says_what_was_answered(home, tmp_path):
    log = tmp_path / "access.log"
    behind_a_proxy = {"CUTTINGS_ACCESS_LOG": str(log), "CUTTINGS_BEHIND_PROXY": "true"}
    with serve_archive(home, **behind_a_proxy) as port:
        with request_page(port, "/robots.txt", **{"X-Forwarded-For": "10.0.0.1, 203.0.113.9"}) as answer:
            size = len(answer.read())
        with request_page(port, "/nowhere?secret") as answer:
            assert answer.status == 404

    first, second = [json.loads(line) for line in log.read_text().splitlines()]
    assert (first["method"], first["path"], first["status"]) == ("GET", "/robots.txt", 200)
    assert (first["address"], first["bytes"]) == ("203.0.113.9", str(size))
    assert (second["path"], second["status"]) == ("/nowhere", 404)


def test_what_the_server_writes_is_for_its_owner_alone(home):
    with serve_archive(home, CUTTINGS_ACCESS_LOG=str(home / "logs" / "access.log")) as port:
        assert read_page(port, "/search/?q=harbour")
        with request_page(port, "/search/?q=" + "(" * 50):
            pass
        others = {path.name for path in home.rglob("*") if path.stat().st_mode & 0o077}
        written = {path.name for path in home.rglob("*")}

    assert others <= {"static", "articles.jsonl"}
    assert {"access.log", "cuttings.sqlite3-wal", "cuttings.sqlite3-shm"} <= written
