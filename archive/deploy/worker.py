"""gunicorn worker class that uses waitress for its connections, with timeouts and size limits.

gunicorn manages the processes and owns the listening sockets; in each process, waitress reads requests and sends
responses in one loop over all sockets, and passes only complete requests to threads. So a slow or idle client costs a
socket, not a thread. Truncated responses reset the connection.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import struct
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, TcpWSGIServer, UnixWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

HEAD_SECONDS: Final = 30  # time limit from the first byte of a request to the end of its head
IDLE_SECONDS: Final = 30  # time limit without a byte of the next request
STALLED_SECONDS: Final = 120  # time limit without the client reading a byte of its response
SEND_BUFFER: Final = 262_144
"""Kernel send buffer in bytes. If it grew to megabytes, a slow reader would look like one that has stopped reading."""
MIN_BODY_LIMIT: Final = 1_000_000  # body size that is accepted however little disk space is free
MIN_FREE_BYTES: Final = 1_000_000_000
"""Disk space that buffered bodies leave free; a tenth of a small disk."""

_LOOP_SECONDS: Final = 1.0  # seconds between two heartbeats when idle
_FILES_PER_CONNECTION: Final = 3
"""File descriptors per connection: socket, large body, large response."""
_RESERVED_FILES: Final = 200  # file descriptors for everything else: database, index, logs
_RESET: Final = struct.pack("ii", 1, 0)
_CLOSE: Final = struct.pack("ii", 0, 0)
_REASONS: Final = {
    413: "What was sent is larger than this server takes, or its disk has no room for it now."
    " Send less at once, or ask the archive's administrator.",
    431: "The request is too long: its address or its cookies. Shorten the address.",
    500: "The archive could not answer. What happened was written down for its administrator. Try again.",
}


class ServerAdjustments(Adjustments):
    """waitress's settings, with a body limit that depends on free disk space."""

    max_body_bytes: int = 1_000_000_000

    @property
    def max_request_body_size(self) -> int:
        """Largest body accepted now; bodies are buffered in temporary files."""
        disk = shutil.disk_usage(tempfile.gettempdir())
        available = disk.free - min(MIN_FREE_BYTES, disk.total // 10)
        return max(MIN_BODY_LIMIT, min(self.max_body_bytes, available))


class ResponseTask(WSGITask):
    """A request and its response; tells its connection whether the response is complete."""

    bytes_sent = 0

    def service(self) -> None:
        """Run the application, then log the response."""
        try:
            super().service()
        finally:
            self.channel.server.log_response(self)

    def start(self) -> None:
        """Mark the response as incomplete."""
        super().start()
        self.channel.is_response_complete = False

    def write(self, data: bytes) -> None:
        """Write a part of the body; for HEAD, the headers only."""
        self.bytes_sent += len(data)
        is_head = self.request.command == "HEAD"
        super().write(b"" if is_head else data)
        self.chunked_response &= not is_head

    def finish(self) -> None:
        """Mark the response as complete."""
        super().finish()
        self.channel.is_response_complete = True


class ErrorResponseTask(ErrorTask):
    """The error response to a malformed or failed request."""

    def execute(self) -> None:
        """Replace the parser's message by our own."""
        error = self.request.error
        error.body = _REASONS.get(error.code, error.body)
        super().execute()

    def finish(self) -> None:
        """Mark the response as complete."""
        super().finish()
        self.channel.is_response_complete = True


class ClientConnection(HTTPChannel):
    """One client connection. If its response is truncated, it is reset rather than closed.

    Without content length or chunks (HTTP/1.0), a client would take a closed connection for the
    end of the response. The kernel also resets it if this process is killed.
    """

    task_class = ResponseTask
    error_task_class = ErrorResponseTask
    is_response_complete = True
    request_began_at = 0.0

    def __init__(self, server: Any, sock: socket.socket, *args: Any, **options: Any) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        super().__init__(server, sock, *args, **options)

    def received(self, data: bytes) -> bool:
        """Receive bytes of a request, and record the time of the first."""
        if self.request is None:
            self.request_began_at = time.time()
        return super().received(data)

    def handle_close(self) -> None:
        """Close the connection after a complete response, else reset it."""
        if self.is_response_complete and not self.total_outbufs_len and self.socket is not None:
            with suppress(OSError):
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CLOSE)
        super().handle_close()

    @property
    def is_responding(self) -> bool:
        """Whether a request is being processed or its response sent."""
        return bool(self.requests or self.total_outbufs_len or self.close_when_flushed)

    def is_overdue(self, now: float) -> bool:
        """Return whether the client has exceeded a time limit for reading or sending."""
        idle_seconds = now - self.last_activity
        if self.is_responding:
            return self.total_outbufs_len > 0 and idle_seconds > STALLED_SECONDS
        if self.request is None or self.request.headers_finished:
            return idle_seconds > IDLE_SECONDS
        return idle_seconds > IDLE_SECONDS or now - self.request_began_at > HEAD_SECONDS


class _BoundedServer(BaseWSGIServer):
    """Behaviour shared by both servers; `log_response` writes the access log."""

    channel_class = ClientConnection
    log_response: Callable[[ResponseTask], None]

    def readable(self) -> bool:
        """Return whether to accept a connection; at the limit, close idle ones first."""
        if len(self._map) >= self.adj.connection_limit:
            self._close_idle_connections()
        return super().readable()

    def maintenance(self, now: float) -> None:
        """Close connections that have exceeded a time limit."""
        for connection in list(self.active_channels.values()):
            if connection.is_overdue(now):
                connection.handle_close()

    def _close_idle_connections(self) -> None:
        """Close the quarter of connections that have been idle longest."""
        idle = [client for client in self.active_channels.values() if not client.is_responding]
        idle.sort(key=lambda connection: connection.last_activity)
        for connection in idle[: 1 + len(idle) // 4]:
            connection.handle_close()


class TcpServer(_BoundedServer, TcpWSGIServer):
    """Server on a TCP address."""


class UnixServer(_BoundedServer, UnixWSGIServer):
    """Server on a Unix socket."""


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
            url_prefix=settings.URL_PREFIX,
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
