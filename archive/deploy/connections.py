"""waitress connections with timeouts and size limits; truncated responses reset the connection.

waitress reads requests and sends responses in one loop over all sockets; a thread is used only for
a request that is complete. So a slow or idle client costs a socket, not a thread.
"""

from __future__ import annotations

import shutil
import socket
import struct
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, UnixWSGIServer
from waitress.task import ErrorTask, WSGITask

HEAD_SECONDS: Final = 30
"""Time limit from the first byte of a request to the end of its head."""
IDLE_SECONDS: Final = 30
"""Time limit without a byte of the next request."""
STALLED_SECONDS: Final = 120
"""Time limit without the client reading a byte of its response."""
SEND_BUFFER: Final = 262_144
"""Kernel send buffer in bytes. If it grew to megabytes, a slow reader would look like one that has stopped reading."""
MIN_BODY_LIMIT: Final = 1_000_000
"""Body size that is accepted however little disk space is free."""
MIN_FREE_BYTES: Final = 1_000_000_000
"""Disk space that buffered bodies leave free; a tenth of a small disk."""

_RESET: Final = struct.pack("ii", 1, 0)
_CLOSE: Final = struct.pack("ii", 0, 0)
_REASONS: Final = {
    413: "What was sent is larger than this server takes, or its disk has no room for it now."
    " Send less at once, or ask the archive's keeper.",
    431: "The request is too long: its address or its cookies. Shorten the address.",
    500: "The archive could not answer. What happened was written down for its keeper. Try again.",
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


class _ServerMixin:
    """Behaviour shared by both servers; `log_response` writes the access log."""

    channel_class = ClientConnection
    log_response: Callable[[ResponseTask], None]
    active_channels: dict[int, ClientConnection]
    adj: Adjustments
    _map: dict[int, Any]

    def readable(self) -> bool:
        """Return whether to accept a connection; at the limit, close idle ones first."""
        if len(self._map) >= self.adj.connection_limit:
            self._close_idle_connections()
        return super().readable()  # type: ignore[misc]

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


class TcpServer(_ServerMixin, TcpWSGIServer):
    """Server on a TCP address."""


class UnixServer(_ServerMixin, UnixWSGIServer):
    """Server on a Unix socket."""
