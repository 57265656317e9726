"""Log files that rotate, and logs that strangers cannot fill."""

import fcntl
import logging
import logging.handlers
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

MAX_LOG_BYTES: Final = 10_000_000  # size at which a file is renamed; see CUTTINGS_LOG_MB
KEPT_FILES: Final = 5
_REPEAT_SECONDS: Final = 60.0


class LogFile(logging.handlers.WatchedFileHandler):
    """Log file in a folder of the data folder, which several processes write to.

    Without a data folder nothing is logged. Whichever process finds it too large renames it; the others see that, and
    go on in the new file.
    """

    def __init__(self, filename: str | os.PathLike[str], *, max_bytes: int = MAX_LOG_BYTES, delay: bool = True) -> None:
        self._max_bytes = max_bytes
        super().__init__(filename, encoding="utf-8", delay=delay)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, creating the folder of the log if needed."""
        folder = Path(self.baseFilename).parent
        if folder.parent.is_dir():
            folder.mkdir(exist_ok=True)
            with suppress(OSError):  # a log that cannot be renamed is still written
                rotate_log(Path(self.baseFilename), self._max_bytes)
            super().emit(record)


def rotate_log(path: Path, max_bytes: int = MAX_LOG_BYTES) -> None:
    """Rename a log that has grown too large to `.1`, and the former ones to `.2` …; 0 leaves it to other programs."""
    if not max_bytes or not _is_too_large(path, max_bytes):
        return
    with _lock_folder(path.parent):
        if _is_too_large(path, max_bytes):  # nobody was quicker
            for number in range(KEPT_FILES - 1, 0, -1):
                with suppress(FileNotFoundError):
                    path.with_name(f"{path.name}.{number}").rename(path.with_name(f"{path.name}.{number + 1}"))
            path.rename(path.with_name(f"{path.name}.1"))


def _is_too_large(path: Path, max_bytes: int) -> bool:
    try:
        return path.stat().st_size > max_bytes
    except FileNotFoundError:
        return False


@contextmanager
def _lock_folder(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class ForeignHostFilter(logging.Filter):
    """Filter of refused Host headers: one line a minute, without traceback, as programs send thousands of them."""

    def __init__(self) -> None:
        super().__init__()
        self._written_at = -_REPEAT_SECONDS
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write the record; it then says how many were left out before."""
        now = time.monotonic()
        if now - self._written_at < _REPEAT_SECONDS:
            self._left_out += 1
            return False
        self._written_at = now
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        if self._left_out:
            record.msg = f"{record.getMessage()} ({self._left_out} more since the last line)"
            record.args = ()
            self._left_out = 0
        return True
