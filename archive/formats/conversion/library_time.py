"""Time for a library in C that reads a document: no error can be raised inside it, so the system ends its process."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Final

FIRST_SECONDS: Final = 0.5  # of computing, for a document of any size
SECONDS_A_BYTE: Final = 1 / 100_000
_MIN_SECONDS: Final = 0.01


class LibraryTime:
    """The computing that a library may still do for one document; it grows with the document's size."""

    is_limited: ClassVar[bool] = False
    """Whether this process is one that the system may end; only that of conversions is."""

    def __init__(self, size: int) -> None:
        self._seconds_left = FIRST_SECONDS + SECONDS_A_BYTE * size

    @contextmanager
    def spend(self) -> Iterator[None]:
        """Let the system end this process if the block, with those before it, takes more computing than there is."""
        if not self.is_limited:
            yield
            return
        signal.setitimer(signal.ITIMER_PROF, max(self._seconds_left, _MIN_SECONDS))
        try:
            yield
        finally:
            self._seconds_left, _ = signal.setitimer(signal.ITIMER_PROF, 0)
