"""Connections as waitress holds them, with bounds, and answers that are whole or visibly cut off.

waitress reads requests and sends answers in one loop over all sockets; a thread is busy only with a
request that has come whole. So a client that is slow, idle or half gone costs a socket, no thread.
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
"""From the first byte of a request to the end of its head."""
IDLE_SECONDS: Final = 30
"""Without a byte of the request that is awaited."""
STALLED_SECONDS: Final = 120
"""Without a byte that the client takes of its answer."""
SEND_BUFFER: Final = 262_144
"""What the system holds of an answer. Where it may grow to megabytes, a client that reads slowly
looks like one that has stopped reading."""
SMALL_BODY: Final = 1_000_000
"""A body that is taken however little room there is on the disk."""
ROOM_LEFT: Final = 1_000_000_000
"""Bytes of the disk that bodies on their way leave free; a tenth of a small disk."""

_RESET: Final = struct.pack("ii", 1, 0)
_CLOSE: Final = struct.pack("ii", 0, 0)
_REASONS: Final = {
    413: "What was sent is larger than this server takes, or its disk has no room for it now."
    " Send less at once, or ask the archive's keeper.",
    431: "The request is too long: its address or its cookies. Shorten the address.",
    500: "The archive could not answer. What happened was written down for its keeper. Try again.",
}


class Bounds(Adjustments):
    """waitress's settings, with a bound for bodies that follows the room on the disk."""

    largest_body: int = 1_000_000_000

    @property
    def max_request_body_size(self) -> int:
        """The largest body that is taken now; until it is whole it waits in a temporary file."""
        disk = shutil.disk_usage(tempfile.gettempdir())
        room = disk.free - min(ROOM_LEFT, disk.total // 10)
        return max(SMALL_BODY, min(self.largest_body, room))


class Answer(WSGITask):
    """A request and its answer; its connection learns whether all of the answer was handed over."""

    bytes_sent = 0

    def service(self) -> None:
        """Have the application answer, and tell whoever keeps the access log."""
        try:
            super().service()
        finally:
            self.channel.server.note_answer(self)

    def start(self) -> None:
        """From here on a connection that ends was cut off."""
        super().start()
        self.channel.is_answer_whole = False

    def write(self, data: bytes) -> None:
        """Hand over a piece; of an answer to HEAD the head alone."""
        self.bytes_sent += len(data)
        is_head = self.request.command == "HEAD"
        super().write(b"" if is_head else data)
        self.chunked_response &= not is_head

    def finish(self) -> None:
        """From here on the connection may end."""
        super().finish()
        self.channel.is_answer_whole = True


class Refusal(ErrorTask):
    """The answer to what is no request, or to one that broke before it was answered."""

    def execute(self) -> None:
        """Say what to do in place of the parser's words."""
        error = self.request.error
        error.body = _REASONS.get(error.code, error.body)
        super().execute()

    def finish(self) -> None:
        """From here on the connection may end."""
        super().finish()
        self.channel.is_answer_whole = True


class Connection(HTTPChannel):
    """One client. Where its answer is cut off, the connection is reset rather than closed.

    A client that knows neither length nor pieces (HTTP/1.0, a proxy that speaks it) would take a
    connection that is closed for the end of the answer. The system resets it, too, where this
    process is killed.
    """

    task_class = Answer
    error_task_class = Refusal
    is_answer_whole = True
    request_began_at = 0.0

    def __init__(self, server: Any, sock: socket.socket, *args: Any, **options: Any) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        super().__init__(server, sock, *args, **options)

    def received(self, data: bytes) -> bool:
        """Take bytes of a request, and note when the first of them came."""
        if self.request is None:
            self.request_began_at = time.time()
        return super().received(data)

    def handle_close(self) -> None:
        """End the connection: in order after a whole answer, else so that the client sees it."""
        if self.is_answer_whole and not self.total_outbufs_len and self.socket is not None:
            with suppress(OSError):
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CLOSE)
        super().handle_close()

    @property
    def is_answering(self) -> bool:
        """Whether a request is being answered, or its answer sent."""
        return bool(self.requests or self.total_outbufs_len or self.close_when_flushed)

    def is_overdue(self, now: float) -> bool:
        """Whether its client has had its time: to take more of an answer, or to send a request."""
        silent = now - self.last_activity
        if self.is_answering:
            return self.total_outbufs_len > 0 and silent > STALLED_SECONDS
        if self.request is None or self.request.headers_finished:
            return silent > IDLE_SECONDS
        return silent > IDLE_SECONDS or now - self.request_began_at > HEAD_SECONDS


class _Server:
    """What both kinds of server share; `note_answer` is whoever keeps the access log."""

    channel_class = Connection
    note_answer: Callable[[Answer], None]
    active_channels: dict[int, Connection]
    adj: Adjustments
    _map: dict[int, Any]

    def readable(self) -> bool:
        """Whether to accept another connection; where all places are taken, one is made first."""
        if len(self._map) >= self.adj.connection_limit:
            self._close_waiting()
        return super().readable()  # type: ignore[misc]

    def maintenance(self, now: float) -> None:
        """Close connections whose clients have had their time."""
        for connection in list(self.active_channels.values()):
            if connection.is_overdue(now):
                connection.handle_close()

    def _close_waiting(self) -> None:
        """Close those that have sent nothing for longest, and are owed nothing."""
        idle = [one for one in self.active_channels.values() if not one.is_answering]
        idle.sort(key=lambda connection: connection.last_activity)
        for connection in idle[: 1 + len(idle) // 4]:
            connection.handle_close()


class TcpServer(_Server, TcpWSGIServer):
    """Listens to an address."""


class UnixServer(_Server, UnixWSGIServer):
    """Listens to a socket in a folder."""
