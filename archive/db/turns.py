"""Turns of writers: SQLite lets one write at a time, and its lock is not fair.

A waiting writer polls the lock only now and then, so a run of many transactions would keep every other one out.
Therefore whoever begins to write holds a shared lock on a file until its turn has come, and a long run looks between
its transactions whether anybody does.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

FILE_NAME: Final = ".writers.lock"
MAX_WAIT: Final = 2.0  # seconds that a long run waits for the others: one of them may have been stopped
_POLL_INTERVAL: Final = 0.005
_WRITES: Final = ("BEGIN", "INSERT", "UPDATE", "DELETE")


def announce_writers(sender: object, connection: Any, **_: object) -> None:  # noqa: ARG001 -- a signal's arguments
    """Let every write of a new connection to SQLite be announced; receiver of `connection_created`."""
    if connection.vendor == "sqlite" and _announce_write not in connection.execute_wrappers:
        connection.execute_wrappers.append(_announce_write)


def _announce_write(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001
    if context["connection"].in_atomic_block or not sql.startswith(_WRITES):
        return execute(sql, params, many, context)
    with _hold_place():
        return execute(sql, params, many, context)


@contextmanager
def _hold_place() -> Iterator[None]:
    """Hold a place among the waiting writers; where files cannot be written or locked, there is none."""
    with ExitStack() as stack:
        with suppress(OSError):
            fcntl.flock(stack.enter_context(_open_file()), fcntl.LOCK_SH)
        yield


def let_writers_in() -> None:
    """Wait while others wait to write, as a long run does between two transactions."""
    if connection.vendor != "sqlite":
        return
    deadline = time.monotonic() + MAX_WAIT
    while is_writer_waiting() and time.monotonic() < deadline:
        time.sleep(_POLL_INTERVAL)


def is_writer_waiting() -> bool:
    """Return whether a writer waits for its turn."""
    try:
        with _open_file() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def _open_file() -> Iterator[int]:
    descriptor = os.open(Path(settings.CUTTINGS_HOME) / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
