"""The end of a worker: with its server, or when it is told to, within seconds whatever it does."""

import os
import signal
import threading
import time
from types import FrameType
from typing import Final

END_SECONDS: Final = 7.0  # for what is under way; then the process ends at once, as transactions undo themselves
_POLL_SECONDS: Final = 0.5
NICENESS: Final = 10  # pages come first: the system gives a worker what their processes leave


def end_soon(_: int = 0, __: FrameType | None = None) -> None:
    """Interrupt what is under way, and end the process if that takes long; handler of SIGTERM and SIGINT."""
    threading.Thread(target=_end_after, args=(END_SECONDS,), daemon=True).start()
    raise KeyboardInterrupt


def _end_after(seconds: float) -> None:
    time.sleep(seconds)
    os._exit(1)


def prepare_end(server: int | None) -> None:
    """End this process when told to, or when the server that it was started beside has ended; let pages come first."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end_soon)
    os.nice(NICENESS)
    if server is not None:
        threading.Thread(target=_end_with, args=(server,), daemon=True).start()


def _end_with(server: int) -> None:
    while os.getppid() == server:
        time.sleep(_POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
