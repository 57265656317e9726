"""gunicorn worker class that uses waitress for its connections.

gunicorn manages the processes and owns the listening sockets; in each process, waitress reads
requests, sends responses, and passes only complete requests to threads.
"""

from __future__ import annotations

import os
import resource
import socket
import time
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.task import ThreadedTaskDispatcher

from archive.deploy.connections import (
    Answer,
    Bounds,
    Connection,
    TcpServer,
    UnixServer,
)

_TICK: Final = 1.0
"""Seconds between two heartbeats when idle."""
_FILES_EACH: Final = 3
"""File descriptors per connection: socket, large body, large response."""
_FILES_BESIDE: Final = 200
"""File descriptors for everything else: database, index, logs."""


class BufferingWorker(Worker):
    """Worker with `threads` threads and up to `worker_connections` connections."""

    alive: bool
    servers: Sequence[TcpServer | UnixServer] = ()

    def run(self) -> None:
        """Serve until stopped; then finish the responses in progress."""
        self.connections: dict[int, Any] = {}
        self.dispatcher = ThreadedTaskDispatcher()
        self.dispatcher.set_thread_count(self.cfg.threads)
        bounds = self._bounds()
        self.servers = [self._server(listener.sock, bounds) for listener in self.sockets]
        while self.alive and os.getppid() == self.ppid:
            self._serve_once()
            if self.nr >= self.max_requests and not self._answering():
                self.alive = False  # gunicorn starts a replacement
        self._stop()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop, and wake the loop."""
        super().handle_exit(sig, frame)
        for server in self.servers:
            server.pull_trigger()

    def note_answer(self, answer: Answer) -> None:
        """Count a response, and write it to the access log."""
        self.nr += 1
        if not self.log.access_log_enabled:
            return
        took = timedelta(seconds=time.time() - answer.start_time)
        said = SimpleNamespace(
            status=answer.status,
            headers=answer.response_headers,
            sent=answer.content_length or answer.bytes_sent,
        )
        environ = {"RAW_URI": answer.request.request_uri} | (answer.environ or {})
        self.log.access(said, answer.request.headers, environ, took)

    def _bounds(self) -> Bounds:
        wanted = _FILES_EACH * self.cfg.worker_connections + _FILES_BESIDE
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < wanted:
            soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        bounds = Bounds(
            asyncore_use_poll=True,
            cleanup_interval=1,
            clear_untrusted_proxy_headers=False,  # Django uses them only behind a proxy
            connection_limit=min(
                self.cfg.worker_connections, (soft - _FILES_BESIDE) // _FILES_EACH
            ),
            ident=None,
            inbuf_overflow=65_536,
            max_request_header_size=32_768,
            outbuf_high_watermark=4_000_000,
            outbuf_overflow=65_536,
            recv_bytes=65_536,
            server_name="localhost",
        )
        bounds.largest_body = settings.MAX_CONTAINER_BYTES
        return bounds

    def _server(self, listener: socket.socket, bounds: Bounds) -> TcpServer | UnixServer:
        kind = UnixServer if listener.family == socket.AF_UNIX else TcpServer
        server = kind(
            self.wsgi,
            self.connections,
            _sock=listener,
            dispatcher=self.dispatcher,
            adj=bounds,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
        )
        server.note_answer = self.note_answer
        return server

    def _serve_once(self) -> None:
        """Send a heartbeat, then run one iteration of the event loop."""
        self.notify()
        wasyncore.loop(_TICK, use_poll=True, map=self.connections, count=1)

    def _answering(self) -> list[Connection]:
        return [one for one in self._clients() if one.is_answering]

    def _clients(self) -> list[Connection]:
        return [one for one in list(self.connections.values()) if isinstance(one, Connection)]

    def _stop(self) -> None:
        for server in self.servers:
            server.accepting = False
        deadline = time.monotonic() + self.cfg.graceful_timeout
        while self._answering() and time.monotonic() < deadline:
            for connection in self._clients():
                if not connection.is_answering:
                    connection.handle_close()
            self._serve_once()
        for connection in self._clients():
            connection.handle_close()
        self.dispatcher.shutdown(timeout=1)
