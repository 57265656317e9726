"""Limits for clients: time to send and to receive, size of requests."""

import shutil
import socket
import threading
import time
from collections import namedtuple
from contextlib import contextmanager

import pytest
from waitress import wasyncore
from waitress.task import ThreadedTaskDispatcher

from archive.deploy import worker

PATIENCE = 30
PIECE = b"0123456789abcdef" * 4096
Disk = namedtuple("Disk", "total used free")


def echo(environ, start_response):
    """Answer with the length of the request's body; at `/long`, with a long response."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [PIECE] * 400 if environ["PATH_INFO"] == "/long" else [f"{len(body)} bytes".encode()]


@pytest.fixture
def server():
    """A server in this process, the time it gives shortened by each test."""
    listener = socket.create_server(("127.0.0.1", 0))
    dispatcher, sockets = ThreadedTaskDispatcher(), {}
    dispatcher.set_thread_count(2)
    bounds = worker.ServerAdjustments(asyncore_use_poll=True, cleanup_interval=0, connection_limit=50)
    served = worker.TcpServer(
        echo,
        sockets,
        _sock=listener,
        dispatcher=dispatcher,
        adj=bounds,
        bind_socket=False,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
    )
    served.log_response = lambda _: None
    stopped = threading.Event()

    def loop():
        while not stopped.is_set():
            wasyncore.loop(0.05, use_poll=True, map=sockets, count=1)

    thread = threading.Thread(target=loop)
    thread.start()
    yield listener.getsockname()
    stopped.set()
    thread.join()
    dispatcher.shutdown()
    wasyncore.close_all(sockets)


@contextmanager
def open_connection(server, data=b""):
    with socket.create_connection(server, timeout=PATIENCE) as client:
        client.sendall(data)
        yield client


def receive_all(client):
    """Receive all bytes until the connection ends."""
    pieces = []
    while piece := client.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)


HALF_A_BODY = b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n1"


@pytest.mark.parametrize("data", [b"", b"GET / HT", HALF_A_BODY])
def test_who_sends_nothing_more_is_not_waited_for(server, data, monkeypatch):
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.2)

    with open_connection(server, data) as client:
        assert receive_all(client) == b""


def test_a_head_that_comes_byte_by_byte_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(worker, "HEAD_SECONDS", 0.5)

    with open_connection(server, b"GET / HTTP/1.1\r\nX: ") as client:
        client.settimeout(0.05)
        for _ in range(PATIENCE * 20):
            try:
                client.sendall(b"x")
                assert client.recv(1) == b""
            except TimeoutError:
                continue
            except (ConnectionResetError, BrokenPipeError):  # closed with bytes still unread
                pass
            return
    pytest.fail("it is waited for all the same")


def test_a_body_may_take_longer_than_a_head(server, monkeypatch):
    monkeypatch.setattr(worker, "HEAD_SECONDS", 0.1)

    with open_connection(server, b"POST / HTTP/1.0\r\nContent-Length: 9\r\n\r\n") as client:
        for byte in b"123456789":
            time.sleep(0.05)
            client.sendall(bytes([byte]))
        assert receive_all(client).endswith(b"9 bytes")


def test_who_takes_nothing_more_of_an_answer_is_cut_off_and_can_see_it(server, monkeypatch):
    monkeypatch.setattr(worker, "STALLED_SECONDS", 0.5)

    with open_connection(server, b"GET /long HTTP/1.0\r\n\r\n") as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        time.sleep(3)
        with pytest.raises(ConnectionResetError):
            receive_all(client)


def test_who_pauses_within_the_time_gets_all(server):
    with open_connection(server, b"GET /long HTTP/1.0\r\n\r\n") as client:
        time.sleep(1)
        assert receive_all(client).count(PIECE) == 400


def test_an_upload_that_the_disk_has_no_room_for_is_refused_in_words(server, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**12, 10**12 - 10**9, 10**9))

    with open_connection(server, b"POST / HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n") as client:
        answer = receive_all(client)

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"its disk has no room for it now" in answer


def test_a_form_is_taken_however_full_the_disk_is(server, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**12, 10**12, 0))

    with open_connection(server, b"POST / HTTP/1.0\r\nContent-Length: 9\r\n\r\n123456789") as client:
        assert receive_all(client).endswith(b"9 bytes")


def test_the_head_of_an_answer_alone_says_how_long_it_would_be(server):
    with open_connection(server, b"HEAD / HTTP/1.0\r\n\r\n") as client:
        answer = receive_all(client)

    assert b"Content-Length: 7" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_where_all_places_are_taken_the_one_that_waited_longest_goes(server):
    clients = [socket.create_connection(server, timeout=PATIENCE) for _ in range(60)]
    try:
        with open_connection(server, b"GET / HTTP/1.0\r\n\r\n") as client:
            assert receive_all(client).endswith(b"0 bytes")
        assert clients[0].recv(1) == b""
    finally:
        for client in clients:
            client.close()
