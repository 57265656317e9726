"""The archive's data folder (`CUTTINGS_HOME`): creation and permissions."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings

from archive.errors import ConfigurationError

PRIVATE_UMASK: Final = 0o077  # umask for all written files: owner only
_OTHERS_READ_WRITE: Final = 0o066
"""Others may traverse a folder (0711, for a proxy that reads `static`)."""
_ARCHIVE_FILES: Final = frozenset(
    "admin-login.txt check_payloads.json cuttings.sqlite3 cuttings.sqlite3-shm"
    " cuttings.sqlite3-wal index logs notice.txt payloads secret.key uploads .writers.lock".split()
)
"""Names of the archive's own files and folders."""


def set_private_umask() -> None:
    """Make files written by this process from now on readable by their owner only."""
    os.umask(PRIVATE_UMASK)


def check_home(home: Path) -> None:
    """Raise ConfigurationError if the folder neither exists nor can be created; create nothing."""
    nearest = next(path for path in (home, *home.parents) if path.exists())
    if not nearest.is_dir() or (nearest != home and not os.access(nearest, os.W_OK | os.X_OK)):
        reason = f"this account may not write to {nearest}" if nearest.is_dir() else f"{nearest} is no folder"
        raise ConfigurationError(
            f"{home} cannot be made: {reason}. Set CUTTINGS_HOME to a folder that this account may write."
        )


def make_home() -> None:
    """Create the data folder and its subfolders, and the secret key file of a local archive."""
    home: Path = settings.CUTTINGS_HOME
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        restrict_permissions()
        for folder in (settings.PAYLOAD_ROOT, settings.INDEX_ROOT, settings.LOG_ROOT):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        settings.STATIC_ROOT.chmod(0o755)
        if settings.SECRET_IS_KEPT:
            with suppress(FileExistsError):
                descriptor = os.open(settings.SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w") as file:
                    file.write(settings.SECRET_KEY)
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename or home} cannot be made ({error.strerror}). Set CUTTINGS_HOME to a"
            " folder that this account may write."
        ) from error


def restrict_permissions() -> None:
    """Remove other accounts' access to the archive's files, as left by older versions or copies.

    The folder itself is restricted only if it contains nothing else: it may be shared.
    """
    home: Path = settings.CUTTINGS_HOME
    entries = list(home.iterdir())
    archive_paths = [path for path in entries if path.name in _ARCHIVE_FILES]
    if all(path in archive_paths or path == settings.STATIC_ROOT for path in entries):
        archive_paths.append(home)
    for path in archive_paths:
        with suppress(FileNotFoundError, PermissionError):  # deleted, or owned by another account
            if path.stat().st_mode & _OTHERS_READ_WRITE:
                path.chmod(0o700 if path.is_dir() else 0o600)
