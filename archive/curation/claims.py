"""Claims on work: several workers, on one host or many, never do the same at once, and a dead one's claims return.

Each process has a row, which a thread of it renews. Whoever finds a row that was not renewed for long, or a process of
its own machine that is gone, deletes the row with its claims.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from archive.models import RunningProcess, WorkClaim
from archive.storage.payloads import is_process_alive

RENEWAL_SECONDS: Final = 30.0
LOST_TIME: Final = timedelta(minutes=3)  # not renewed for so long: dead, or cut off from the database
_logger = logging.getLogger(__name__)


def describe_process() -> dict[str, Any]:
    """Return host, number and start of this process, by which others recognise it."""
    pid = os.getpid()
    return {"host": socket.gethostname(), "pid": pid, "began": read_start_time(pid)}


def read_start_time(pid: int) -> str:
    """Return the start time of a process in ticks, as PIDs are reused; empty if unknown."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def is_alive_elsewhere(host: str, pid: int, began: str) -> bool:
    """Return whether a process of any machine is alive: one of this machine by itself, another by its row."""
    if host == socket.gethostname():
        return is_process_alive(pid) and read_start_time(pid) in {"", began}
    rows = RunningProcess.objects.filter(host=host, pid=pid, began=began)
    return rows.filter(seen_at__gt=timezone.now() - LOST_TIME).exists()


def delete_lost_processes() -> int:
    """Delete the rows of processes that are dead, with their claims; return how many there were."""
    dead_keys = [row.pk for row in RunningProcess.objects.all() if not is_alive_elsewhere(row.host, row.pid, row.began)]
    RunningProcess.objects.filter(pk__in=dead_keys).delete()
    return len(dead_keys)


@contextmanager
def show_process(kind: str) -> Iterator[RunningProcess]:
    """Give this process a row for a block, renewed by a thread."""
    values = {"kind": kind, "seen_at": timezone.now()}
    process, _ = RunningProcess.objects.update_or_create(**describe_process(), defaults=values)
    ended = threading.Event()
    thread = threading.Thread(target=_renew, args=(process.pk, ended), daemon=True)
    thread.start()
    try:
        yield process
    finally:
        ended.set()
        thread.join(timeout=5)
        with suppress(DatabaseError):  # what is left is deleted by the next
            process.delete()


def _renew(key: int, ended: threading.Event) -> None:
    """Renew the row until the process ends; a database that cannot be reached is asked again."""
    try:
        while not ended.wait(RENEWAL_SECONDS):
            try:
                RunningProcess.objects.filter(pk=key).update(seen_at=timezone.now())
            except DatabaseError as error:
                _logger.info("This worker could not say that it is alive: %s", error)
                connection.close()
    finally:
        connection.close()


def show_doing(process: RunningProcess, doing: str) -> None:
    """Record what the process does now, for the page of workers."""
    if doing != process.doing:
        process.doing = doing
        RunningProcess.objects.filter(pk=process.pk).update(doing=doing, seen_at=timezone.now())


@contextmanager
def claim_work(process: RunningProcess, name: str) -> Iterator[bool]:
    """Claim work for a block; the value is False where another process has it."""
    try:
        with transaction.atomic():
            claim = WorkClaim.objects.create(name=name, process=process)
    except IntegrityError:
        yield False
        return
    try:
        yield True
    finally:
        claim.delete()
