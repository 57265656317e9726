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

from archive.deploy.connections import ClientConnection, ResponseTask, ServerAdjustments, TcpServer, UnixServer

_LOOP_SECONDS: Final = 1.0
"""Seconds between two heartbeats when idle."""
_FILES_PER_CONNECTION: Final = 3
"""File descriptors per connection: socket, large body, large response."""
_RESERVED_FILES: Final = 200
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
        adjustments = self._build_adjustments()
        self.servers = [self._build_server(listener.sock, adjustments) for listener in self.sockets]
        while self.alive and os.getppid() == self.ppid:
            self._serve_once()
            if self.nr >= self.max_requests and not self._list_responding():
                self.alive = False  # gunicorn starts a replacement
        self._shut_down()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop, and wake the loop."""
        super().handle_exit(sig, frame)
        for server in self.servers:
            server.pull_trigger()

    def log_response(self, task: ResponseTask) -> None:
        """Count a response, and write it to the access log."""
        self.nr += 1
        if not self.log.access_log_enabled:
            return
        duration = timedelta(seconds=time.time() - task.start_time)
        response = SimpleNamespace(
            status=task.status, headers=task.response_headers, sent=task.content_length or task.bytes_sent
        )
        environ = {"RAW_URI": task.request.request_uri} | (task.environ or {})
        self.log.access(response, task.request.headers, environ, duration)

    def _build_adjustments(self) -> ServerAdjustments:
        wanted_files = _FILES_PER_CONNECTION * self.cfg.worker_connections + _RESERVED_FILES
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < wanted_files:
            soft = wanted_files if hard == resource.RLIM_INFINITY else min(wanted_files, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        adjustments = ServerAdjustments(
            asyncore_use_poll=True,
            cleanup_interval=1,
            clear_untrusted_proxy_headers=False,  # Django uses them only behind a proxy
            connection_limit=min(self.cfg.worker_connections, (soft - _RESERVED_FILES) // _FILES_PER_CONNECTION),
            ident=None,
            inbuf_overflow=65_536,
            max_request_header_size=32_768,
            outbuf_high_watermark=4_000_000,
            outbuf_overflow=65_536,
            recv_bytes=65_536,
            server_name="localhost",
        )
        adjustments.max_body_bytes = settings.MAX_CONTAINER_BYTES
        return adjustments

    def _build_server(self, listener: socket.socket, adjustments: ServerAdjustments) -> TcpServer | UnixServer:
        server_class = UnixServer if listener.family == socket.AF_UNIX else TcpServer
        server = server_class(
            self.wsgi,
            self.connections,
            _sock=listener,
            dispatcher=self.dispatcher,
            adj=adjustments,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
        )
        server.log_response = self.log_response
        return server

    def _serve_once(self) -> None:
        self.notify()
        wasyncore.loop(_LOOP_SECONDS, use_poll=True, map=self.connections, count=1)

    def _list_responding(self) -> list[ClientConnection]:
        return [connection for connection in self._list_connections() if connection.is_responding]

    def _list_connections(self) -> list[ClientConnection]:
        return [
            connection for connection in list(self.connections.values()) if isinstance(connection, ClientConnection)
        ]

    def _shut_down(self) -> None:
        for server in self.servers:
            server.accepting = False
        deadline = time.monotonic() + self.cfg.graceful_timeout
        while self._list_responding() and time.monotonic() < deadline:
            for connection in self._list_connections():
                if not connection.is_responding:
                    connection.handle_close()
            self._serve_once()
        for connection in self._list_connections():
            connection.handle_close()
        self.dispatcher.shutdown(timeout=1)
