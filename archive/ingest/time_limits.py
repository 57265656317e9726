"""Time limits: computing by CPU time, so that a busy machine refuses nothing; waiting by the clock."""

import contextlib
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_TIMER_SIGNALS: Final = {signal.ITIMER_PROF: signal.SIGPROF, signal.ITIMER_REAL: signal.SIGALRM}
_REPEAT_SECONDS: Final = 1.0  # a library that swallows the error meets it again


@contextmanager
def limit_computing(cpu_seconds: float, wall_seconds: float, error: Exception) -> Iterator[None]:
    """Raise `error` if the block computes longer, or has not ended by the clock; only in the main thread."""
    with limit_waiting(wall_seconds, error), _set_timer(signal.ITIMER_PROF, cpu_seconds, error):
        yield


@contextmanager
def limit_waiting(seconds: float, error: Exception) -> Iterator[None]:
    """Raise `error` if the block takes longer by the clock; no effect outside the main thread."""
    with _set_timer(signal.ITIMER_REAL, seconds, error):
        yield


@contextmanager
def _set_timer(timer: int, seconds: float, error: Exception) -> Iterator[None]:
    """Raise `error` when a timer of the process has run down; a timer that ran before goes on afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise error

    previous_handler = signal.signal(_TIMER_SIGNALS[timer], stop)
    previous_timer = signal.setitimer(timer, seconds, _REPEAT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(_TIMER_SIGNALS[timer], previous_handler)
        signal.setitimer(timer, *previous_timer)


def end_process_after(cpu_seconds: float) -> None:
    """Let the system end this process when it has computed that much more, even within a library that never returns."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime + cpu_seconds) + 1
    _, hard_limit = resource.getrlimit(resource.RLIMIT_CPU)
    if hard_limit == resource.RLIM_INFINITY or limit < hard_limit:
        with contextlib.suppress(ValueError, OSError):  # an administrator allows less than that
            resource.setrlimit(resource.RLIMIT_CPU, (limit, hard_limit))
