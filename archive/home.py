"""The folder of an archive: made when it is first needed, and kept from other accounts."""

import logging.handlers
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings

from archive.errors import ConfigurationError

PRIVATE: Final = 0o077
"""The umask under which an archive is written: its files are their owner's alone."""
_READ_OR_WRITTEN_BY_OTHERS: Final = 0o066
"""Others may have leave to pass through a folder (0711, for a proxy that reads `static`)."""
_NAMES: Final = frozenset(
    "admin-login.txt check_payloads.json cuttings.sqlite3 cuttings.sqlite3-shm"
    " cuttings.sqlite3-wal index logs notice.txt payloads secret.key uploads".split()
)
"""An archive's own files and folders."""


def keep_private() -> None:
    """Make every file that this process writes from now on readable by its owner only."""
    os.umask(PRIVATE)


def check_home(home: Path) -> None:
    """ConfigurationError where the folder is not there and cannot be made. Nothing is made here."""
    there = next(path for path in (home, *home.parents) if path.exists())
    if not there.is_dir() or (there != home and not os.access(there, os.W_OK | os.X_OK)):
        reason = (
            f"this account may not write to {there}" if there.is_dir() else f"{there} is no folder"
        )
        raise ConfigurationError(
            f"{home} cannot be made: {reason}. Set CUTTINGS_HOME to a folder that this account may"
            " write."
        )


def make_home() -> None:
    """Make the folder of the archive with those inside it; a local one keeps its secret there."""
    home: Path = settings.CUTTINGS_HOME
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        close_home()
        for folder in (settings.PAYLOAD_ROOT, settings.INDEX_ROOT, settings.LOG_ROOT):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        settings.STATIC_ROOT.chmod(0o755)
        if settings.SECRET_IS_KEPT:
            _write_once(settings.SECRET_FILE, settings.SECRET_KEY)
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename or home} cannot be made ({error.strerror}). Set CUTTINGS_HOME to a"
            " folder that this account may write."
        ) from error


def close_home() -> None:
    """Take from other accounts what an older version, or a copy, left them to read.

    The folder itself is closed only where nothing else lies in it: it may be one that others use.
    """
    home: Path = settings.CUTTINGS_HOME
    entries = list(home.iterdir())
    ours = [path for path in entries if path.name in _NAMES]
    if all(path in ours or path == settings.STATIC_ROOT for path in entries):
        ours.append(home)
    for path in ours:
        with suppress(FileNotFoundError, PermissionError):  # gone meanwhile, or another account's
            if path.stat().st_mode & _READ_OR_WRITTEN_BY_OTHERS:
                path.chmod(0o700 if path.is_dir() else 0o600)


def _write_once(path: Path, text: str) -> None:
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)


class LogFile(logging.handlers.WatchedFileHandler):
    """A log in the folder of an archive; where there is no archive nothing is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; the folder of logs is made for the first."""
        folder = Path(self.baseFilename).parent
        if folder.parent.is_dir():
            folder.mkdir(exist_ok=True)
            super().emit(record)
